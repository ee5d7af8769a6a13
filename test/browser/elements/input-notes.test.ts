import { expect } from "@open-wc/testing";
import { GridHarness, nextFrame } from "./harness.ts";

describe("input notes", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 10_000 });
    await grid.until(() => grid.text(2, 1) !== "");
    await nextFrame();
    await nextFrame();
  });
  afterEach(() => grid.close());

  const notes = (): number => grid.engine.calls.filter((call) => call === "noteInput").length;
  const wheel = (): boolean =>
    grid.scroller.dispatchEvent(new WheelEvent("wheel", { bubbles: true, composed: true, cancelable: true }));

  it("tell the engine of a scroll", async () => {
    const before = notes();
    grid.scroller.scrollTop = 500;
    await grid.until(() => notes() === before + 1);
  });

  it("come once a frame, however much there is", async () => {
    const before = notes();
    for (let event = 0; event < 20; event++) wheel();
    expect(notes()).to.equal(before + 1);
    await nextFrame();
    wheel();
    expect(notes()).to.equal(before + 2);
  });

  it("come from the keyboard too, also while a cell is edited", async () => {
    await grid.doubleClick(2, 1);
    await nextFrame();
    const before = notes();
    await grid.press("a");
    expect(notes()).to.equal(before + 1);
  });

  it("come from a drag, not from a pointer that only moves", () => {
    const before = notes();
    const move = (buttons: number): boolean =>
      grid.scroller.dispatchEvent(new PointerEvent("pointermove", { buttons, bubbles: true, composed: true }));
    move(0);
    expect(notes()).to.equal(before);
    move(1);
    expect(notes()).to.equal(before + 1);
  });

  it("never hold a scroll up", () => {
    expect(wheel()).to.equal(true);
  });
});
