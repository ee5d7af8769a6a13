import { SEGMENT_ROWS } from "../../schema.ts";
import type { IdRange } from "../change.ts";

/** Each statement costs a few ms, however few rows it is about; and progress is told after each. */
const SHORT_MS = 100;
const LONG_MS = 400;
const MIN_IDS = 30_720;
const MAX_IDS = 491_520;

/** Parts ids into chunks, each about as long in time: the next is larger when the last was done soon. */
export function* chunksByTime(
  { firstId, endId }: IdRange,
  now = () => performance.now(),
): Generator<IdRange, void, void> {
  let size = SEGMENT_ROWS;
  for (let start = firstId; start < endId;) {
    // Row groups begin at multiples.
    const end = Math.min(endId, Math.floor(start / MIN_IDS) * MIN_IDS + size);
    const startedAt = now();
    yield { firstId: start, endId: end };
    const durationMs = now() - startedAt;
    if (durationMs < SHORT_MS) size = Math.min(MAX_IDS, size * 2);
    else if (durationMs > LONG_MS) size = Math.max(MIN_IDS, size / 2);
    start = end;
  }
}

/** Puts ranges, in any order, together where that makes chunks of at most `maxIds`. */
export function groupRanges(ranges: readonly IdRange[], maxIds = 2 * SEGMENT_ROWS): IdRange[] {
  const groups: IdRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.firstId - b.firstId)) {
    const last = groups.at(-1);
    if (last && range.endId - last.firstId <= maxIds) groups[groups.length - 1] = { ...last, endId: range.endId };
    else groups.push(range);
  }
  return groups;
}
