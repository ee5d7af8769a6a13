import { expect } from "@open-wc/testing";
import { CommitClock } from "../../../src/engine/rows/commit-clock.ts";
import { EditOverlay } from "../../../src/engine/rows/edit-overlay.ts";

describe("EditOverlay", () => {
  let clock: CommitClock;
  let overlay: EditOverlay;

  beforeEach(() => {
    clock = new CommitClock();
    overlay = new EditOverlay(clock);
  });

  it("shows the last edit of a cell, pending until it is settled", () => {
    const first = overlay.add(1, 0, "a");
    expect(overlay.get(1, 0)).to.deep.equal({ value: "a", pending: true });
    overlay.settle(first);
    expect(overlay.get(1, 0)).to.deep.equal({ value: "a", pending: false });
    overlay.add(1, 0, "b");
    expect(overlay.get(1, 0)).to.deep.equal({ value: "b", pending: true });
    expect(overlay.get(1, 1)).to.equal(undefined);
  });

  it("shows the value that the database made of it", () => {
    overlay.settle(overlay.add(1, 0, "1.5"), "1.50");
    expect(overlay.get(1, 0)?.value).to.equal("1.50");
  });

  it("shows what was under an edit that failed", () => {
    const first = overlay.add(1, 0, "a");
    const second = overlay.add(1, 0, "b");
    overlay.settle(first);
    overlay.revert(second);
    expect(overlay.get(1, 0)).to.deep.equal({ value: "a", pending: false });
    const third = overlay.add(1, 0, "c");
    const fourth = overlay.add(1, 0, "d");
    overlay.revert(third);
    expect(overlay.get(1, 0)?.value).to.equal("d");
    overlay.revert(fourth);
    expect(overlay.get(1, 0)?.value).to.equal("a");
  });

  it("outlasts a page whose reading began before the commit, not one after it", () => {
    const edit = overlay.add(1, 0, "a");
    const before = clock.now;
    overlay.arrived([1], [0], before);
    expect(overlay.get(1, 0)?.value).to.equal("a");
    overlay.settle(edit);
    overlay.arrived([1], [0], before);
    expect(overlay.get(1, 0)?.value).to.equal("a");
    overlay.arrived([1], [7], clock.now);
    overlay.arrived([2], [0], clock.now);
    expect(overlay.get(1, 0)?.value).to.equal("a");
    overlay.arrived([1], [0], clock.now);
    expect(overlay.get(1, 0)).to.equal(undefined);
  });

  it("takes an edit that it no longer knows as it is", () => {
    const edit = overlay.add(1, 0, "a");
    overlay.clear();
    overlay.settle(edit);
    overlay.revert(edit);
    expect(overlay.get(1, 0)).to.equal(undefined);
  });
});
