import type { SegmentPlan, StoredSegment } from "../../worker/protocol.ts";
import { SEGMENT_ROWS } from "../schema.ts";

const MAX_SEGMENTS = 128;

/**
 * Divides ids `[0, nextRowId)` into segments: `reusable` ones as they are, between them new ones of the span that keeps
 * a table of this size at 128 segments. A table that grew to twice as many is divided anew.
 */
export function planSegments(reusable: readonly StoredSegment[], nextRowId: number): SegmentPlan[] {
  const span = segmentSpan(nextRowId);
  const kept = [...reusable].sort((left, right) => left.firstId - right.firstId);
  const plan: SegmentPlan[] = [];
  let firstId = 0;
  for (const segment of kept) {
    plan.push(...cover(firstId, segment.firstId, span));
    plan.push({ firstId: segment.firstId, endId: segment.endId, reuse: segment });
    firstId = segment.endId;
  }
  plan.push(...cover(firstId, roundUp(nextRowId, SEGMENT_ROWS), span));
  return plan.length > 2 * MAX_SEGMENTS && kept.length > 0 ? planSegments([], nextRowId) : plan;
}

/** Ids of one segment: a power of two of `SEGMENT_ROWS`, so that growth seldom moves a boundary. */
export function segmentSpan(nextRowId: number): number {
  let span = SEGMENT_ROWS;
  while (Math.ceil(nextRowId / span) > MAX_SEGMENTS) span *= 2;
  return span;
}

function cover(firstId: number, endId: number, span: number): SegmentPlan[] {
  const plan: SegmentPlan[] = [];
  for (let start = firstId; start < endId;) {
    const end = Math.min(endId, roundUp(start + 1, span));
    plan.push({ firstId: start, endId: end, reuse: null });
    start = end;
  }
  return plan;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
