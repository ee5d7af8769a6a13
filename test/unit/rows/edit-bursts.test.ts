import { expect } from "@open-wc/testing";
import { EditBursts } from "../../../src/engine/rows/edit-bursts.ts";
import { ManualClock } from "../manual-clock.ts";

describe("bursts of edits", () => {
  let clock: ManualClock;
  let told: number[][];
  let bursts: EditBursts;
  /** What waits for the next frame. */
  let frame: (() => void) | null;

  beforeEach(() => {
    clock = new ManualClock();
    told = [];
    frame = null;
    bursts = new EditBursts((rowIds) => told.push([...rowIds]), {
      clock,
      beforeFrame: (callback) => {
        frame = callback;
        return () => (frame = null);
      },
    });
  });

  function paint(): void {
    const callback = frame;
    frame = null;
    callback?.();
  }

  it("tell the first edit, and what shares its frame, with that frame", async () => {
    bursts.edited([1]);
    await clock.goTo(5);
    bursts.edited([1, 4]);
    expect(told).to.deep.equal([]);
    paint();
    expect(told).to.deep.equal([[1, 4]]);
  });

  it("gather those that follow, each row once", async () => {
    bursts.edited([1]);
    paint();
    await clock.goTo(10);
    bursts.edited([2]);
    await clock.goTo(30);
    bursts.edited([3, 2]);
    paint();
    expect(told).to.deep.equal([[1]]);
    await clock.goTo(50);
    paint();
    expect(told).to.deep.equal([[1], [2, 3]]);
  });

  it("tell an edit after a rest with the next frame", async () => {
    bursts.edited([1]);
    paint();
    await clock.goTo(200);
    bursts.edited([2]);
    paint();
    expect(told).to.deep.equal([[1], [2]]);
  });

  it("tell nothing any more when they are closed", async () => {
    bursts.edited([1]);
    paint();
    await clock.goTo(20);
    bursts.edited([2]);
    bursts.close();
    await clock.goTo(100);
    paint();
    expect(told).to.deep.equal([[1]]);
  });

  it("tell nothing of an edit of no row", () => {
    bursts.edited([]);
    expect(frame).to.equal(null);
  });
});
