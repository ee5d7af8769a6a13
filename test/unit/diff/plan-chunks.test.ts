import { expect } from "@open-wc/testing";
import { planChunks } from "../../../src/engine/diff/plan-chunks.ts";
import { SEGMENT_ROWS } from "../../../src/engine/schema.ts";

const segment = (from: number, to: number) => ({ firstId: from * SEGMENT_ROWS, endId: to * SEGMENT_ROWS });

describe("ranges of a comparison", () => {
  it("are the segments, then what lies behind them in pieces of a segment", () => {
    const present = [{ firstId: 0, endId: 3 * SEGMENT_ROWS + 5 }];
    expect(planChunks([segment(0, 1), segment(1, 2)], present)).to.deep.equal([
      segment(0, 1),
      segment(1, 2),
      segment(2, 3),
      { firstId: 3 * SEGMENT_ROWS, endId: 3 * SEGMENT_ROWS + 5 },
    ]);
  });

  it("cut no segment, of whichever side", () => {
    expect(planChunks([segment(0, 2), segment(2, 4), segment(0, 1), segment(1, 2)], [])).to.deep.equal([
      segment(0, 2),
      segment(2, 4),
    ]);
  });

  it("are none where neither side has rows", () => {
    expect(planChunks([segment(2, 3)], [segment(5, 6)])).to.deep.equal([segment(2, 3), segment(5, 6)]);
    expect(planChunks([], [])).to.deep.equal([]);
  });
});
