import type { StoredSegment, StoredVersion } from "../../worker/protocol.ts";
import type { RowExtent } from "../current-table.ts";

/** Whether the segment has a row for every id of its range that was ever given. */
export function isDense({ rows, firstId, endId }: StoredSegment, { nextRowId }: StoredVersion): boolean {
  return rows === Math.min(endId, nextRowId) - firstId;
}

/** Which ids the version holds; null: its rows tell. */
export function storedExtent(version: StoredVersion): RowExtent | null {
  const { segments, rows } = version;
  const [first, last] = [segments[0], segments.at(-1)];
  if (!first || !last || !isDense(first, version) || !isDense(last, version)) return null;
  return { rowCount: rows, firstId: first.firstId, endId: last.firstId + last.rows };
}
