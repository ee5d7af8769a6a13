import type { PersistentTableError } from "./errors.ts";
import type { CellValue } from "./rows/grid-data.ts";
import type { LoadProgress } from "./import/import-types.ts";
import type { ViewModel } from "./models.ts";

export type LoadOrigin = "storage" | "src" | "api" | "content";
export type EngineState = "idle" | "loading" | "ready" | "error";
export type SaveState = "clean" | "dirty" | "saving" | "failed";
export type StorageKind = "opfs" | "memory";

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
  };
  "view-progress": { readonly pending: boolean; readonly model: ViewModel };
  "storage-warning": {
    readonly reason: "no-opfs" | "quota" | "not-persisted" | "other-tab" | "damaged";
    readonly message: string;
  };
  "operation-cancel": { readonly operation: "load" | "view" | "export"; readonly latencyMs: number };
  "engine-restart": { readonly reason: string; readonly lostChanges: number };
}
