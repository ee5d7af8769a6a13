import type { DiffRows } from "./diff-rows.ts";
import { REMOVED } from "./row-marks.ts";

/** In either direction: some screens. */
const ROWS_AROUND = 100;
/** As far as one request reads. */
const MAX_DISTANCE_IDS = 4096;

/** The rows, and the changed ones next to them, above and below. */
export function changedAround(rows: DiffRows, rowIds: readonly number[]): number[] {
  const all = new Set(rowIds);
  const isChanged = (mark: number) => mark < REMOVED;
  for (const [direction, fromId] of [
    ["previous", Math.min(...rowIds)],
    ["next", Math.max(...rowIds)],
  ] as const) {
    let found = 0;
    for (
      let id = rows.nearest(fromId, direction, isChanged);
      id !== null;
      id = rows.nearest(id, direction, isChanged)
    ) {
      if (++found > ROWS_AROUND || Math.abs(id - fromId) > MAX_DISTANCE_IDS) break;
      all.add(id);
    }
  }
  return [...all];
}
