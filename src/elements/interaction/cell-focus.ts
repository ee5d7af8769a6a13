import type { CellPosition } from "../cells/row-painter.ts";

export interface GridExtent {
  readonly rows: number;
  readonly columns: number;
}

/** The cell some steps away, kept inside the grid; null when the grid is empty. */
export function movedCell(
  from: CellPosition | null,
  by: { rows: number; columns: number },
  extent: GridExtent,
): CellPosition | null {
  if (extent.rows === 0 || extent.columns === 0) return null;
  if (!from) return { row: 0, column: 0 };
  return { row: clampTo(from.row + by.rows, extent.rows), column: clampTo(from.column + by.columns, extent.columns) };
}

/** The next cell in reading order, over the ends of rows; null at the ends of the grid. */
export function nextCell(from: CellPosition, step: -1 | 1, extent: GridExtent): CellPosition | null {
  const column = from.column + step;
  if (column >= 0 && column < extent.columns) return { row: from.row, column };
  const row = from.row + step;
  if (row < 0 || row >= extent.rows) return null;
  return { row, column: step > 0 ? 0 : extent.columns - 1 };
}

function clampTo(value: number, count: number): number {
  return Math.min(Math.max(value, 0), count - 1);
}
