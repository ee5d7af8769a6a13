import type { Table } from "apache-arrow";

/**
 * The seam to the database: SQL in, Arrow out, sliced and abortable. Only DuckDB's
 * dialect is ever spoken to it. All methods reject with a `PersistentTableError`:
 * `query-failed` (cause: DuckDB's message) or `database-died`.
 */
export interface Database {
  connect(): Promise<Connection>;
  /**
   * Makes bytes readable in SQL as the file `name` (see `filePath`). Nothing is copied on the main thread: the
   * buffer of a byte array is transferred, so its owner cannot use it afterwards.
   */
  registerFile(name: string, content: Blob | Uint8Array): Promise<void>;
  dropFile(name: string): Promise<void>;
  /** The path under which SQL may read a registered file. */
  filePath(name: string): string;
  /** Start offsets and kinds of the tokens of `sql`, by DuckDB's own tokenizer. */
  tokenize(sql: string): Promise<readonly SqlToken[]>;
  /** Calls back once when the worker died (not on `close`). */
  onDeath(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

export interface SqlToken {
  readonly offset: number;
  readonly kind: "identifier" | "number" | "string" | "operator" | "keyword" | "comment";
}

/** One MVCC session. At most one call is under way at a time. */
export interface Connection {
  /**
   * Runs one statement in slices: yields after each slice (a few ms), where a more urgent
   * query may run on another connection. `return()` cancels it in the database.
   */
  query(sql: string): AsyncGenerator<void, Table, void>;
  /** Runs one short statement to its end in a single slice, neither preemptible nor abortable. */
  run(sql: string): Promise<Table>;
  /** As `run`, without decoding: one Arrow IPC stream, a view of a buffer that nothing else uses, ready for transfer. */
  readIpc(sql: string): Promise<Uint8Array>;
  /** As `query`, without decoding: one Arrow IPC stream in a buffer of its own. An ENUM is to be cast to VARCHAR: its values would be missing. */
  queryIpc(sql: string): AsyncGenerator<void, Uint8Array, void>;
  /** Appends one whole Arrow IPC stream to `table`, or creates it from the stream's schema. The buffer is transferred. */
  insertIpc(table: string, ipc: Uint8Array, options: { create: boolean }): Promise<void>;
  close(): Promise<void>;
}
