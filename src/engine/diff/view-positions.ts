import { lowerBound } from "../lower-bound.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import type { RowView } from "../rows/row-source.ts";
import { isNaturalView } from "../rows/view-sql.ts";
import type { ShownDiff } from "./diff-row-source.ts";
import type { ViewKinds } from "./view-kinds.ts";

type Rows = Pick<GridRows, "rowView">;

/** Position in the view of the next row that differs and is shown; null: there is none. */
export function nextChange(
  { rowView }: Rows,
  { rows, isShown }: ShownDiff,
  { row, direction, kinds }: { row: number; direction: "next" | "previous"; kinds: ViewKinds },
): number | null {
  if (!rowView) return null;
  const step = direction === "next" ? 1 : -1;
  if (!isNaturalView(rowView.model)) {
    // Until it is known which differ, each of them is looked at.
    const known = kinds.current(rowView);
    for (let at = row + step; at >= 0 && at < rowView.rowCount; at += step) {
      if (known && known.at(at) === null) continue;
      const mark = rows.markOf(idAt(rowView, at) ?? NaN);
      if (mark !== undefined && isShown(mark)) return at;
    }
    return null;
  }
  const fromId = idAt(rowView, row) ?? (row < 0 ? -1 : Infinity);
  for (let id = rows.nearest(fromId, direction, isShown); id !== null; id = rows.nearest(id, direction, isShown)) {
    const at = positionOf(rowView, id);
    // A row that was found a moment ago may not be in the view yet.
    if (at !== null) return at;
  }
  return null;
}

function idAt({ ids, firstId, rowCount }: RowView, row: number): number | undefined {
  if (row < 0 || row >= rowCount) return undefined;
  return ids ? ids[row] : firstId + row;
}

/** Of a row in natural order. */
function positionOf({ ids, firstId, rowCount }: RowView, rowId: number): number | null {
  if (!ids) return rowId >= firstId && rowId < firstId + rowCount ? rowId - firstId : null;
  const at = lowerBound(ids, rowId);
  return ids[at] === rowId ? at : null;
}
