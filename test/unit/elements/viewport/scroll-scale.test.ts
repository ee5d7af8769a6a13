import { expect } from "@open-wc/testing";
import * as fc from "fast-check";
import {
  MAX_SCROLL_HEIGHT_PX,
  reduceScroll,
  SCROLL_START,
  scrollHeightPx,
  totalHeightPx,
  virtualTopPx,
  type ScrollGeometry,
  type ScrollState,
} from "../../../../src/elements/viewport/scroll-scale.ts";

const small: ScrollGeometry = { rowCount: 1000, rowHeightPx: 28, viewportPx: 600 };
const large: ScrollGeometry = { rowCount: 10_000_000, rowHeightPx: 28, viewportPx: 600 };

const lastTop = (geometry: ScrollGeometry): number => totalHeightPx(geometry) - geometry.viewportPx;
const scrollEnd = (geometry: ScrollGeometry): number => scrollHeightPx(geometry) - geometry.viewportPx;
const reveal = (state: ScrollState, row: number, geometry = large): ScrollState =>
  reduceScroll(state, { type: "reveal", row, align: "start" }, geometry);
const jump = (state: ScrollState, scrollTop: number, geometry = large): ScrollState =>
  reduceScroll(state, { type: "scroll", scrollTop, continuous: false }, geometry);

/** One wheel step as a browser makes it: it cannot leave the scroller's range. */
function wheel(state: ScrollState, deltaPx: number, geometry = large): ScrollState {
  const scrollTop = Math.min(Math.max(0, state.scrollTop + deltaPx), scrollEnd(geometry));
  return reduceScroll(state, { type: "scroll", scrollTop, continuous: true }, geometry);
}

describe("scroll scale", () => {
  it("stays below the height to which the virtualizer clamps", () => {
    expect(scrollHeightPx(large)).to.equal(MAX_SCROLL_HEIGHT_PX);
    expect(MAX_SCROLL_HEIGHT_PX).to.be.below(8_200_000);
    expect(scrollHeightPx(small)).to.equal(28_000);
  });

  it("is native scrolling for a table that fits", () => {
    const state = jump(SCROLL_START, 12_345, small);
    expect(state).to.deep.equal({ scrollTop: 12_345, shiftPx: 0 });
  });

  it("moves rows as far as the wheel says, anywhere in ten million rows", () => {
    for (const row of [0, 5_000, 1_234_567, 5_000_000, 9_990_000]) {
      const from = reveal(SCROLL_START, row);
      expect(virtualTopPx(wheel(from, 120)) - virtualTopPx(from)).to.equal(120);
    }
  });

  it("reaches every row: reveal puts it at the top exactly", () => {
    fc.assert(
      fc.property(fc.nat(Math.floor(lastTop(large) / 28)), fc.nat(9_999_999), (row, from) => {
        const state = reveal(reveal(SCROLL_START, from), row);
        expect(virtualTopPx(state)).to.equal(row * 28);
        expect(state.scrollTop).to.be.within(0, scrollEnd(large));
      }),
    );
  });

  it("shows the first row at the top of the thumb's way and the last at its bottom", () => {
    const middle = reveal(SCROLL_START, 5_000_000);
    expect(virtualTopPx(jump(middle, 0))).to.equal(0);
    expect(virtualTopPx(jump(middle, scrollEnd(large)))).to.equal(lastTop(large));
  });

  it("maps a dragged thumb in proportion", () => {
    const half = jump(SCROLL_START, scrollEnd(large) / 2);
    expect(virtualTopPx(half) / lastTop(large)).to.be.closeTo(0.5, 0.001);
    const back = jump(half, scrollEnd(large) / 4);
    expect(virtualTopPx(back) / lastTop(large)).to.be.closeTo(0.25, 0.02);
  });

  it("puts the thumb where the rows are when scrolling rests, without moving a row", () => {
    let state = reveal(SCROLL_START, 2_000_000);
    for (let step = 0; step < 2_000; step++) state = wheel(state, 120);
    const rested = reduceScroll(state, { type: "settle" }, large);
    expect(virtualTopPx(rested)).to.equal(virtualTopPx(state));
    expect(rested.scrollTop).to.not.equal(state.scrollTop);
    expect(reduceScroll(rested, { type: "settle" }, large)).to.deep.equal(rested);
  });

  it("never drifts: any walk of wheel steps and rests ends where their sum says", () => {
    const step = fc.record({ deltaPx: fc.integer({ min: -4_000, max: 4_000 }), rests: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 100_000, max: 9_900_000 }), fc.array(step, { maxLength: 60 }), (row, steps) => {
        let state = reveal(SCROLL_START, row);
        let expected = virtualTopPx(state);
        for (const { deltaPx, rests } of steps) {
          state = wheel(state, deltaPx);
          expected += deltaPx;
          if (rests) state = reduceScroll(state, { type: "settle" }, large);
          expect(virtualTopPx(state)).to.equal(expected);
          expect(Number.isInteger(state.shiftPx)).to.equal(true);
        }
      }),
    );
  });

  it("lets the wheel go on to the first and the last row without a rest", () => {
    let up = reveal(SCROLL_START, 20_000);
    for (let step = 0; step < 5_000; step++) up = wheel(up, -120);
    expect(up).to.deep.equal({ scrollTop: 0, shiftPx: 0 });
    let down = reveal(SCROLL_START, 9_980_000);
    for (let step = 0; step < 5_000; step++) down = wheel(down, 120);
    expect(virtualTopPx(down)).to.equal(lastTop(large));
    expect(down.scrollTop).to.equal(scrollEnd(large));
  });

  it("comes to an end natively after a jump close to it", () => {
    const near = jump(SCROLL_START, scrollEnd(large) - 50);
    expect(virtualTopPx(near)).to.equal(lastTop(large) - 50);
    expect(virtualTopPx(wheel(near, 120))).to.equal(lastTop(large));
  });

  it("keeps the row at the top when rows are added, and the last one when most are taken away", () => {
    const state = reveal(SCROLL_START, 100_000, { ...large, rowCount: 200_000 });
    const grown = reduceScroll(state, { type: "resize" }, large);
    expect(virtualTopPx(grown)).to.equal(2_800_000);
    const shrunk = reduceScroll(grown, { type: "resize" }, small);
    expect(shrunk).to.deep.equal({ scrollTop: lastTop(small), shiftPx: 0 });
  });

  it("reveals by the shortest way, and not at all what is in view", () => {
    const state = reveal(SCROLL_START, 5_000_000);
    const nearest = (row: number): number =>
      virtualTopPx(reduceScroll(state, { type: "reveal", row, align: "nearest" }, large));
    expect(nearest(5_000_003)).to.equal(virtualTopPx(state));
    expect(nearest(4_999_999)).to.equal(4_999_999 * 28);
    expect(nearest(5_000_040)).to.equal(5_000_041 * 28 - 600);
  });

  it("goes a short way without drawing rows elsewhere", () => {
    const state = reveal(SCROLL_START, 5_000_000);
    expect(reveal(state, 5_000_001).shiftPx).to.equal(state.shiftPx);
  });

  it("does not scroll an empty table or one smaller than its viewport", () => {
    expect(reveal(SCROLL_START, 3, { ...small, rowCount: 5 })).to.deep.equal({ scrollTop: 0, shiftPx: 0 });
    expect(reveal(SCROLL_START, 0, { ...small, rowCount: 0 })).to.deep.equal({ scrollTop: 0, shiftPx: 0 });
  });
});
