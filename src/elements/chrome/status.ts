import type {
  EngineEvents,
  EngineState,
  ExportFormat,
  OperationName,
  SaveState,
  StorageKind,
  TableAccess,
} from "../../engine/engine-events.ts";
import type { StorageNews } from "../storage-news.ts";

export interface Operation {
  readonly name: OperationName;
  /** 0…1; null: not known. */
  readonly progress: number | null;
  /** Of a load or an export, so far. */
  readonly bytes: number;
  readonly rows: { readonly done: number; readonly total: number } | null;
  /** Of an export. */
  readonly format: ExportFormat | null;
}

/** What the status bar says, apart from the row counts. */
export interface Status {
  readonly state: EngineState;
  readonly storage: StorageKind;
  readonly saveState: SaveState;
  readonly access: TableAccess;
  /** 0…1, of the save under way. */
  readonly saveProgress: number;
  readonly savedAt: Date | null;
  readonly saveError: string | null;
  /** Why the table is in memory only; empty: it has no name, or that was not told. */
  readonly memoryReason: string;
  /** What to know of a stored table, though nothing is wrong: for the tooltip. */
  readonly storageNote: string;
  /** Whether any version of the table is stored; null: not known. */
  readonly hasVersions: boolean | null;
  /** Under way, oldest first. */
  readonly operations: readonly Operation[];
}

export const INITIAL_STATUS: Status = {
  state: "idle",
  storage: "memory",
  saveState: "clean",
  access: "write",
  saveProgress: 0,
  savedAt: null,
  saveError: null,
  memoryReason: "",
  storageNote: "",
  hasVersions: null,
  operations: [],
};

/** What of the engine the status bar listens to. */
export const HEARD_EVENTS = [
  "state-change",
  "save-state-change",
  "load-progress",
  "load-complete",
  "load-error",
  "save-start",
  "save-progress",
  "save-complete",
  "save-error",
  "view-progress",
  "storage-warning",
  "versions-change",
  "operations-change",
  "transform-progress",
  "export-progress",
  "diff-progress",
  "operation-cancel",
  "access-change",
] as const satisfies readonly (keyof EngineEvents)[];

type HeardName = (typeof HEARD_EVENTS)[number];

export type StatusEvent =
  | { [Name in HeardName]: { readonly name: Name; readonly detail: EngineEvents[Name] } }[HeardName]
  | { readonly name: "saved-at"; readonly detail: Date }
  | { readonly name: "storage-news"; readonly detail: StorageNews };

/** One step of what the status bar knows. `now` is the time of the event. */
export function nextStatus(status: Status, event: StatusEvent, now: Date): Status {
  switch (event.name) {
    case "state-change":
      return afterStateChange(status, event.detail.state);
    case "save-state-change":
      return { ...status, ...event.detail };
    case "load-progress":
      return withOperation(status, "load", loadProgress(event.detail));
    case "load-complete":
    case "load-error":
      return withoutOperation(status, "load");
    case "save-start":
      return { ...status, saveProgress: 0, saveError: null };
    case "save-progress":
      return { ...status, saveProgress: event.detail.progress };
    case "save-complete":
      return { ...status, savedAt: now, saveProgress: 1, saveError: null };
    case "save-error":
      return { ...status, saveError: event.detail.error.message };
    case "view-progress":
      return event.detail.pending ? withOperation(status, "view") : withoutOperation(status, "view");
    case "storage-warning":
      return afterStorageWarning(status, event.detail);
    case "versions-change":
      return { ...status, hasVersions: event.detail.versions.length > 0 };
    case "operations-change":
      return afterOperationsChange(status, event.detail.operations);
    case "transform-progress":
      return withOperation(status, changeUnderWay(status), changeProgress(event.detail));
    case "export-progress":
      return withOperation(status, "export", exportProgress(event.detail));
    case "diff-progress":
      return withOperation(status, "diff", event.detail);
    case "operation-cancel":
      return withoutOperation(status, event.detail.operation);
    case "access-change":
      return { ...status, access: event.detail.access };
    case "saved-at":
      return status.savedAt === null ? { ...status, savedAt: event.detail } : status;
    case "storage-news":
      return afterStorageNews(status, event.detail);
  }
}

/** There was a stored table, which was deleted: what is on the screen waits for its next change, or a save. */
export function isNotStored({
  storage,
  saveState,
  hasVersions,
}: Pick<Status, "storage" | "saveState" | "hasVersions">): boolean {
  return storage === "opfs" && saveState === "clean" && hasVersions === false;
}

function afterStateChange(status: Status, state: EngineState): Status {
  if (state !== "loading") return { ...withoutOperation(status, "load"), state };
  return { ...withOperation(status, "load"), state };
}

type Progress = Partial<Omit<Operation, "name">>;

function loadProgress({ loadedBytes, totalBytes }: EngineEvents["load-progress"]): Progress {
  const isKnown = totalBytes !== undefined && totalBytes > 0;
  return { progress: isKnown ? Math.min(1, loadedBytes / totalBytes) : null, bytes: loadedBytes };
}

function changeProgress({ progress, rowsDone, totalRows }: EngineEvents["transform-progress"]): Progress {
  return { progress, rows: { done: rowsDone, total: totalRows } };
}

function exportProgress(detail: EngineEvents["export-progress"]): Progress {
  const { progress, rowsDone, totalRows, bytes, format } = detail;
  return { progress, bytes, format, rows: { done: rowsDone, total: totalRows } };
}

/** Whose progress a `transform-progress` tells. */
function changeUnderWay({ operations }: Status): OperationName {
  return operations.find(({ name }) => name === "undo" || name === "redo")?.name ?? "transform";
}

/** Loads and views tell of their ends themselves. */
function afterOperationsChange(status: Status, names: readonly OperationName[]): Status {
  const gone = status.operations.filter(({ name }) => name !== "load" && name !== "view" && !names.includes(name));
  const rest = gone.reduce((next, { name }) => withoutOperation(next, name), status);
  return names.reduce((next, name) => withOperation(next, name), rest);
}

/** As it was before, as far as `progress` says nothing else. */
function withOperation(status: Status, name: OperationName, progress: Progress = {}): Status {
  const isNew = !status.operations.some((operation) => operation.name === name);
  const operations = isNew
    ? [...status.operations, { name, progress: null, bytes: 0, rows: null, format: null }]
    : status.operations;
  return {
    ...status,
    operations: operations.map((operation) => (operation.name === name ? { ...operation, ...progress } : operation)),
  };
}

function withoutOperation(status: Status, name: OperationName): Status {
  return { ...status, operations: status.operations.filter((operation) => operation.name !== name) };
}

function afterStorageWarning(status: Status, { reason, message }: EngineEvents["storage-warning"]): Status {
  switch (reason) {
    case "not-persisted":
      return { ...status, storageNote: message };
    case "no-opfs":
    case "other-tab":
      return { ...status, memoryReason: message };
    case "quota":
    case "damaged":
      return status;
  }
}

function afterStorageNews(status: Status, { warnings, hasVersions }: StorageNews): Status {
  const warned = warnings.reduce(afterStorageWarning, status);
  return hasVersions === null ? warned : { ...warned, hasVersions };
}
