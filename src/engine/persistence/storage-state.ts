import type { DirtyTracker } from "../changes/dirty-tracker.ts";
import type { SaveState, StorageKind } from "../engine-events.ts";
import type { Durability } from "../journal/durability.ts";
import type { Autosave } from "./autosave.ts";
import type { SnapshotSaves } from "./snapshot-saves.ts";
import type { StoredIdentity } from "./stored-identity.ts";
import type { StoredVersions } from "./stored-versions.ts";

export interface StorageStateParts {
  /** Storage key; empty: nothing is stored. */
  readonly name: string;
  readonly stored: Pick<StoredVersions, "isOpen" | "isUnavailable" | "access" | "newest">;
  readonly identity: Pick<StoredIdentity, "isStored">;
  readonly tracker: Pick<DirtyTracker, "isDirty" | "hasEdits">;
  readonly durability: Durability;
  readonly saves: Pick<SnapshotSaves, "isRunning" | "hasFailed">;
  readonly autosave: Pick<Autosave<unknown>, "isBusy">;
  /** Why there is no table any more; null: there is. */
  readonly lost: () => Error | null;
}

/** What of the table is stored, and would be lost with the page. */
export class StorageState {
  readonly #parts: StorageStateParts;

  constructor(parts: StorageStateParts) {
    this.#parts = parts;
  }

  get kind(): StorageKind {
    const { stored, durability } = this.#parts;
    return stored.isOpen || durability.isWriting ? "opfs" : "memory";
  }

  get saveState(): SaveState {
    const { saves, durability, lost } = this.#parts;
    if (saves.isRunning) return "saving";
    if (!this.isDirty) return "clean";
    if (saves.hasFailed || lost() || durability.journal.error) return "failed";
    return durability.isComplete ? "safe" : "dirty";
  }

  /** Whether changes are in no snapshot. Where nothing can be stored, only what was edited would be missed. */
  get isDirty(): boolean {
    const { name, stored, tracker, durability } = this.#parts;
    if (!name || durability.isForgotten || stored.access === "read") return false;
    if (stored.isUnavailable) return tracker.hasEdits;
    return tracker.isDirty || durability.isBehind;
  }

  /** Whether something would be lost with the page: changes that are not durable, or the save under way. */
  get hasUnsavedChanges(): boolean {
    const { saves, durability } = this.#parts;
    return saves.isRunning || (this.isDirty && !durability.isComplete);
  }

  /** Whether the table can be made again, with every change, from what is stored and what is on its way there. */
  get isRecoverable(): boolean {
    const { stored, identity, durability } = this.#parts;
    return stored.access === "read" ? identity.isStored : durability.isRecoverable;
  }

  /** Whether nothing is on its way to the disk. */
  get isIdle(): boolean {
    const { autosave, durability } = this.#parts;
    return !autosave.isBusy && !durability.journal.isSending;
  }
}
