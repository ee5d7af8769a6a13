import { expect } from "@open-wc/testing";
import { storedExtent } from "../../../src/engine/persistence/dense-segments.ts";
import type { StoredSegment, StoredVersion } from "../../../src/worker/protocol.ts";

const SEGMENT_IDS = 100;

/** A version with segments of so many rows each, at multiples of `SEGMENT_IDS`. */
function versionOf(rows: readonly number[], { nextRowId }: { nextRowId: number }): StoredVersion {
  const segments: StoredSegment[] = rows.flatMap((count, index) =>
    count === 0
      ? []
      : [
          {
            file: `p00${index}.parquet`,
            byteLength: 1,
            rows: count,
            firstId: index * SEGMENT_IDS,
            endId: (index + 1) * SEGMENT_IDS,
            sha256: "",
          },
        ],
  );
  const sum = rows.reduce((total, count) => total + count, 0);
  const named = { name: null, kept: false };
  return { version: 1, savedAt: 0, rows: sum, columns: [], nextColumnId: 0, nextRowId, segments, ...named };
}

describe("ids of a stored version", () => {
  it("are known when no id of its first and last segment is missing", () => {
    const whole = { rowCount: 230, firstId: 0, endId: 230 };
    expect(storedExtent(versionOf([100, 100, 30], { nextRowId: 230 }))).to.deep.equal(whole);
  });

  it("are known whatever was deleted in between", () => {
    const holed = { rowCount: 131, firstId: 0, endId: 230 };
    expect(storedExtent(versionOf([100, 1, 30], { nextRowId: 230 }))).to.deep.equal(holed);
    const moved = { rowCount: 200, firstId: 100, endId: 400 };
    expect(storedExtent(versionOf([0, 100, 0, 100], { nextRowId: 700 }))).to.deep.equal(moved);
  });

  it("are not known when rows are missing at either end, or there are none", () => {
    expect(storedExtent(versionOf([99, 100, 30], { nextRowId: 230 }))).to.equal(null);
    expect(storedExtent(versionOf([100, 100, 29], { nextRowId: 230 }))).to.equal(null);
    expect(storedExtent(versionOf([], { nextRowId: 230 }))).to.equal(null);
  });
});
