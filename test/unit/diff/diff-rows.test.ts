import { expect } from "@open-wc/testing";
import { DiffRows, markFilter } from "../../../src/engine/diff/diff-rows.ts";
import { ADDED, REMOVED } from "../../../src/engine/diff/row-marks.ts";

const RANGES = [
  { firstId: 0, endId: 100 },
  { firstId: 100, endId: 200 },
  { firstId: 5_000_000_000, endId: 5_000_000_100 },
];

function filled(): DiffRows {
  const rows = new DiffRows(RANGES);
  const [first, second] = [rows.slots.take(7), rows.slots.take(9)];
  rows.set(0, { offsets: Uint32Array.of(3, 50), marks: Uint32Array.of(first, first | second) });
  rows.set(1, { offsets: Uint32Array.of(0), marks: Uint32Array.of(REMOVED) });
  rows.set(2, { offsets: Uint32Array.of(99), marks: Uint32Array.of(ADDED) });
  return rows;
}

const all = () => true;

describe("rows that differ", () => {
  it("are counted by kind and column", () => {
    const rows = filled();
    expect(rows.counts).to.deep.equal({ added: 1, removed: 1, changed: 2 });
    expect([...rows.changedByColumn]).to.deep.equal([
      [7, 2],
      [9, 1],
    ]);
  });

  it("are found by id, also above 32 bits", () => {
    const rows = filled();
    expect([2, 3, 100, 5_000_000_099].map((id) => rows.markOf(id))).to.deep.equal([undefined, 1, REMOVED, ADDED]);
    expect([...rows.ids(all)]).to.deep.equal([3, 50, 100, 5_000_000_099]);
  });

  it("lead to each other in both directions", () => {
    const rows = filled();
    const walk = (from: number, direction: "next" | "previous") => {
      const ids: number[] = [];
      for (let id = rows.nearest(from, direction, all); id !== null; id = rows.nearest(id, direction, all)) {
        ids.push(id);
      }
      return ids;
    };
    expect(walk(-1, "next")).to.deep.equal([3, 50, 100, 5_000_000_099]);
    expect(walk(Infinity, "previous")).to.deep.equal([5_000_000_099, 100, 50, 3]);
  });

  it("are narrowed by kind and column", () => {
    const rows = filled();
    const shown = (filter: Parameters<typeof markFilter>[0]) => [...rows.ids(markFilter(filter, rows.slots))];
    expect(shown({ kinds: ["removed", "added"] })).to.deep.equal([100, 5_000_000_099]);
    expect(shown({ kinds: ["changed"], columnIds: [9] })).to.deep.equal([50]);
    expect(shown({ columnIds: [12] })).to.deep.equal([100, 5_000_000_099]);
  });

  it("of a range that is compared again replace the former ones, and take eight bytes each", () => {
    const rows = filled();
    rows.set(0, { offsets: Uint32Array.of(4), marks: Uint32Array.of(1) });
    expect([...rows.ids(all)]).to.deep.equal([4, 100, 5_000_000_099]);
    expect([rows.counts.changed, rows.byteLength]).to.deep.equal([1, 24]);
  });
});
