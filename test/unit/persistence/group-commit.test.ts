import { expect } from "@open-wc/testing";
import { GroupCommit } from "../../../src/engine/persistence/group-commit.ts";
import type { JournalEntry } from "../../../src/worker/protocol.ts";

const entry = (sequence: number): JournalEntry => ({ sequence, isBarrier: false, payload: Uint8Array.of(sequence) });

/** Holds each write until the test settles it. */
class HeldWrites {
  readonly sequences: number[][] = [];
  readonly #held: { resolve: () => void; reject: (reason: Error) => void }[] = [];

  readonly write = (entries: readonly JournalEntry[]): Promise<void> => {
    this.sequences.push(entries.map(({ sequence }) => sequence));
    return new Promise((resolve, reject) => this.#held.push({ resolve, reject }));
  };

  settle(): void {
    this.#held.shift()?.resolve();
  }

  fail(): void {
    this.#held.shift()?.reject(new Error("full"));
  }
}

describe("group commit", () => {
  it("writes a lone entry at once", () => {
    const writes = new HeldWrites();
    void new GroupCommit(writes.write).append([entry(1)]);
    expect(writes.sequences).to.deep.equal([[1]]);
  });

  it("writes together what came while a write was under way", async () => {
    const writes = new HeldWrites();
    const commits = new GroupCommit(writes.write);
    const appends = [1, 2, 3].map((sequence) => commits.append([entry(sequence)]));
    writes.settle();
    await appends[0];
    expect(writes.sequences).to.deep.equal([[1], [2, 3]]);
    writes.settle();
    await Promise.all(appends);
  });

  it("never lets an entry overtake those that wait", async () => {
    const writes = new HeldWrites();
    const commits = new GroupCommit(writes.write);
    const first = commits.append([entry(1)]);
    const third = first.then(() => commits.append([entry(3)]));
    const second = commits.append([entry(2)]);
    for (const written of [first, second, third]) {
      writes.settle();
      await written;
    }
    expect(writes.sequences).to.deep.equal([[1], [2], [3]]);
  });

  it("fails with its batch, and tries the next one all the same", async () => {
    const writes = new HeldWrites();
    const commits = new GroupCommit(writes.write);
    const appends = [1, 2, 3].map((sequence) => commits.append([entry(sequence)]));
    const outcomes = Promise.allSettled(appends);
    writes.fail();
    await appends[0]?.catch(() => undefined);
    writes.settle();
    expect((await outcomes).map(({ status }) => status)).to.deep.equal(["rejected", "fulfilled", "fulfilled"]);
    expect(writes.sequences).to.deep.equal([[1], [2, 3]]);
  });
});
