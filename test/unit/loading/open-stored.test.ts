import { expect } from "@open-wc/testing";
import { encodeRecord, type ChangeRecord } from "../../../src/engine/journal/change-record.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { openStoredTable, type OpenStoredParts } from "../../../src/engine/loading/open-stored.ts";
import type { JournalEntry, StoredVersion } from "../../../src/worker/protocol.ts";
import { rejectionOf } from "../../rejection-of.ts";

const VERSION: StoredVersion = {
  version: 1,
  savedAt: 0,
  rows: 1000,
  columns: [{ id: 0, name: "n", type: "BIGINT", nullable: true }],
  nextColumnId: 1,
  nextRowId: 1000,
  segments: [],
  name: null,
  kept: false,
};

const cells = (count: number): ChangeRecord[] =>
  Array.from({ length: count }, (_, rowId) => ({ kind: "cells", edits: [{ rowId, columnId: 0, value: rowId }] }));

/** Entries that follow `VERSION`; bytes are taken as they are. */
const entriesOf = (changes: readonly (ChangeRecord | Uint8Array)[]): JournalEntry[] =>
  changes.map((change, index) => {
    const payload = change instanceof Uint8Array ? change : encodeRecord(change);
    return { sequence: VERSION.version + 1 + index, isBarrier: false, payload };
  });

const UNKNOWN = new TextEncoder().encode('["of a later release",1]');

/** A storage and a database that record what is done to them. */
class Opening {
  readonly entries: JournalEntry[];
  readonly done: string[] = [];
  readonly warnings: string[] = [];
  readonly abort = new AbortController();
  readonly #table = { exists: false, epoch: 0, state: {}, changed: () => undefined, lose: () => this.#lose() };
  /** Called for each change that is made again. */
  onWrite: (sequence: number) => void = () => undefined;
  /** How often a load loses the files that it reads. */
  cutOffs = 0;
  /** How often a failure is found to come from files that were given back, and are open again. */
  reopenings = 0;
  #replayed = 0;
  #written = VERSION.version;

  constructor(changes: readonly (ChangeRecord | Uint8Array)[]) {
    this.entries = entriesOf(changes);
  }

  get tableExists(): boolean {
    return this.#table.exists;
  }

  get replayed(): number {
    return this.#replayed;
  }

  open(): Promise<unknown> {
    const storage = {
      stored: { candidates: [VERSION], opening: 1, reopenedAfter: () => Promise.resolve(this.reopenings-- > 0) },
      changesAfter: () => Promise.resolve(this.entries),
      reopened: () => void this.done.push("reopened"),
      replayed: (sequence: number) => (this.#replayed = sequence),
      replayEnded: () => this.#replayed === this.entries.at(-1)?.sequence,
    };
    const queue = {
      write: async (_work: unknown, { onCommit }: { onCommit: (applied: null) => void }) => {
        await Promise.resolve();
        this.onWrite(++this.#written);
        this.abort.signal.throwIfAborted();
        onCommit(null);
      },
    };
    const parts = {
      storage,
      table: this.#table,
      runtime: { start: () => Promise.resolve({ queue, database: null }) },
      changes: { release: () => Promise.resolve() },
      events: { emit: (_name: string, { message }: { message: string }) => void this.warnings.push(message) },
      load: (_version: StoredVersion, { patch }: { patch: unknown }) => {
        if (this.cutOffs-- > 0) {
          return Promise.reject(new PersistentTableError("disposed", "The files were given back."));
        }
        this.done.push(patch ? "loaded with cells" : "loaded");
        Object.assign(this.#table, { exists: true, epoch: this.#table.epoch + 1 });
        this.#written = VERSION.version;
        return Promise.resolve();
      },
    };
    return openStoredTable(parts as unknown as OpenStoredParts, { signal: this.abort.signal });
  }

  #lose(): void {
    this.#table.exists = false;
    this.done.push("lost");
  }
}

describe("opening a stored table", () => {
  it("has many cells written into the rows on their way, and few by the database", async () => {
    const many = new Opening(cells(100));
    await many.open();
    expect([many.done, many.replayed]).to.deep.equal([["loaded with cells"], 101]);
    const few = new Opening(cells(99));
    await few.open();
    expect([few.done, few.replayed]).to.deep.equal([["loaded"], 100]);
  });

  it("goes as far as the changes can be read, and says where it ended", async () => {
    for (const count of [3, 120]) {
      const opening = new Opening([...cells(count), UNKNOWN, ...cells(2)]);
      await opening.open();
      expect(opening.replayed, String(count)).to.equal(1 + count);
      expect(opening.done.at(-1)).to.equal("loaded");
      expect(opening.warnings.join()).to.contain("which this release does not know");
    }
  });

  it("loads anew without the cells when a change could not be made: what came after it must not be there", async () => {
    const opening = new Opening([...cells(150), { kind: "delete-rows", ids: [] }, ...cells(3)]);
    opening.onWrite = (sequence) => {
      if (sequence === 3) throw new RangeError("no room");
    };
    await opening.open();
    expect(opening.done).to.deep.equal(["loaded with cells", "loaded"]);
    expect(opening.warnings.join()).to.contain("no room");
  });

  it("begins again when it was cut off from its files, which are open again", async () => {
    const opening = new Opening(cells(3));
    Object.assign(opening, { cutOffs: 2, reopenings: 2 });
    await opening.open();
    expect([opening.done, opening.replayed]).to.deep.equal([["loaded"], 4]);
  });

  it("does not begin again for ever, nor when they are not", async () => {
    for (const reopenings of [0, 1, Infinity]) {
      const opening = new Opening(cells(3));
      Object.assign(opening, { cutOffs: Infinity, reopenings });
      expect(await rejectionOf(opening.open())).to.include({ code: "disposed" });
      expect(opening.done).to.deep.equal([]);
    }
  });

  it("leaves no table behind with some of its changes when it is stopped", async () => {
    const opening = new Opening([...cells(3), { kind: "delete-rows", ids: [] }, ...cells(3)]);
    opening.onWrite = (sequence) => {
      if (sequence === 3) opening.abort.abort(new DOMException("Stopped.", "AbortError"));
    };
    const error = await opening.open().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.equal(opening.abort.signal.reason);
    expect(opening.tableExists).to.equal(false);
    expect(opening.done).to.deep.equal(["loaded", "lost", "reopened"]);
  });
});
