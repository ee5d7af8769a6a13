import { expect } from "@open-wc/testing";
import { ColumnSlots } from "../../../../src/elements/viewport/column-slots.ts";
import {
  columnsInView,
  layoutTracks,
  revealColumn,
  type ColumnTrack,
  type Pinned,
} from "../../../../src/elements/viewport/column-window.ts";

const tracks = (count: number, pins: Record<number, Pinned> = {}): ColumnTrack[] =>
  Array.from({ length: count }, (_, index) => ({ widthPx: 100, pinned: pins[index] ?? null }));
const view = (scrollLeft: number) => ({ scrollLeft, viewportPx: 500, overscanPx: 0 });

describe("column window", () => {
  it("shows of 500 columns only those in view", () => {
    const layout = layoutTracks(tracks(500));
    expect(layout.totalWidthPx).to.equal(50_000);
    expect(columnsInView(layout, view(0))).to.deep.equal([0, 1, 2, 3, 4]);
    expect(columnsInView(layout, view(20_050))).to.deep.equal([200, 201, 202, 203, 204, 205]);
    expect(columnsInView(layout, view(49_500))).to.deep.equal([495, 496, 497, 498, 499]);
  });

  it("adds the overscan on both sides", () => {
    const layout = layoutTracks(tracks(500));
    expect(columnsInView(layout, { ...view(20_000), overscanPx: 150 })).to.have.members([
      198, 199, 200, 201, 202, 203, 204, 205, 206,
    ]);
  });

  it("always shows pinned columns, and gives the others what room they leave", () => {
    const layout = layoutTracks(tracks(500, { 0: "start", 499: "end" }));
    expect(columnsInView(layout, view(1_000))).to.deep.equal([0, 499, 11, 12, 13]);
    expect(layout).to.include({ startWidthPx: 100, endWidthPx: 100, totalWidthPx: 50_000 });
    expect(layout.offsetPx[11]).to.equal(1_000);
  });

  it("has nothing to show without columns", () => {
    expect(columnsInView(layoutTracks([]), view(0))).to.deep.equal([]);
  });

  it("reveals a column by the shortest way, beside the pinned ones", () => {
    const layout = layoutTracks(tracks(20, { 0: "start" }));
    const at = { scrollLeft: 300, viewportPx: 500 };
    expect(revealColumn(layout, 5, at)).to.equal(300);
    expect(revealColumn(layout, 2, at)).to.equal(100);
    expect(revealColumn(layout, 10, at)).to.equal(600);
    expect(revealColumn(layout, 0, at)).to.equal(300);
  });
});

describe("column slots", () => {
  it("keeps a column in its slot while it is in view", () => {
    const slots = new ColumnSlots();
    slots.assign([0, 1, 2, 3]);
    expect(slots.assign([1, 2, 3, 4])).to.deep.equal([0]);
    expect(slots.columnOfSlot).to.deep.equal([4, 1, 2, 3]);
  });

  it("leaves slots unused when fewer columns are in view, and uses them again", () => {
    const slots = new ColumnSlots();
    slots.assign([0, 1, 2]);
    slots.assign([1]);
    expect(slots.columnOfSlot).to.deep.equal([-1, 1, -1]);
    slots.assign([1, 2, 3]);
    expect(slots.columnOfSlot).to.deep.equal([2, 1, 3]);
  });

  it("gives the columns the slots in their order again, telling which changed", () => {
    const slots = new ColumnSlots();
    slots.assign([0, 1, 2, 3]);
    slots.assign([0, 2, 3, 4]);
    expect(slots.columnOfSlot).to.deep.equal([0, 4, 2, 3]);
    expect(slots.reorder([0, 2, 3, 4])).to.deep.equal([1, 2, 3]);
    expect(slots.columnOfSlot).to.deep.equal([0, 2, 3, 4]);
    expect(slots.reorder([0, 2, 3])).to.deep.equal([3]);
    expect(slots.columnOfSlot).to.deep.equal([0, 2, 3, -1]);
  });
});
