import type { ExportFormat } from "../worker/export-protocol.ts";
import type { ChangeProgress } from "./changes/change.ts";
import type { TransformResult } from "./changes/transform-types.ts";
import type { DiffResult } from "./diff/diff-types.ts";
import type { PersistentTableError } from "./errors.ts";
import type { CellValue } from "./rows/grid-data.ts";
import type { LoadProgress } from "./import/import-types.ts";
import type { ViewModel } from "./models.ts";

export type LoadOrigin = "storage" | "src" | "api" | "content";
export type EngineState = "idle" | "loading" | "ready" | "error";
/** `safe`: every change is durable in the journal, though not in a snapshot yet. */
export type SaveState = "clean" | "safe" | "dirty" | "saving" | "failed";
export type StorageKind = "opfs" | "memory";
/** `write`: this page is the one that changes the table, or is about to be. */
export type TableAccess = "write" | "read";

export interface SaveResult {
  readonly version: number;
  readonly rows: number;
  readonly bytes: number;
  readonly durationMs: number;
}

export interface VersionInfo {
  readonly version: number;
  readonly savedAt: Date;
  readonly rows: number;
  readonly bytes: number;
  /** Given by the reader. */
  readonly name: string | null;
  /** It stays until it is deleted, however many newer ones there are. */
  readonly kept: boolean;
  /** Since the version before it; null: that is not stored. */
  readonly changes: VersionChanges | null;
}

/** What is known without reading the rows of either version. */
export interface VersionChanges {
  /** So many rows of this version at most are new or have other values: those of all blocks that were written anew. */
  readonly maxRows: number;
  /** Rows more than before; negative: fewer. */
  readonly addedRows: number;
  /** Columns were added, dropped, renamed, moved or have another type. */
  readonly columnsChanged: boolean;
  /** Of this version's bytes, those that the version before does not share. */
  readonly bytesWritten: number;
}

export type OperationName = "load" | "view" | "transform" | "undo" | "redo" | "export" | "diff";

export interface HistoryState {
  /** What the next undo takes back, e.g. `Update price`; null: nothing. */
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
}

export type { ExportFormat };

export interface ExportProgress {
  readonly format: ExportFormat;
  readonly rowsDone: number;
  readonly totalRows: number;
  /** Of the file so far. */
  readonly bytes: number;
  /** In 0..1, never falling. */
  readonly progress: number;
}

export interface ExportOptions {
  /** CSV: cells that a spreadsheet program would run (`=`, `+`, `-`, `@` …) get an apostrophe in front. Default: true. */
  readonly escapeFormulas?: boolean;
}

/** What the engine tells; those of api.md are passed on by the element under the same names. */
export interface EngineEvents {
  "state-change": { readonly state: EngineState };
  "save-state-change": { readonly saveState: SaveState; readonly storage: StorageKind };
  "load-progress": LoadProgress;
  "load-complete": { readonly source: LoadOrigin; readonly rows: number; readonly durationMs: number };
  "load-error": { readonly error: PersistentTableError };
  "save-start": { readonly table: string; readonly version: number; readonly totalRows: number };
  "save-progress": {
    readonly table: string;
    readonly version: number;
    readonly phase: "export" | "write" | "commit";
    readonly rowsWritten: number;
    readonly totalRows: number;
    readonly bytesWritten: number;
    readonly progress: number;
  };
  "save-complete": SaveResult & { readonly table: string };
  "save-error": {
    readonly table: string;
    readonly version: number;
    readonly error: PersistentTableError;
    readonly recoverable: boolean;
  };
  "cell-edit": {
    readonly row: number;
    readonly column: string;
    readonly oldValue: CellValue;
    readonly newValue: CellValue;
    /** Whether it survives whatever happens to the page from now on. */
    readonly durable: boolean;
  };
  "view-progress": { readonly pending: boolean; readonly model: ViewModel };
  /**
   * The view that is wanted is another than was asked for: columns in it were renamed, or are gone, or it could not be
   * computed. `reason`: a sentence for the reader; null: nothing that a reader would miss.
   */
  "view-reset": { readonly view: ViewModel; readonly reason: string | null };
  "storage-warning": {
    readonly reason: "no-opfs" | "quota" | "not-persisted" | "other-tab" | "damaged";
    readonly message: string;
  };
  /** Other versions are stored than before, or they are described otherwise. */
  "versions-change": { readonly versions: readonly VersionInfo[] };
  "transform-progress": ChangeProgress;
  "transform-complete": TransformResult;
  /** What undo and redo would do, or that nothing is to be undone, changed. */
  "history-change": HistoryState;
  "export-progress": ExportProgress;
  /** A comparison was opened or closed. */
  "diff-change": { readonly open: boolean };
  /** In 0..1. */
  "diff-progress": { readonly progress: number };
  "diff-complete": DiffResult;
  /** A long operation began or ended; oldest first. */
  "operations-change": { readonly operations: readonly OperationName[] };
  /** `latencyMs` from the request to the engine being free. */
  "operation-cancel": { readonly operation: OperationName; readonly latencyMs: number };
  /**
   * Something that is to stop does not, and the database cannot be ended without loss. `operations`: those under way,
   * oldest first; `message`: for the reader, null when the waiting is over.
   */
  "cancel-wait": {
    readonly waiting: boolean;
    readonly operations: readonly OperationName[];
    readonly message: string | null;
  };
  /** Another page has the table now, or has it no more. */
  "access-change": { readonly access: TableAccess };
  /** Another page deleted what is stored, and this one shows nothing any more. `message`: a sentence for the reader. */
  "table-deleted": { readonly message: string };
  /** The database was started anew, with all of the table. `reason`: a sentence for the reader. */
  "engine-restart": { readonly reason: string; readonly lostChanges: number };
}
