import { expect } from "@open-wc/testing";
import { EditBursts } from "../../../src/engine/rows/edit-bursts.ts";
import { ManualClock } from "../manual-clock.ts";

describe("bursts of edits", () => {
  let clock: ManualClock;
  let told: number[][];
  let bursts: EditBursts;

  beforeEach(() => {
    clock = new ManualClock();
    told = [];
    bursts = new EditBursts((rowIds) => told.push([...rowIds]), clock);
  });

  it("tell the first edit, and what shares its frame, at once", async () => {
    bursts.edited([1]);
    await clock.goTo(5);
    bursts.edited([1]);
    expect(told).to.deep.equal([[1], [1]]);
  });

  it("gather those that follow, each row once", async () => {
    bursts.edited([1]);
    await clock.goTo(10);
    bursts.edited([2]);
    await clock.goTo(30);
    bursts.edited([3, 2]);
    expect(told).to.deep.equal([[1]]);
    await clock.goTo(50);
    expect(told).to.deep.equal([[1], [2, 3]]);
  });

  it("tell an edit after a rest at once", async () => {
    bursts.edited([1]);
    await clock.goTo(200);
    bursts.edited([2]);
    expect(told).to.deep.equal([[1], [2]]);
  });

  it("tell nothing any more when they are closed", async () => {
    bursts.edited([1]);
    await clock.goTo(20);
    bursts.edited([2]);
    bursts.close();
    await clock.goTo(100);
    expect(told).to.deep.equal([[1]]);
  });
});
