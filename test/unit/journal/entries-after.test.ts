import { expect } from "@open-wc/testing";
import { entriesAfter, lastSequence } from "../../../src/engine/journal/entries-after.ts";
import type { JournalEntry } from "../../../src/worker/protocol.ts";

const entry = (sequence: number, isBarrier = false): JournalEntry => {
  return { sequence, isBarrier, payload: new Uint8Array() };
};
const after = (journal: readonly JournalEntry[], version: number): number[] => {
  return entriesAfter(journal, version).map(({ sequence }) => sequence);
};

describe("entriesAfter", () => {
  it("is what comes after the version, in order", () => {
    expect(after([entry(6), entry(3), entry(5), entry(4)], 4)).to.deep.equal([5, 6]);
    expect(after([entry(3)], 3)).to.deep.equal([]);
    expect(after([], 0)).to.deep.equal([]);
  });

  it("ends before a gap", () => {
    expect(after([entry(5), entry(6), entry(8)], 4)).to.deep.equal([5, 6]);
    expect(after([entry(6)], 4)).to.deep.equal([]);
  });

  it("ends before a barrier, unless the version holds it", () => {
    expect(after([entry(5), entry(6, true), entry(7)], 4)).to.deep.equal([5]);
    expect(after([entry(5), entry(6, true), entry(7)], 6)).to.deep.equal([7]);
  });

  it("has a change once that is there twice: in the journal and on its way there", () => {
    expect(after([entry(5), entry(6), entry(6), entry(7)], 4)).to.deep.equal([5, 6, 7]);
  });
});

describe("lastSequence", () => {
  it("is the highest there is", () => {
    expect(lastSequence([entry(3), entry(9), entry(4)])).to.equal(9);
    expect(lastSequence([])).to.equal(0);
  });
});
