import type { Table } from "apache-arrow";
import type { Compression } from "../worker/protocol.ts";
import type { TransformPreview, TransformResult, TransformStep } from "./changes/transform-types.ts";
import type { DiffEngine } from "./diff/diff-types.ts";
import type {
  EngineEvents,
  EngineState,
  ExportFormat,
  ExportOptions,
  HistoryState,
  LoadOrigin,
  OperationName,
  SaveResult,
  SaveState,
  StorageKind,
  TableAccess,
  VersionInfo,
} from "./engine-events.ts";
import type { LoadFormat, LoadSource } from "./import/import-types.ts";
import type { ViewModel } from "./models.ts";
import type { CellValue, GridData } from "./rows/grid-data.ts";
import type { Priority } from "./scheduling/priority.ts";

export interface EngineOptions {
  /** Storage key; empty: nothing is stored. */
  readonly name: string;
  /** Folder URL of the workers and `.wasm` files, ending in `/`. */
  readonly assetBase: string;
}

/** May change while the engine runs. */
export interface EngineSettings {
  autosave: boolean;
  autosaveDelayMs: number;
  compression: Compression;
  keepVersions: number;
}

export interface CellWrite {
  readonly row: number;
  readonly column: string;
  /** As for `writeCell`. */
  readonly value: CellValue;
}

/** Rows `[start, end)` of the view, in these columns. */
export interface CellRange {
  readonly start: number;
  readonly end: number;
  readonly columns: readonly string[];
}

export interface Abortable {
  signal?: AbortSignal;
}

/**
 * What an element, or a page without a grid, talks to. All methods reject with `signal.reason` when aborted, else
 * with a `PersistentTableError`.
 */
export interface Engine {
  readonly data: GridData;
  readonly state: EngineState;
  readonly saveState: SaveState;
  readonly storage: StorageKind;
  readonly error: Error | null;
  /** `read`: another page writes the table; this one follows it. Told by `access-change`. */
  readonly access: TableAccess;
  /** True while something would be lost with the page: a save under way, or changes that only memory holds. */
  readonly hasUnsavedChanges: boolean;

  on<Name extends keyof EngineEvents>(name: Name, listener: (detail: EngineEvents[Name]) => void): () => void;
  configure(settings: Partial<EngineSettings>): void;

  /** Loads the stored table, if there is one, painting the page at `firstRow` first. */
  openStored(options?: Abortable & { firstRow?: number }): Promise<boolean>;
  /** Resolves when the first rows are queryable. */
  whenReady(options?: Abortable): Promise<void>;
  /** Replaces the table, all or nothing. */
  load(source: LoadSource, options?: Abortable & { format?: LoadFormat; origin?: LoadOrigin }): Promise<void>;
  setView(model: ViewModel, options?: Abortable): Promise<void>;
  query(sql: string, options?: Abortable & { priority?: Priority }): Promise<Table>;
  /** Row is a position in the view. Fetches when the row is not cached. */
  readCell(row: number, column: string, options?: Abortable): Promise<CellValue>;
  /** By row and column of the range; fetches what it is asked for, in as few pages as it can. */
  readCells(range: CellRange, options?: Abortable): Promise<CellValue[][]>;
  /**
   * Shows at once, resolves when acknowledged. `value` is a typed value or text as typed by a reader; a value that does
   * not fit rejects with `value-mismatch` and a reason for the reader, and nothing is changed.
   */
  writeCell(row: number, column: string, value: CellValue, options?: Abortable): Promise<void>;
  /** Several cells as one change, all or nothing: a paste. Rows are positions in the view. */
  writeCells(edits: readonly CellWrite[], options?: Abortable): Promise<void>;
  /** Properties that name no column are refused; columns that an object lacks are NULL. Resolves to the rows' number. */
  appendRows(objects: readonly object[], options?: Abortable): Promise<number>;
  /** Rows are positions in the view. Resolves to how many were deleted. */
  deleteRows(rows: readonly number[], options?: Abortable): Promise<number>;
  /** All steps or none, as one change. Edits made meanwhile show at once and follow it. */
  transform(steps: readonly TransformStep[], options?: Abortable): Promise<TransformResult>;
  /** The first rows that `step` would change; changes nothing. */
  previewTransform(step: TransformStep, options?: Abortable & { limit?: number }): Promise<TransformPreview>;
  readonly history: HistoryState;
  /** Comparisons with other states of the table. */
  readonly diffs: DiffEngine;
  /** Resolves to whether there was anything to take back. */
  undo(options?: Abortable): Promise<boolean>;
  redo(options?: Abortable): Promise<boolean>;
  /** The present view as a file. */
  exportAs(format: ExportFormat, options?: Abortable & ExportOptions): Promise<Blob>;
  /** The long operations under way, oldest first. */
  readonly operations: readonly OperationName[];
  /** The reader scrolls or types: for a moment, less urgent work leaves room for frames. */
  noteInput(): void;
  save(options?: Abortable): Promise<SaveResult>;
  /** Starts a due autosave at once (page hidden). */
  flush(): void;
  versions(options?: Abortable): Promise<VersionInfo[]>;
  /** Makes the table what the version holds, as one change. The present rows stay when it fails or is aborted. */
  restore(version: number, options?: Abortable): Promise<void>;
  /** A version with a name is kept. Null: it has none any more. */
  nameVersion(version: number, name: string | null, options?: Abortable): Promise<void>;
  /** Kept versions are not counted among those of `keepVersions`, and stay. */
  keepVersion(version: number, kept: boolean, options?: Abortable): Promise<void>;
  /** Any but the newest. */
  deleteVersion(version: number, options?: Abortable): Promise<void>;
  /** One Parquet file. */
  exportVersion(version: number, options?: Abortable): Promise<Blob>;
  deleteStorage(options?: Abortable): Promise<void>;
  /** Forgets all versions but the newest and those that are kept, to make room; saves what could not be saved. */
  freeVersions(options?: Abortable): Promise<void>;
  /** Has the page that writes the table hand it over. Resolves when this one writes it. */
  takeOver(options?: Abortable & { timeoutMs?: number }): Promise<void>;
  /** The page is hidden for now, or for ever: lets go of files and locks, so that others can have them. */
  suspend(): void;
  /** The page is back: takes them again, if nobody else has them. */
  resume(): void;
  /** Stops the operations under way. */
  cancel(): void;
  dispose(): Promise<void>;
}
