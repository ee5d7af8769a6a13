import type { ViewModel } from "../models.ts";
import type { Column } from "../schema.ts";

/**
 * A cell as the page sees it. BOOLEAN: boolean. TINYINT…INTEGER, UINTEGER, FLOAT, DOUBLE: number. BIGINT, UBIGINT:
 * bigint. BLOB: Uint8Array. VARCHAR, and every other type in DuckDB's exact text form (DECIMAL `12.50`, TIMESTAMP
 * `2024-01-31 12:34:56.123456`, HUGEINT, UUID, INTERVAL, LIST `[1, 2]` …): string. NULL: null.
 */
export type CellValue = null | boolean | number | bigint | string | Uint8Array;

/** Boxed, so that "not here yet" (undefined) differs from NULL. */
export interface CellBox {
  readonly value: CellValue;
  /** Shown to the user but not yet acknowledged by the engine. */
  readonly pending: boolean;
}

export interface RowRequest {
  /** Rows in view, half-open. */
  readonly start: number;
  readonly end: number;
  /** Ids of the columns in view, with their overscan. */
  readonly columnIds: readonly number[];
}

/** What the grid reads. `getCell` never fetches; `ensureRows` may, and tells by `rows` what arrived. */
export interface GridData {
  readonly columns: readonly Column[];
  /** Rows of the current view. While a load runs, those known so far. */
  readonly rowCount: number;
  readonly totalRowCount: number;
  /** The view that the rows are of; a newer one may be under way (`viewPending`). */
  readonly view: ViewModel;
  readonly viewPending: boolean;

  getCell(row: number, columnId: number): CellBox | undefined;
  /** The stable id of the row at a view position; undefined when not here yet. */
  getRowId(row: number): number | undefined;
  /** The same, whether or not its cells are here; undefined where there is no such row, or its id is not known. */
  rowIdAt(row: number): number | undefined;
  /** The latest call wins: fetches for rows or columns that it no longer asks for are aborted. */
  ensureRows(request: RowRequest): void;
  on<Name extends keyof GridDataEvents>(name: Name, listener: (detail: GridDataEvents[Name]) => void): () => void;
}

export interface GridDataEvents {
  /** Cells of rows `[start, end)` arrived or changed. */
  rows: { readonly start: number; readonly end: number };
  /** Another view, another count or order of rows: forget positions. */
  view: { readonly rowCount: number };
  /** Columns were replaced, added, dropped, renamed or cast. */
  schema: { readonly columns: readonly Column[] };
}
