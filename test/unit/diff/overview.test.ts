import { expect } from "@open-wc/testing";
import { DiffRows } from "../../../src/engine/diff/diff-rows.ts";
import { Overview } from "../../../src/engine/diff/overview.ts";
import { ADDED, REMOVED } from "../../../src/engine/diff/row-marks.ts";
import { NATURAL_VIEW } from "../../../src/engine/models.ts";
import { ViewKinds } from "../../../src/engine/diff/view-kinds.ts";
import type { RowView } from "../../../src/engine/rows/row-source.ts";

const view = (rows: Partial<RowView>): RowView => ({
  model: NATURAL_VIEW,
  rowCount: 100,
  firstId: 0,
  ids: null,
  ...rows,
});

/** Rows of the range that differ, by offset. */
const marked = (marks: Record<number, number>) => {
  return { offsets: Uint32Array.from(Object.keys(marks), Number), marks: Uint32Array.from(Object.values(marks)) };
};

const NONE = { added: 0, removed: 0, changed: 0 };

describe("the overview of what differs", () => {
  let rows: DiffRows;
  let overview: Overview;
  let found: number;
  beforeEach(() => {
    rows = new DiffRows([
      { firstId: 0, endId: 50 },
      { firstId: 50, endId: 100 },
    ]);
    found = 0;
    overview = new Overview(rows, new ViewKinds(rows, () => found++));
  });

  it("counts by part and kind, anew for what is known anew", () => {
    expect(overview.count(view({}), 4)).to.deep.equal([NONE, NONE, NONE, NONE]);
    rows.set(0, marked({ 0: 1, 10: ADDED, 49: 1 }));
    const first = [
      { added: 1, removed: 0, changed: 1 },
      { ...NONE, changed: 1 },
    ];
    expect(overview.count(view({}), 4)).to.deep.equal([...first, NONE, NONE]);
    const same = view({});
    rows.set(1, marked({ 49: 2 }));
    expect(overview.count(same, 4)).to.deep.equal([...first, NONE, { ...NONE, changed: 1 }]);
    rows.set(1, marked({ 0: 2 }));
    expect(overview.count(same, 4)).to.deep.equal([...first, { ...NONE, changed: 1 }, NONE]);
    expect(overview.count(same, 2)).to.deep.equal([
      { added: 1, removed: 0, changed: 2 },
      { ...NONE, changed: 1 },
    ]);
  });

  it("goes by the places of rows among ids with gaps, and marks removed rows where they were", () => {
    rows.set(0, marked({ 10: 1, 20: REMOVED, 30: 1 }));
    rows.set(1, marked({ 0: REMOVED, 40: 1 }));
    const ids = Float64Array.from({ length: 100 }, (_, id) => id).filter((id) => id !== 20 && id < 45 && id !== 30);
    const shown = view({ ids, rowCount: ids.length, firstId: 0 });
    // Row 30 is not in the view, nor is row 90.
    expect(overview.count(shown, 2)).to.deep.equal([
      { added: 0, removed: 1, changed: 1 },
      { added: 0, removed: 1, changed: 0 },
    ]);
  });

  it("counts in another order than the natural one once it has looked at the rows, and again when more is known", async () => {
    const foundTimes = async (times: number): Promise<void> => {
      while (found < times) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    rows.set(0, marked({ 0: ADDED, 49: 1 }));
    const model = { ...NATURAL_VIEW, sort: [{ column: "n", direction: "desc" as const }] };
    const ids = Float64Array.from({ length: 90 }, (_, row) => 89 - row);
    const sorted = view({ model, ids, rowCount: 90, firstId: 89 });
    expect(overview.count(sorted, 3)).to.deep.equal([NONE, NONE, NONE]);
    await foundTimes(1);
    const first = [NONE, { ...NONE, changed: 1 }, { ...NONE, added: 1 }];
    expect(overview.count(sorted, 3)).to.deep.equal(first);
    rows.set(1, marked({ 39: REMOVED, 45: 1 }));
    expect(overview.count(sorted, 3)).to.deep.equal(first);
    await foundTimes(2);
    expect(overview.count(sorted, 3)).to.deep.equal([{ ...NONE, removed: 1 }, ...first.slice(1)]);
  });

  it("tells nothing where there are no rows", () => {
    rows.set(0, marked({ 0: 1 }));
    for (const shown of [view({ rowCount: 0 }), null]) expect(overview.count(shown, 1)).to.deep.equal([NONE]);
  });
});
