import type { EngineEvents, EngineState, SaveState, StorageKind } from "../../engine/engine-events.ts";

/** A message that stays until the reader dismisses it, or what it speaks of is over. */
export interface Notice {
  readonly id: "problem" | "storage" | "restart";
  readonly tone: "danger" | "warning";
  readonly message: string;
}

export interface Operation {
  readonly kind: "load" | "view";
  /** 0…1; null: not known. */
  readonly progress: number | null;
  readonly loadedBytes: number;
}

/** What the status bar says, apart from the row counts. */
export interface Status {
  readonly state: EngineState;
  readonly storage: StorageKind;
  readonly saveState: SaveState;
  /** 0…1, of the save under way. */
  readonly saveProgress: number;
  readonly savedAt: Date | null;
  readonly saveError: string | null;
  /** Why the table is in memory only; empty: it has no name. */
  readonly memoryReason: string;
  /** What to know of a stored table, though nothing is wrong: for the tooltip. */
  readonly storageNote: string;
  readonly operation: Operation | null;
  readonly notices: readonly Notice[];
}

export const INITIAL_STATUS: Status = {
  state: "idle",
  storage: "memory",
  saveState: "clean",
  saveProgress: 0,
  savedAt: null,
  saveError: null,
  memoryReason: "",
  storageNote: "",
  operation: null,
  notices: [],
};

export type StatusEvent =
  | {
      [Name in keyof EngineEvents]: { readonly name: Name; readonly detail: EngineEvents[Name] };
    }[keyof EngineEvents]
  | { readonly name: "problem"; readonly detail: string }
  | { readonly name: "dismiss"; readonly detail: Notice["id"] }
  | { readonly name: "saved-at"; readonly detail: Date };

/** One step of what the status bar knows. `now` is the time of the event. */
export function nextStatus(status: Status, event: StatusEvent, now: Date): Status {
  switch (event.name) {
    case "state-change":
      return afterStateChange(status, event.detail.state);
    case "save-state-change":
      return { ...status, ...event.detail };
    case "load-progress":
      return { ...status, operation: loadOperation(event.detail) };
    case "load-complete":
      return { ...status, operation: null };
    case "load-error":
      return { ...withProblem(status, event.detail.error.message), operation: null };
    case "save-start":
      return { ...status, saveProgress: 0, saveError: null };
    case "save-progress":
      return { ...status, saveProgress: event.detail.progress };
    case "save-complete":
      return { ...status, savedAt: now, saveProgress: 1, saveError: null };
    case "save-error":
      return { ...status, saveError: event.detail.error.message };
    case "view-progress":
      return afterViewProgress(status, event.detail.pending);
    case "storage-warning":
      return afterStorageWarning(status, event.detail);
    case "operation-cancel":
      return { ...status, operation: null };
    case "engine-restart":
      return withNotice(status, { id: "restart", tone: "warning", message: restartMessage(event.detail) });
    case "saved-at":
      return status.savedAt === null ? { ...status, savedAt: event.detail } : status;
    case "problem":
      return withProblem(status, event.detail);
    case "dismiss":
      return without(status, event.detail);
    case "transform-progress":
    case "transform-complete":
    case "export-progress":
    case "history-change":
    case "operations-change":
    case "cell-edit":
      return status;
  }
}

function afterStateChange(status: Status, state: EngineState): Status {
  if (state !== "loading") return { ...status, state, operation: null };
  const operation: Operation = { kind: "load", progress: null, loadedBytes: 0 };
  return { ...without(status, "problem"), state, operation };
}

function loadOperation(detail: EngineEvents["load-progress"]): Operation {
  const { loadedBytes, totalBytes } = detail;
  const progress = totalBytes === undefined || totalBytes === 0 ? null : Math.min(1, loadedBytes / totalBytes);
  return { kind: "load", progress, loadedBytes };
}

function afterViewProgress(status: Status, isPending: boolean): Status {
  if (status.operation?.kind === "load") return status;
  return { ...status, operation: isPending ? { kind: "view", progress: null, loadedBytes: 0 } : null };
}

function afterStorageWarning(status: Status, { reason, message }: EngineEvents["storage-warning"]): Status {
  if (reason === "not-persisted") return { ...status, storageNote: message };
  // A full disk fails the save, which is told beside its retry.
  if (message === status.saveError) return status;
  const noticed = withNotice(status, { id: "storage", tone: "warning", message });
  return reason === "no-opfs" || reason === "other-tab" ? { ...noticed, memoryReason: message } : noticed;
}

function restartMessage({ reason, lostChanges }: EngineEvents["engine-restart"]): string {
  const lost = lostChanges === 0 ? "no change was lost" : `${lostChanges} unsaved changes were lost`;
  return `The database was restarted, ${lost}. ${reason}`;
}

function withProblem(status: Status, message: string): Status {
  return withNotice(status, { id: "problem", tone: "danger", message });
}

function withNotice(status: Status, notice: Notice): Status {
  return { ...status, notices: [...without(status, notice.id).notices, notice] };
}

function without(status: Status, id: Notice["id"]): Status {
  return { ...status, notices: status.notices.filter((notice) => notice.id !== id) };
}
