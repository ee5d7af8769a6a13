/** Messages between the engine and the persistence worker. Types only. */

export type Compression = "zstd" | "snappy" | "none";

export interface StoredColumn {
  readonly id: number;
  readonly name: string;
  /** DuckDB type name that the column is cast back to on load. */
  readonly type: string;
  readonly nullable: boolean;
}

/** How a column's values lie in a segment: whole numbers of up to 64 bits, IEEE floats, byte strings, anything else. */
export type ColumnLayout = "integer" | "float" | "bytes" | "other";

export interface StoredSegment {
  /** Pool file, e.g. `p003.parquet`. */
  readonly file: string;
  readonly byteLength: number;
  readonly rows: number;
  /** Ids `[firstId, endId)`. */
  readonly firstId: number;
  readonly endId: number;
  /** Hex SHA-256 of the file's first `byteLength` bytes. */
  readonly sha256: string;
}

export interface StoredVersion {
  /** Change counter of the table that this snapshot holds. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  readonly rows: number;
  readonly columns: readonly StoredColumn[];
  readonly nextColumnId: number;
  readonly nextRowId: number;
  readonly segments: readonly StoredSegment[];
  /** Given by the reader. */
  readonly name: string | null;
  /** Not among those of which only the newest are kept. */
  readonly kept: boolean;
}

export interface StoredTable {
  /** Random; from the table's first save until it is deleted. 0: of a release that gave none. */
  readonly id: number;
  readonly generation: number;
  /** Newest last; never empty. */
  readonly versions: readonly StoredVersion[];
}

/** One change of the table. The worker keeps it and does not read it. */
export interface JournalEntry {
  /** The change counter after it: a snapshot holds the change when its `version` is at least this. */
  readonly sequence: number;
  /** The table was replaced, or changed in a way that cannot be done again: only a snapshot can hold it. */
  readonly isBarrier: boolean;
  /** In the engine's words; empty for a barrier. */
  readonly payload: Uint8Array;
}

export interface OpenResult {
  readonly table: StoredTable | null;
  /** Versions that only the older record of the table names, oldest first: what is left when newer ones are damaged. */
  readonly former: readonly StoredVersion[];
  /** Every intact change of the journal, in ascending order, some perhaps older than the newest version. */
  readonly journal: readonly JournalEntry[];
  /** The newest version's first rows, if they are few enough bytes: one Arrow IPC stream, columns as in a segment. */
  readonly head: Uint8Array | null;
  /** Damage that was found and survived, in words for the user. */
  readonly warnings: readonly string[];
}

/** Rows of one segment of a save, one or more Arrow IPC streams in turn; columns are named `__pt_id`, `c<column id>`. */
export interface SegmentPlan {
  readonly firstId: number;
  readonly endId: number;
  /** A segment of the newest or any kept version that holds these rows unchanged; null: chunks follow. */
  readonly reuse: StoredSegment | null;
}

export interface SavePlan {
  readonly version: number;
  readonly columns: readonly StoredColumn[];
  /** Of `columns`, in their order. */
  readonly layouts: readonly ColumnLayout[];
  readonly nextColumnId: number;
  readonly nextRowId: number;
  readonly compression: Compression;
  readonly keepVersions: number;
  readonly segments: readonly SegmentPlan[];
}

export interface SaveSummary {
  readonly version: number;
  readonly rows: number;
  /** Bytes of all segments of the version. */
  readonly bytes: number;
  /** Bytes that this save wrote. */
  readonly bytesWritten: number;
  readonly table: StoredTable;
}

/** Request type → payload and result. Every request is answered once, by a result or an error. */
export interface RequestMap {
  /**
   * With `read` nothing is taken, created or written, so that it works while another page has the table; what is read
   * may be overwritten meanwhile, which the hashes tell. Open again to see later commits.
   */
  open: { payload: { table: string; parquetWasmUrl: string; access: "write" | "read" }; result: OpenResult };
  /**
   * Answered when all entries are on the disk. When it fails, none of them counts, and what was acknowledged before
   * stays. Entries up to the journal's last sequence are taken for known. Before the first save a barrier has to come
   * first: there is nothing else that the entries could be made again on.
   */
  appendJournal: { payload: { entries: readonly JournalEntry[] }; result: void };
  /** The changes after `sequence`, as `open` tells them. */
  readJournal: { payload: { after: number }; result: { journal: readonly JournalEntry[] } };
  /** Keeps what a damaged segment's file holds under another name, which is never overwritten. */
  setAside: { payload: { segment: StoredSegment }; result: void };
  /** Keeps a copy of what the journal holds where nothing overwrites it. */
  setAsideJournal: { payload: void; result: void };
  /** Forgets all versions but these, in both records of the table, and gives their space back. */
  keepVersions: { payload: { versions: readonly number[] }; result: { table: StoredTable } };
  /** Forgets these versions, of which the newest is none, as `keepVersions` does. */
  deleteVersions: { payload: { versions: readonly number[] }; result: { table: StoredTable } };
  describeVersion: {
    payload: { version: number } & Pick<StoredVersion, "name" | "kept">;
    result: { table: StoredTable };
  };
  /**
   * Keeps what the version's segments are in, and their reading, whatever becomes of the version: until `releaseVersion`, or
   * until the table is closed or opened anew. While another page writes, nothing but the hashes tell.
   */
  holdVersion: { payload: { version: number }; result: { hold: number } };
  releaseVersion: { payload: { hold: number }; result: void };
  /**
   * Verifies the segment's hash, then decodes rows `[fromRow, fromRow + limit)` of it, by default all; with `columns`
   * (`__pt_id`, `c<column id>`), only those, in the order of the file. Result: one Arrow IPC stream.
   */
  readSegment: {
    payload: { segment: StoredSegment; fromRow?: number; limit?: number; columns?: readonly string[] };
    result: { ipc: Uint8Array<ArrayBuffer> };
  };
  /** Answered when the codec is ready; an `abortSave`, `close`, `deleteTable` or `open` meanwhile makes it fail. */
  beginSave: { payload: SavePlan; result: void };
  /** Answered when the chunk is written (backpressure). `last` ends segment `index` of the plan. */
  writeChunk: {
    payload: { index: number; ipc: Uint8Array; last: boolean };
    /** Of the whole save so far. */
    result: { rowsWritten: number; bytesWritten: number };
  };
  commitSave: { payload: void; result: SaveSummary };
  abortSave: { payload: void; result: void };
  /**
   * Leaves nothing under the name, whatever is there, also what could not be opened. Of a table that was open, the next
   * save makes a new place. Rejects with `storage-locked` while another tab has it.
   */
  deleteTable: { payload: { table: string }; result: void };
  close: { payload: void; result: void };
}

export type RequestType = keyof RequestMap;

export type Request = {
  [Type in RequestType]: { readonly id: number; readonly type: Type; readonly payload: RequestMap[Type]["payload"] };
}[RequestType];

export interface WorkerFailure {
  readonly code:
    "storage-unavailable" | "storage-locked" | "storage-corrupt" | "storage-quota" | "storage-io" | "unknown-version";
  readonly message: string;
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: WorkerFailure };
