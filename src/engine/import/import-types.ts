import type { Table } from "apache-arrow";
import type { Database } from "../database/database.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";

export const LOAD_FORMATS = ["auto", "csv", "tsv", "json", "ndjson", "parquet", "arrow"] as const;
export type LoadFormat = (typeof LOAD_FORMATS)[number];

/** URL, file, bytes (Parquet, Arrow IPC, CSV, JSON …), an Arrow table of any copy of apache-arrow, or rows as objects. */
export type LoadSource = string | URL | Blob | ArrayBuffer | ArrayBufferView | Table | readonly object[];

export interface LoadProgress {
  readonly phase: "fetch" | "read" | "commit";
  readonly loadedBytes: number;
  /** Absent while unknown. */
  readonly totalBytes?: number;
  readonly rows: number;
}

/** Who started an import, and what it is told meanwhile. */
export interface ImportWatcher {
  /** Folder URL of the workers and `.wasm` files. */
  readonly assetBase: string;
  readonly signal: AbortSignal;
  onProgress(progress: LoadProgress): void;
  /**
   * First rows, before the whole is read: the same columns and transport form as a page (`cell-values.ts`), natural
   * order from row 0. `estimatedRows` may be a guess. Called at most once. A decoder that knows more rows rests until
   * what it returns resolves.
   */
  onPreview(preview: ImportPreview): void | Promise<void>;
}

/** Where an import goes. */
export interface ImportTarget {
  readonly database: Database;
  readonly queue: QueryQueue;
  /** Name of the table to create: `__pt_id BIGINT` 0…n-1 first, then the columns. Not there after a failure. */
  readonly stagingTable: string;
}

export interface ImportContext extends ImportWatcher, ImportTarget {}

export interface ImportedColumn {
  readonly name: string;
  /** DuckDB type name. */
  readonly type: string;
}

export interface ImportPreview {
  readonly columns: readonly ImportedColumn[];
  /** `__pt_id`, then the columns. */
  readonly rows: Table;
  readonly estimatedRows: number;
}

export interface ImportResult {
  readonly columns: readonly ImportedColumn[];
  readonly rows: number;
}
