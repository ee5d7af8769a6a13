import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { Journal, JOURNAL_NAMES } from "../../../../src/worker/journal/journal.ts";
import { joinScans } from "../../../../src/worker/journal/journal-content.ts";
import { scanJournal } from "../../../../src/worker/journal/journal-scan.ts";
import { openTogether, readAll, type StorageFile } from "../../../../src/worker/storage.ts";
import { StorageError } from "../../../../src/worker/storage-error.ts";
import { MemoryFolder } from "../memory-folder.ts";
import { change, sequencesOf } from "./entries.ts";

/** As a page that finds the folder so. */
async function open(folder: MemoryFolder): Promise<Journal> {
  folder.held.clear();
  const files = (await openTogether(folder, JOURNAL_NAMES)) as [StorageFile, StorageFile];
  const [first, second] = files.map((file) => scanJournal(readAll(file, file.getSize())));
  if (!first || !second) throw new Error("There are two files.");
  const journal = new Journal(files, [first, second]);
  journal.prepare();
  return journal;
}

function stored(folder: MemoryFolder): number[] {
  const [first, second] = JOURNAL_NAMES.map((name) => scanJournal(folder.files.get(name) ?? new Uint8Array()));
  return first && second ? sequencesOf(joinScans([first, second], 0).entries) : [];
}

function failure(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

/** How a write or its flush fails; what else the call does is done. */
const FAILURES: Record<string, (call: string, byteLength: number) => number | undefined> = {
  "throws for want of space": (call) => {
    if (call.startsWith("write")) throw new DOMException("full", "QuotaExceededError");
    return undefined;
  },
  "writes a part, then nothing": shortThenNothing(),
  "writes nothing": (call) => (call.startsWith("write") ? 0 : undefined),
  "gives a count beyond all reason": (call) => (call.startsWith("write") ? 4_294_967_288 : undefined),
  "gives a count that is no number": (call) => (call.startsWith("write") ? NaN : undefined),
  "cannot flush": (call) => {
    if (call.startsWith("flush")) throw new DOMException("broken", "UnknownError");
    return undefined;
  },
};

function shortThenNothing(): (call: string, byteLength: number) => number | undefined {
  let writes = 0;
  return (call, byteLength) => (!call.startsWith("write") ? undefined : writes++ % 2 === 0 ? byteLength >> 1 : 0);
}

describe("journal", () => {
  it("holds what was appended, in this life and the next", async () => {
    const folder = new MemoryFolder();
    const journal = await open(folder);
    journal.append([change(1), change(2)]);
    journal.append([change(5)]);
    expect(journal.read(1)).to.deep.equal([change(2), change(5)]);
    expect((await open(folder)).read(0)).to.deep.equal([change(1), change(2), change(5)]);
  });

  it("flushes once for an append, after its last write", async () => {
    const folder = new MemoryFolder();
    const journal = await open(folder);
    folder.calls.length = 0;
    journal.append([change(1), change(2), change(3)]);
    expect(folder.calls).to.deep.equal(["write journal0", "flush journal0"]);
  });

  it("takes entries that are sent again for known, and flushes what a dead worker may not have", async () => {
    const folder = new MemoryFolder();
    (await open(folder)).append([change(1), change(2)]);
    folder.calls.length = 0;
    const journal = await open(folder);
    expect(folder.calls).to.include("flush journal0");
    journal.append([change(1), change(2), change(3)]);
    expect(stored(folder)).to.deep.equal([1, 2, 3]);
  });

  it("refuses entries out of order", async () => {
    const journal = await open(new MemoryFolder());
    expect(failure(() => journal.append([change(2), change(1)]))).to.be.instanceOf(StorageError);
    expect(journal.read(0)).to.deep.equal([]);
  });

  for (const [what, fault] of Object.entries(FAILURES)) {
    it(`counts none of an append that ${what}, and goes on when there is room`, async () => {
      const folder = new MemoryFolder();
      const journal = await open(folder);
      journal.append([change(1)]);
      folder.onCall = fault;
      const code = what === "cannot flush" ? "storage-io" : "storage-quota";
      expect(failure(() => journal.append([change(2), change(3)]))).to.have.property("code", code);
      expect(sequencesOf(journal.read(0))).to.deep.equal([1]);
      folder.onCall = () => undefined;
      journal.append([change(4)]);
      expect(stored(folder)).to.deep.equal([1, 4]);
    });
  }

  it("appends nothing behind a failed append until that is taken back", async () => {
    const folder = new MemoryFolder();
    const journal = await open(folder);
    journal.append([change(1)]);
    let broken = false;
    folder.onCall = (call) => {
      broken ||= call.startsWith("flush");
      if (broken) throw new DOMException("broken", "UnknownError");
      return undefined;
    };
    for (const sequence of [2, 3]) expect(failure(() => journal.append([change(sequence)]))).to.have.property("code");
    folder.onCall = () => undefined;
    journal.append([change(4)]);
    expect(stored(folder)).to.deep.equal([1, 4]);
  });

  it("goes on in the other file after a commit, and keeps what either slot needs", async () => {
    const folder = new MemoryFolder();
    const journal = await open(folder);
    journal.append([change(1), change(2)]);
    journal.rotate(1);
    journal.append([change(3)]);
    expect(stored(folder)).to.deep.equal([1, 2, 3]);
    journal.rotate(1);
    journal.append([change(4)]);
    expect(stored(folder), "2 is needed").to.deep.equal([1, 2, 3, 4]);
    journal.rotate(3);
    journal.append([change(5)]);
    expect(stored(folder), "the first file was reset").to.deep.equal([3, 4, 5]);
  });

  it("stays in its file when the other one cannot be reset", async () => {
    const folder = new MemoryFolder();
    const journal = await open(folder);
    for (const failing of ["truncate", "write", "flush"]) {
      const next = journal.read(0).length + 1;
      journal.append([change(next)]);
      folder.onCall = (call) => {
        if (call === `${failing} journal1`) throw new DOMException("broken", "UnknownError");
        return undefined;
      };
      journal.rotate(next);
      folder.onCall = () => undefined;
      journal.append([change(next + 1)]);
      expect(sequencesOf((await open(copyOf(folder))).read(0)), failing).to.deep.equal(range(1, next + 1));
    }
  });

  it("never loses a change that a slot needs, whatever is appended, committed and reopened", async () => {
    const action = fc.record({ kind: fc.constantFrom("append", "commit", "reopen", "fail"), count: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const folder = new MemoryFolder();
        let journal = await open(folder);
        let last = 0;
        let slots: readonly [number, number] = [0, 0];
        for (const { kind, count } of actions) {
          if (kind === "append") journal.append(range(last + 1, (last += count)).map(change));
          else if (kind === "reopen") journal = await open(folder);
          else {
            folder.onCall = (call) => {
              if (kind === "fail" && call.startsWith("flush")) throw new DOMException("broken", "UnknownError");
              return undefined;
            };
            slots = [slots[1], Math.max(slots[1], last - count)];
            journal.rotate(slots[0]);
            folder.onCall = () => undefined;
          }
          const needed = range(slots[0] + 1, last);
          expect(sequencesOf(journal.read(slots[0]))).to.deep.equal(needed);
          expect(stored(folder).filter((sequence) => sequence > slots[0])).to.deep.equal(needed);
        }
      }),
    );
  });
});

function copyOf(folder: MemoryFolder): MemoryFolder {
  const copy = new MemoryFolder();
  for (const [name, bytes] of folder.files) copy.files.set(name, bytes.slice());
  return copy;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
