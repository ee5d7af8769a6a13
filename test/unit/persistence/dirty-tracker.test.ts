import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { DirtyTracker } from "../../../src/engine/changes/dirty-tracker.ts";
import { planSegments, segmentSpan } from "../../../src/engine/persistence/segment-plan.ts";
import { SEGMENT_ROWS } from "../../../src/engine/schema.ts";
import type { SegmentPlan, StoredSegment, StoredVersion } from "../../../src/worker/protocol.ts";

const N = SEGMENT_ROWS;
let files = 0;

function stored(plan: readonly SegmentPlan[]): StoredSegment[] {
  return plan.map(
    ({ firstId, endId, reuse }) =>
      reuse ?? { file: `p${files++}`, byteLength: 1, rows: endId - firstId, firstId, endId, sha256: "00" },
  );
}

function version(number: number, segments: StoredSegment[]): StoredVersion {
  const rest = { savedAt: 0, rows: 0, columns: [], nextColumnId: 0, nextRowId: 0, name: null, kept: false };
  return { version: number, segments, ...rest };
}

/** A tracker whose 4 segments are saved. */
function savedTracker(): DirtyTracker {
  const tracker = new DirtyTracker();
  tracker.markAll();
  const cut = tracker.cut(4 * N);
  tracker.saved(cut, stored(cut.segments));
  return tracker;
}

const dirtyOf = (plan: readonly SegmentPlan[]) => plan.filter(({ reuse }) => !reuse).map(({ firstId }) => firstId / N);

describe("dirty tracker", () => {
  it("is clean until something changes, and after the save of it", () => {
    const tracker = new DirtyTracker();
    expect(tracker.isDirty).to.equal(false);
    tracker.markAll();
    expect(tracker.isDirty).to.equal(true);
    const cut = tracker.cut(N);
    tracker.saved(cut, stored(cut.segments));
    expect(tracker.isDirty).to.equal(false);
  });

  it("writes only segments with changed rows", () => {
    const tracker = savedTracker();
    tracker.markRanges([
      { firstId: 0, endId: 1 },
      { firstId: N - 1, endId: N },
      { firstId: 2 * N, endId: 2 * N + 1 },
    ]);
    expect(dirtyOf(tracker.cut(4 * N).segments)).to.deep.equal([0, 2]);
  });

  it("writes nothing when only the schema's words changed", () => {
    const tracker = savedTracker();
    tracker.markSchema();
    expect(tracker.isDirty).to.equal(true);
    expect(dirtyOf(tracker.cut(4 * N).segments)).to.deep.equal([]);
  });

  it("writes appended rows with the last segment that has room and new ones behind it", () => {
    const tracker = savedTracker();
    tracker.markRanges([{ firstId: 4 * N - 10, endId: 5 * N + 1 }]);
    expect(dirtyOf(tracker.cut(5 * N + 1).segments)).to.deep.equal([3, 4, 5]);
  });

  it("leaves a change after the cut to the next save", () => {
    const tracker = savedTracker();
    tracker.markRanges([{ firstId: 0, endId: 1 }]);
    const cut = tracker.cut(4 * N);
    tracker.markRanges([{ firstId: 3 * N, endId: 3 * N + 1 }]);
    tracker.saved(cut, stored(cut.segments));
    expect(tracker.isDirty).to.equal(true);
    expect(dirtyOf(tracker.cut(4 * N).segments)).to.deep.equal([3]);
  });

  it("writes again what a failed save had taken on", () => {
    const tracker = savedTracker();
    tracker.markRanges([{ firstId: N, endId: N + 1 }]);
    const cut = tracker.cut(4 * N);
    tracker.markRanges([{ firstId: 3 * N, endId: 3 * N + 1 }]);
    tracker.restore(cut);
    expect(dirtyOf(tracker.cut(4 * N).segments)).to.deep.equal([1, 3]);
    tracker.markAll();
    tracker.restore(tracker.cut(4 * N));
    expect(dirtyOf(tracker.cut(4 * N).segments)).to.deep.equal([0, 1, 2, 3]);
  });

  it("goes on from a loaded version, and counts an older one as a change", () => {
    const segments = stored(planSegments([], 2 * N));
    const tracker = new DirtyTracker();
    tracker.opened(version(7, segments));
    expect([tracker.version, tracker.isDirty]).to.deep.equal([7, false]);
    tracker.opened(version(5, segments), 8);
    expect([tracker.version, tracker.isDirty]).to.deep.equal([8, true]);
    expect(dirtyOf(tracker.cut(2 * N).segments)).to.deep.equal([]);
  });

  it("writes all when what was stored is gone", () => {
    const tracker = savedTracker();
    tracker.forgetStored();
    expect(tracker.isDirty).to.equal(true);
    expect(dirtyOf(tracker.cut(4 * N).segments)).to.deep.equal([0, 1, 2, 3]);
  });
});

describe("segment plan", () => {
  it("keeps a table at 128 segments by doubling their span", () => {
    expect(segmentSpan(0)).to.equal(N);
    expect(segmentSpan(128 * N)).to.equal(N);
    expect(segmentSpan(128 * N + 1)).to.equal(2 * N);
    expect(planSegments([], 1000 * N).length).to.equal(125);
  });

  it("reuses segments of another span while a table grows, until they are too many", () => {
    const small = stored(planSegments([], 128 * N));
    const grown = planSegments(small, 200 * N);
    expect(grown.filter(({ reuse }) => reuse).length).to.equal(128);
    expect(grown.length).to.equal(128 + 36);
    const large = planSegments(stored(planSegments([], 128 * N)), 128 * N * 8);
    expect(large.length).to.be.at.most(256);
  });

  it("covers every id once, whatever is reused", () => {
    fc.assert(
      fc.property(fc.nat(600), fc.array(fc.nat(300), { maxLength: 30 }), fc.nat(300 * N), (before, dirty, growth) => {
        const old = stored(planSegments([], before * N));
        const blocks = new Set(dirty.map((block) => block * N));
        const kept = old.filter(({ firstId, endId }) => ![...blocks].some((id) => id >= firstId && id < endId));
        const nextRowId = before * N + growth;
        const plan = planSegments(kept, nextRowId);
        let end = 0;
        for (const segment of plan) {
          expect(segment.firstId).to.equal(end);
          expect(segment.endId).to.be.greaterThan(segment.firstId);
          expect(segment.endId % N).to.equal(0);
          if (segment.reuse) {
            expect([segment.reuse.firstId, segment.reuse.endId]).to.deep.equal([segment.firstId, segment.endId]);
          }
          end = segment.endId;
        }
        expect(end).to.be.at.least(nextRowId);
        expect(plan.length).to.be.at.most(256);
      }),
    );
  });

  it("numbers its versions after those that are stored, whether it has changed yet or not", () => {
    for (const changes of [0, 1]) {
      const tracker = new DirtyTracker();
      for (let change = 0; change < changes; change++) tracker.markAll();
      tracker.continueAfter(7);
      tracker.continueAfter(7);
      expect([tracker.version, tracker.isDirty]).to.deep.equal([7 + changes, changes > 0]);
    }
  });

  it("writes everything when what it was based on is not stored any more", () => {
    const tracker = savedTracker();
    tracker.markRanges([{ firstId: 1, endId: 2 }]);
    tracker.forgetBase();
    expect(dirtyOf(tracker.cut(4 * N).segments)).to.deep.equal([0, 1, 2, 3]);
  });
});
