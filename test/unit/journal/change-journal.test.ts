import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { ChangeJournal } from "../../../src/engine/journal/change-journal.ts";
import { decodeRecord, type ChangeRecord } from "../../../src/engine/journal/change-record.ts";
import type { JournalEntry } from "../../../src/worker/protocol.ts";
import { failureOf } from "../../rejection-of.ts";
import { ManualClock } from "../manual-clock.ts";
import { settled } from "../scheduling/fakes.ts";

const QUOTA = new PersistentTableError("storage-quota", "The disk is full.");
const DEATH = new PersistentTableError("worker-died", "The storage worker stopped.");
const DISPOSED = new PersistentTableError("disposed", "The table was disposed of.");

const edit = (rowId: number): ChangeRecord => ({ kind: "cells", edits: [{ rowId, columnId: 0, value: "x" }] });

interface HeldAppend {
  readonly entries: readonly JournalEntry[];
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** A journal whose appends the test settles. */
class HeldJournal {
  readonly clock = new ManualClock();
  readonly appends: HeldAppend[] = [];
  changes = 0;
  readonly journal = new ChangeJournal({
    clock: this.clock,
    append: (entries) => new Promise<void>((resolve, reject) => this.appends.push({ entries, resolve, reject })),
    onChange: () => this.changes++,
  });

  /** Sequences of each append so far. */
  get sent(): number[][] {
    return this.appends.map(({ entries }) => entries.map(({ sequence }) => sequence));
  }

  async write(append: number): Promise<void> {
    this.appends[append]?.resolve();
    await settled();
  }

  async fail(append: number, reason: Error): Promise<void> {
    this.appends[append]?.reject(reason);
    await settled();
  }

  /** `durable`, `waiting` or the code of the error. */
  async outcomeOf(promise: Promise<void>): Promise<string> {
    let outcome = "waiting";
    promise.then(
      () => (outcome = "durable"),
      (error: unknown) => (outcome = error instanceof PersistentTableError ? error.code : "another error"),
    );
    await settled();
    return outcome;
  }
}

describe("ChangeJournal", () => {
  let held: HeldJournal;
  let journal: ChangeJournal;

  beforeEach(() => {
    held = new HeldJournal();
    journal = held.journal;
    journal.opened({ snapshot: 10, journal: [] });
  });

  const entry = (sequence: number, record: ChangeRecord | null = edit(sequence)): JournalEntry => {
    const other = new HeldJournal();
    other.journal.opened({ snapshot: sequence - 1, journal: [] });
    other.journal.add(record);
    return other.appends[0]?.entries[0] as JournalEntry;
  };

  it("numbers changes on from what is stored, and writes them as they were given", () => {
    expect([journal.add(edit(7)), journal.sequence]).to.deep.equal([11, 11]);
    const [written] = held.appends[0]?.entries ?? [];
    expect(written).to.include({ sequence: 11, isBarrier: false });
    expect(decodeRecord(written?.payload ?? new Uint8Array())).to.deep.equal(edit(7));
    const next = new HeldJournal();
    next.journal.opened({ snapshot: 3, journal: [entry(4), entry(5)] });
    expect(next.journal.add(edit(1))).to.equal(6);
  });

  it("writes the first change at once, and those that come meanwhile together after it", async () => {
    for (const row of [1, 2, 3]) journal.add(edit(row));
    expect(held.sent).to.deep.equal([[11]]);
    await held.write(0);
    expect(held.sent).to.deep.equal([[11], [12, 13]]);
  });

  it("acknowledges each change with the append that holds it, and tells that", async () => {
    const [first, second] = [journal.add(edit(1)), journal.add(edit(2))].map((sequence) =>
      journal.whenDurable(sequence),
    );
    await held.write(0);
    expect([await held.outcomeOf(first as Promise<void>), await held.outcomeOf(second as Promise<void>)]).to.deep.equal(
      ["durable", "waiting"],
    );
    expect([journal.isDurable(11), journal.isAllDurable]).to.deep.equal([true, false]);
    await held.write(1);
    expect([journal.isAllDurable, held.changes]).to.deep.equal([true, 2]);
    await second;
    await journal.whenDurable(5);
  });

  it("acknowledges nothing from a barrier on before a snapshot holds the barrier", async () => {
    const before = journal.whenDurable(journal.add(edit(1)));
    const barrier = journal.whenDurable(journal.add(null));
    const after = journal.whenDurable(journal.add(edit(2)));
    await held.write(0);
    await held.write(1);
    expect(held.appends[1]?.entries.map(({ isBarrier }) => isBarrier)).to.deep.equal([true, false]);
    expect([await held.outcomeOf(before), await held.outcomeOf(barrier), await held.outcomeOf(after)]).to.deep.equal([
      "durable",
      "waiting",
      "waiting",
    ]);
    expect([11, 12, 13].map((sequence) => journal.needsSnapshot(sequence))).to.deep.equal([false, true, true]);
    journal.saved(12);
    await Promise.all([barrier, after]);
    expect(journal.isAllDurable).to.equal(true);
  });

  it("rejects what waits when an append fails, keeps it and writes it by and by", async () => {
    const failing = failureOf(journal.whenDurable(journal.add(edit(1))));
    await held.fail(0, QUOTA);
    expect(await failing).to.equal(QUOTA);
    expect([journal.error, journal.isAllDurable]).to.deep.equal([QUOTA, false]);
    expect(await failureOf(journal.whenDurable(11))).to.equal(QUOTA);
    expect(journal.pendingAfter(0).map(({ sequence }) => sequence)).to.deep.equal([11]);
    await held.clock.goTo(999);
    expect(held.sent).to.deep.equal([[11]]);
    await held.clock.goTo(1000);
    await held.fail(1, QUOTA);
    await held.clock.goTo(2999);
    expect(held.sent).to.deep.equal([[11], [11]]);
    await held.clock.goTo(3000);
    await held.write(2);
    expect([held.sent, journal.error, journal.isAllDurable]).to.deep.equal([[[11], [11], [11]], null, true]);
  });

  it("writes what could not be written with the next change", async () => {
    journal.add(edit(1));
    await held.fail(0, QUOTA);
    const next = journal.whenDurable(journal.add(edit(2)));
    expect(held.sent).to.deep.equal([[11], [11, 12]]);
    await held.write(1);
    await next;
    await held.clock.goTo(100_000);
    expect(held.sent).to.have.length(2);
  });

  it("sends again what a worker that died may have, at most twice", async () => {
    const waiting = journal.whenDurable(journal.add(edit(1)));
    await held.fail(0, DEATH);
    journal.add(edit(2));
    await held.write(1);
    await waiting;
    expect(held.sent).to.deep.equal([[11], [11], [12]]);
    for (const append of [2, 3, 4]) await held.fail(append, DEATH);
    expect([held.sent.slice(2), journal.error]).to.deep.equal([[[12], [12], [12]], DEATH]);
  });

  it("drops what a snapshot holds, and goes on with the rest", async () => {
    const waiting = [edit(1), edit(2), edit(3)].map((record) => journal.whenDurable(journal.add(record)));
    for (const promise of waiting) promise.catch(() => undefined);
    await held.fail(0, QUOTA);
    expect(journal.error).to.equal(QUOTA);
    journal.saved(12);
    expect([journal.isDurable(12), journal.isDurable(13)]).to.deep.equal([true, false]);
    expect(held.sent.at(-1)).to.deep.equal([13]);
    await held.write(held.appends.length - 1);
    expect([journal.error, journal.isAllDurable]).to.deep.equal([null, true]);
  });

  it("tells those who wait for a snapshot that it failed, and no others", async () => {
    const journalled = journal.whenDurable(journal.add(edit(1)));
    const snapshot = failureOf(journal.whenDurable(journal.add(null)));
    journal.saveFailed(QUOTA);
    expect(await snapshot).to.equal(QUOTA);
    expect(await held.outcomeOf(journalled)).to.equal("waiting");
  });

  it("forgets with the storage what was to be written", async () => {
    const waiting = journal.whenDurable(journal.add(null));
    journal.forget(11);
    await waiting;
    expect([journal.pendingAfter(0), journal.isAllDurable, journal.add(edit(1))]).to.deep.equal([[], true, 12]);
  });

  it("does not forget what came while the storage was deleted", async () => {
    journal.add(edit(1));
    const barrier = journal.add(null);
    journal.forget(11);
    expect([journal.needsSnapshot(barrier), journal.isDurable(barrier), journal.isDurable(11)]).to.deep.equal([
      true,
      false,
      true,
    ]);
  });

  it("gives up what it could not store when what is stored is another table", async () => {
    journal.pause();
    const waiting = failureOf(journal.whenDurable(journal.add(edit(1))));
    expect(journal.opened({ snapshot: 3, journal: [], isOvertaken: true })).to.equal(false);
    expect(await waiting).to.include({ code: "readonly" });
    expect([journal.sequence, journal.pendingAfter(0)]).to.deep.equal([3, []]);
  });

  it("rejects all that waits when it is closed, and writes no more", async () => {
    const waiting = [edit(1), null].map((record) => failureOf(journal.whenDurable(journal.add(record))));
    journal.close(DISPOSED);
    expect(await Promise.all(waiting)).to.deep.equal([DISPOSED, DISPOSED]);
    await held.fail(0, QUOTA);
    await held.clock.goTo(100_000);
    expect([held.sent, await failureOf(journal.whenDurable(12))]).to.deep.equal([[[11]], DISPOSED]);
  });

  describe("while the storage is given away", () => {
    it("is idle when all is written or has failed for now", async () => {
      journal.add(edit(1));
      journal.add(edit(2));
      const idle = journal.idle();
      await held.write(0);
      expect([await held.outcomeOf(idle), journal.isSending]).to.deep.equal(["waiting", true]);
      await held.fail(1, QUOTA);
      await idle;
      expect(journal.isSending).to.equal(false);
    });

    it("keeps what comes, and writes it when the storage is as it was", async () => {
      journal.pause();
      const waiting = journal.whenDurable(journal.add(edit(1)));
      expect(held.sent).to.deep.equal([]);
      expect(journal.opened({ snapshot: 10, journal: [] })).to.equal(true);
      expect(held.sent).to.deep.equal([[11]]);
      await held.write(0);
      await waiting;
    });

    it("takes what it had sent for its own when it finds that stored", () => {
      journal.add(edit(1));
      journal.pause();
      const own = held.appends[0]?.entries ?? [];
      expect([journal.opened({ snapshot: 10, journal: own }), journal.isAllDurable]).to.deep.equal([true, true]);
    });

    for (const [what, found] of [
      ["changes", { snapshot: 10, journal: [entry(11, edit(99))] }],
      ["more changes", { snapshot: 10, journal: [entry(11), entry(12), entry(13)] }],
      ["a snapshot", { snapshot: 12, journal: [] }],
    ] as const) {
      it(`gives up what was not stored when it finds ${what} of another page`, async () => {
        journal.pause();
        const waiting = failureOf(journal.whenDurable(journal.add(edit(11))));
        expect(journal.opened(found)).to.equal(false);
        expect(await waiting).to.include({ code: "readonly" });
        const last = Math.max(found.snapshot, ...found.journal.map(({ sequence }) => sequence));
        expect([held.sent, journal.sequence, journal.isAllDurable]).to.deep.equal([[], last, true]);
      });
    }

    it("follows the numbers of what another page stored, also where they begin anew", () => {
      journal.pause();
      expect(journal.opened({ snapshot: 2, journal: [entry(3)] })).to.equal(true);
      expect(journal.add(edit(1))).to.equal(4);
    });
  });
});
