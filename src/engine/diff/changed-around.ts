import type { DiffRows } from "./diff-rows.ts";
import { REMOVED } from "./row-marks.ts";

/** In either direction: some screens. */
const ROWS_AROUND = 100;
/** One request reads as far, in both. */
const MAX_DISTANCE_IDS = 1500;

const ANY = (): boolean => true;

/** The rows, and the changed ones among those next to them that differ. */
export function changedAround(rows: DiffRows, rowIds: readonly number[]): number[] {
  const all = new Set(rowIds);
  for (const [direction, fromId] of [
    ["previous", Math.min(...rowIds)],
    ["next", Math.max(...rowIds)],
  ] as const) {
    let id = rows.nearest(fromId, direction, ANY);
    for (let looked = 0; looked < ROWS_AROUND && id !== null; looked++) {
      if (Math.abs(id - fromId) > MAX_DISTANCE_IDS) break;
      if ((rows.markOf(id) ?? REMOVED) < REMOVED) all.add(id);
      id = rows.nearest(id, direction, ANY);
    }
  }
  return [...all];
}
