/** Messages between the engine and the import worker, which lives for one import. Types only. */

export type SourceFormat = "csv" | "tsv" | "json" | "ndjson" | "parquet" | "arrow";

export type ImportInput =
  /** Absolute URL, fetched by the worker. */
  | { readonly kind: "url"; readonly url: string }
  /** `name`: file name or words for messages; its extension helps where the content does not tell. */
  | { readonly kind: "blob"; readonly blob: Blob; readonly name: string }
  /** Plain objects follow in `objects` requests. */
  | { readonly kind: "objects"; readonly count: number }
  /** Arrow IPC streams follow in `ipc` requests, each whole and of one schema. */
  | { readonly kind: "ipc"; readonly rows: number };

export interface StartImport {
  readonly type: "start";
  readonly input: ImportInput;
  readonly format: SourceFormat | "auto";
  readonly parquetWasmUrl: string;
}

export type ImportRequest =
  | StartImport
  /** The engine put one `chunk` or decoded piece into the table, or has no use for it; at most a few are unacknowledged. */
  | { readonly type: "ack" }
  /** The preview is on the screen, or is not to be shown: a decoder that rested for it goes on. */
  | { readonly type: "shown" }
  | { readonly type: "objects"; readonly rows: readonly object[]; readonly last: boolean }
  | { readonly type: "ipc"; readonly ipc: Uint8Array; readonly last: boolean };

export interface DecodedColumn {
  readonly name: string;
  /** DuckDB type name. */
  readonly type: string;
}

export interface CsvColumn extends DecodedColumn {
  /** Has quoted empty values, which are the empty string where the type is VARCHAR and NULL elsewhere. */
  readonly quotedEmpty: boolean;
}

/** What DuckDB is to read the pieces as. A later plan replaces an earlier one, for all pieces. */
export interface CsvPlan {
  /** Another number where the columns are others: what was read into those is to be read again. */
  readonly layout: number;
  readonly columns: readonly CsvColumn[];
}

export interface CsvSyntax {
  readonly delimiter: string;
  /** Empty: nothing is quoted. */
  readonly quote: string;
  readonly escape: string;
  /** Ends the rows. */
  readonly newline: "\n" | "\r\n" | "\r";
}

/** Whole rows of a CSV file in UTF-8, without the header. */
export interface CsvPiece {
  readonly blob: Blob;
  /** Of the source, when it ends here. */
  readonly sourceBytes: number;
  readonly rows: number;
  /** Line of the file, from 1, on which the piece begins. */
  readonly firstLine: number;
  /** Bytes of the longest row. */
  readonly longestRow: number;
  readonly syntax: CsvSyntax;
}

/** The rows of a piece in the columns of a plan. */
export interface DecodedPiece {
  readonly layout: number;
  /** Of its first row: how many rows the pieces before it have. */
  readonly firstId: number;
  /** One Arrow IPC stream, `__pt_id` first. */
  readonly ipc: Uint8Array;
}

export interface ImportFailure {
  readonly code: "invalid-input" | "empty-input" | "unsupported-format" | "fetch-failed";
  readonly message: string;
}

export type ImportEvent =
  | { readonly type: "fetched"; readonly loadedBytes: number; readonly totalBytes?: number }
  /** How far a source is decoded whose rows come later. */
  | { readonly type: "decoded"; readonly sourceBytes: number; readonly rows: number }
  /** First rows: one Arrow IPC stream, `__pt_id` first, cells in the transport form of a page. */
  | {
      readonly type: "preview";
      readonly columns: readonly DecodedColumn[];
      readonly ipc: Uint8Array;
      readonly estimatedRows: number;
    }
  | { readonly type: "csv-plan"; readonly plan: CsvPlan }
  /** `decoded` is acknowledged; null: only the database can read it. */
  | { readonly type: "csv-piece"; readonly piece: CsvPiece; readonly decoded: DecodedPiece | null }
  /** The columns that the chunks are cast to; without it they are those of the first chunk. */
  | { readonly type: "columns"; readonly columns: readonly DecodedColumn[] }
  /** One Arrow IPC stream, `__pt_id` first. `totalRows` where the format tells. */
  | {
      readonly type: "chunk";
      readonly ipc: Uint8Array;
      readonly rows: number;
      readonly sourceBytes: number;
      readonly totalRows?: number;
    }
  | { readonly type: "done"; readonly totalBytes: number }
  | { readonly type: "failure"; readonly failure: ImportFailure };
