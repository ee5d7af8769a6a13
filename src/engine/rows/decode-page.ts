import type { Table } from "apache-arrow";
import type { Column } from "../schema.ts";
import { copyCells } from "./cell-column.ts";
import type { CellColumn } from "./cell-column.ts";
import { BLOCK_ROWS } from "./row-cache.ts";

/** Which rows of a page belong into one block. */
interface BlockRows {
  readonly rowIds: Float64Array;
  /** Row of the page by position in the block; -1: none. */
  readonly rows: Int32Array;
}

export interface DecodedBlock {
  readonly block: number;
  readonly rowIds: Float64Array;
  readonly columns: ReadonlyMap<number, CellColumn>;
}

/**
 * Parts a page (hidden id, then `columns`) into the blocks `[firstBlock, endBlock)`, every one of them, with rows at
 * the positions that `positionOf` tells. Nothing of the result keeps the page's memory.
 */
export function decodePage(
  page: Table,
  columns: readonly Column[],
  blocks: { firstBlock: number; endBlock: number },
  positionOf: (rowId: number, index: number) => number | undefined,
): DecodedBlock[] {
  return partRows(page, blocks, positionOf).map(({ rowIds, rows }, index) => {
    const decoded = new Map<number, CellColumn>();
    for (const [position, column] of columns.entries()) {
      const vector = page.getChildAt(position + 1);
      if (vector) decoded.set(column.id, copyCells(vector, rows));
    }
    return { block: blocks.firstBlock + index, rowIds, columns: decoded };
  });
}

function partRows(
  page: Table,
  { firstBlock, endBlock }: { firstBlock: number; endBlock: number },
  positionOf: (rowId: number, index: number) => number | undefined,
): BlockRows[] {
  const parts = Array.from({ length: endBlock - firstBlock }, () => ({
    rowIds: new Float64Array(BLOCK_ROWS).fill(NaN),
    rows: new Int32Array(BLOCK_ROWS).fill(-1),
  }));
  const ids = page.getChildAt(0);
  for (let index = 0; index < page.numRows; index++) {
    const rowId = Number(ids?.get(index));
    const position = (positionOf(rowId, index) ?? -1) - firstBlock * BLOCK_ROWS;
    const part = position < 0 ? undefined : parts[Math.floor(position / BLOCK_ROWS)];
    if (!part) continue;
    part.rowIds[position % BLOCK_ROWS] = rowId;
    part.rows[position % BLOCK_ROWS] = index;
  }
  return parts;
}
