/** Hidden row id: unique in the table, ascending in natural order, never reused. */
export const ROW_ID = "__pt_id";
/** The physical table: `__pt_id BIGINT` first, then the columns under their own names. */
export const ROWS_TABLE = "__pt_rows";
/** What `query()` sees: `__pt_rows` without the hidden id. */
export const DATA_VIEW = "data";
/** Ids a segment (one Parquet file of a snapshot) spans; also DuckDB's row group size. */
export const SEGMENT_ROWS = 122_880;

export interface Column {
  /** Stable for the column's life, through renames and casts; names a column in snapshots and view state. */
  readonly id: number;
  readonly name: string;
  /** DuckDB type name, e.g. `BIGINT`, `DECIMAL(18,3)`, `STRUCT(a INTEGER)`. */
  readonly type: string;
  readonly nullable: boolean;
}

export interface TableSchema {
  readonly columns: readonly Column[];
  readonly nextColumnId: number;
}

/** Whether both are the same columns under the same names, in the same order. */
export function equalColumns(a: readonly Column[], b: readonly Column[]): boolean {
  const equal = (one: Column, other: Column | undefined): boolean =>
    one.id === other?.id && one.name === other.name && one.type === other.type;
  return a === b || (a.length === b.length && a.every((column, index) => equal(column, b[index])));
}
