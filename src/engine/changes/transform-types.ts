import type { CellValue } from "../rows/grid-data.ts";

/** One step of a transform. `expression` and `where` are DuckDB scalar expressions over the table's columns. */
export type TransformStep =
  | { readonly op: "update"; readonly column: string; readonly expression: string; readonly where?: string }
  | { readonly op: "delete"; readonly where: string }
  | { readonly op: "add-column"; readonly name: string; readonly type?: string; readonly expression?: string }
  | { readonly op: "drop-column"; readonly name: string }
  | { readonly op: "rename-column"; readonly name: string; readonly to: string }
  | { readonly op: "cast-column"; readonly name: string; readonly type: string; readonly onError: "fail" | "null" };

export interface TransformResult {
  /**
   * Rows that have another value, are new or are gone. Of an `update` that is the only step, and has a `where`: the rows
   * that it names, as SQL counts.
   */
  readonly changedRows: number;
  readonly durationMs: number;
}

/** What a step would do, without doing it. */
export interface TransformPreview {
  /** The column that the step writes, adds, drops, renames or casts; null for `delete`. */
  readonly column: { readonly name: string; readonly type: string } | null;
  /** The type that the column would have, where it is another. */
  readonly newType?: string;
  /** The first affected rows in natural order. */
  readonly rows: readonly PreviewRow[];
}

export interface PreviewRow {
  readonly rowId: number;
  /** Undefined: there was no such cell (`add-column`), or the row as a whole is meant (`delete`). */
  readonly oldValue?: CellValue;
  /** Undefined: the cell or row would be gone. */
  readonly newValue?: CellValue;
}
