import { PersistentTableError } from "../errors.ts";
import type { GridRows } from "../rows/grid-rows.ts";

/** The lasting id of the row at a position of the view. Throws `row-out-of-range`, naming the positions there are. */
export function rowIdAt(rows: Pick<GridRows, "rowCount" | "rowIdAt">, row: number): number {
  const rowId = Number.isInteger(row) ? rows.rowIdAt(row) : undefined;
  if (rowId !== undefined) return rowId;
  const { rowCount } = rows;
  const range = rowCount > 0 ? `Rows are numbered 0 to ${rowCount - 1}.` : "The view has no rows.";
  throw new PersistentTableError("row-out-of-range", `There is no row ${row} in the view. ${range}`);
}
