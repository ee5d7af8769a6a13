import { expect } from "@open-wc/testing";
import { JumpPaint } from "../../../../src/elements/viewport/jump-paint.ts";

/** Rows by slot, from `first` on. */
const rowsFrom = (first: number): number[] => Array.from({ length: 6 }, (_, slot) => first + slot);
const SLOTS = [0, 1, 2, 3, 4, 5];
const IN_VIEW = [2, 3];

class RecordingPainter {
  readonly concealed = new Set<number>();
  readonly painted: number[][] = [];

  concealSlots(slots: readonly number[]): void {
    for (const slot of slots) this.concealed.add(slot);
  }

  paintSlots(slots: readonly number[]): void {
    if (slots.length > 0) this.painted.push([...slots]);
    for (const slot of slots) this.concealed.delete(slot);
  }
}

describe("painting after a jump", () => {
  let painter: RecordingPainter;
  let here: Set<number>;
  let jump: JumpPaint;

  /** To rows from 100 on, of which 102 and 103 are in view. */
  const jumpTo = (first: number): void =>
    jump.place(
      { rowOfSlot: rowsFrom(first), changedSlots: SLOTS, first, end: first + 6, shiftPx: 0 },
      { isJump: true },
    );

  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  beforeEach(() => {
    painter = new RecordingPainter();
    here = new Set();
    jump = new JumpPaint({
      painter,
      isHere: (row) => here.has(row),
      isInView: (row) => IN_VIEW.includes(row % 100),
    });
  });
  afterEach(() => jump.forget());

  it("writes no cell before the rows in view are here, then those alone, then the others", async () => {
    jumpTo(100);
    expect(painter.painted).to.deep.equal([]);
    expect(painter.concealed.size).to.equal(6);
    for (const row of rowsFrom(100)) here.add(row);
    jump.update();
    expect(painter.painted).to.deep.equal([[2, 3]]);
    await until(() => painter.concealed.size === 0);
    expect(painter.painted).to.deep.equal([
      [2, 3],
      [0, 1, 4, 5],
    ]);
  });

  it("paints what is here at once", () => {
    here.add(102).add(103);
    jumpTo(100);
    expect(painter.painted).to.deep.equal([[2, 3]]);
  });

  it("shows after a while which rows it waits for", async () => {
    here.add(102);
    jumpTo(100);
    expect(painter.painted).to.deep.equal([[2]]);
    await until(() => painter.concealed.size === 0);
    expect(painter.painted).to.deep.equal([[2], [0, 1, 3, 4, 5]]);
  });

  it("paints rows that a scroll brings as they are, and conceals none twice", async () => {
    jumpTo(100);
    const rowOfSlot = [106, ...rowsFrom(100).slice(1)];
    jump.place({ rowOfSlot, changedSlots: [0], first: 101, end: 107, shiftPx: 0 }, { isJump: true });
    expect(painter.painted).to.deep.equal([[0]]);
    await until(() => painter.concealed.size === 0);
    expect(painter.painted.flat().sort()).to.deep.equal(SLOTS);
  });

  it("follows the latest jump", async () => {
    jumpTo(100);
    jumpTo(200);
    for (const row of rowsFrom(200)) here.add(row);
    jump.update();
    await until(() => painter.concealed.size === 0);
    expect(painter.painted.flat().sort()).to.deep.equal(SLOTS);
  });

  it("waits no longer for jump after jump than for one, and for none that follows soon", async () => {
    const startedAt = performance.now();
    let first = 100;
    while (painter.painted.length === 0) {
      jumpTo((first += 100));
      await new Promise((resolve) => setTimeout(resolve, 5));
      // Each jump by itself would begin to wait anew.
      expect(performance.now() - startedAt).to.be.below(5000);
    }
    expect(painter.concealed.size).to.equal(0);
    jumpTo(first + 100);
    expect(painter.painted).to.deep.equal([SLOTS, SLOTS]);
  });

  it("paints nothing of rows that are gone", async () => {
    jumpTo(100);
    jump.forget();
    const later = new RecordingPainter();
    const clock = new JumpPaint({ painter: later, isHere: () => false, isInView: () => true });
    const placement = { rowOfSlot: rowsFrom(0), changedSlots: SLOTS, first: 0, end: 6, shiftPx: 0 };
    clock.place(placement, { isJump: true });
    for (const row of rowsFrom(100)) here.add(row);
    jump.update();
    await until(() => later.concealed.size === 0);
    expect(painter.painted).to.deep.equal([]);
  });
});
