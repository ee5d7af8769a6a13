import type { IdRange } from "../changes/change.ts";
import { SEGMENT_ROWS } from "../schema.ts";

/**
 * Parts the ids of both sides into ranges that are compared one by one: no range cuts one of `whole`, and what lies
 * between those is cut at multiples of the segments' rows.
 */
export function planChunks(whole: readonly IdRange[], others: readonly IdRange[]): IdRange[] {
  const merged = merge(whole);
  const end = Math.max(0, ...[...whole, ...others].map(({ endId }) => endId));
  const chunks: IdRange[] = [];
  let from = 0;
  for (const range of [...merged, { firstId: end, endId: end }]) {
    chunks.push(...cut(from, range.firstId).filter((piece) => others.some((other) => overlaps(other, piece))));
    if (range.firstId < range.endId) chunks.push(range);
    from = Math.max(from, range.endId);
  }
  return chunks;
}

export function overlaps(one: IdRange, other: IdRange): boolean {
  return one.firstId < other.endId && other.firstId < one.endId;
}

function merge(ranges: readonly IdRange[]): IdRange[] {
  const merged: { firstId: number; endId: number }[] = [];
  for (const { firstId, endId } of [...ranges].sort((a, b) => a.firstId - b.firstId)) {
    const last = merged.at(-1);
    if (last && firstId < last.endId) last.endId = Math.max(last.endId, endId);
    else if (firstId < endId) merged.push({ firstId, endId });
  }
  return merged;
}

function cut(from: number, to: number): IdRange[] {
  const pieces: IdRange[] = [];
  for (let firstId = from; firstId < to;) {
    const endId = Math.min(to, (Math.floor(firstId / SEGMENT_ROWS) + 1) * SEGMENT_ROWS);
    pieces.push({ firstId, endId });
    firstId = endId;
  }
  return pieces;
}
