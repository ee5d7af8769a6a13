/** Messages between the engine and the export worker, which lives for one export. Types only. */

export type ExportFormat = "csv" | "json" | "ndjson" | "parquet" | "arrow";

/** How the values of a column lie in Arrow, and with that how they are written as text. */
export type ValueForm =
  | { readonly kind: "boolean" }
  /** Arrow integers of up to 64 bits, doubles. */
  | { readonly kind: "number" }
  /** Numbers as DuckDB's text. */
  | { readonly kind: "digits" }
  /** Timestamps as DuckDB's text. */
  | { readonly kind: "timestamp" }
  /** Dates, times, UUIDs … as DuckDB's text: nothing that a spreadsheet program would run. */
  | { readonly kind: "word" }
  /** Text that anyone may have written. */
  | { readonly kind: "text" }
  | { readonly kind: "list"; readonly element: ValueForm }
  | { readonly kind: "struct"; readonly fields: readonly { readonly name: string; readonly form: ValueForm }[] }
  | { readonly kind: "map"; readonly key: ValueForm; readonly value: ValueForm };

export interface ExportColumn {
  readonly name: string;
  readonly form: ValueForm;
}

export interface StartExport {
  readonly type: "start";
  readonly format: ExportFormat;
  readonly columns: readonly ExportColumn[];
  /** Parquet: what the chunks call the columns, which they may have in another order, with others; else they are as in `columns`. */
  readonly sources?: readonly string[];
  /** CSV: cells that a spreadsheet program would run get an apostrophe in front. */
  readonly escapeFormulas: boolean;
  readonly parquetWasmUrl: string;
}

export type ExportRequest =
  | StartExport
  /** The next rows: one Arrow IPC stream, its columns those of `start`. Parquet and Arrow files keep their names and types. */
  | { readonly type: "chunk"; readonly ipc: Uint8Array }
  | { readonly type: "finish" };

export type ExportEvent =
  /** One for each `chunk`, in order. `byteLength`: of the file so far. */
  | { readonly type: "written"; readonly rows: number; readonly byteLength: number }
  | { readonly type: "done"; readonly file: Blob }
  | { readonly type: "failure"; readonly message: string };
