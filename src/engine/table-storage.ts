import type { StoredVersion } from "../worker/protocol.ts";
import type { TouchedRows } from "./changes/change.ts";
import type { ChangeRecord } from "./journal/change-record.ts";
import type { ChangeJournal } from "./journal/change-journal.ts";
import { Durability } from "./journal/durability.ts";
import { DirtyTracker } from "./changes/dirty-tracker.ts";
import type { CurrentTable } from "./current-table.ts";
import type { RunningDatabase } from "./database-runtime.ts";
import type { Emitter } from "./emitter.ts";
import type { EngineSettings } from "./engine.ts";
import type { EngineEvents, SaveResult } from "./engine-events.ts";
import { PersistentTableError } from "./errors.ts";
import { Autosave } from "./persistence/autosave.ts";
import { deleteStored, forgetStored, type DeletionParts } from "./persistence/delete-stored.ts";
import { StoredIdentity } from "./persistence/stored-identity.ts";
import { SnapshotSaves } from "./persistence/snapshot-saves.ts";
import { StorageState } from "./persistence/storage-state.ts";
import { StoredVersions } from "./persistence/stored-versions.ts";
import { untilAborted } from "./scheduling/until-aborted.ts";

export interface TableStorageParts {
  /** Storage key; empty: nothing is stored. */
  readonly name: string;
  readonly assetBase: string;
  readonly settings: EngineSettings;
  readonly table: CurrentTable;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly events: Emitter<EngineEvents>;
  /** Resolves to whether this page may write the table. */
  readonly takeRole: () => Promise<boolean>;
  /** This page may write the table, but another one has its files. */
  readonly yieldRole: () => void;
  /** Something was stored. */
  readonly onStored: () => void;
}

/** Which state of the table is stored, and when it is stored again. */
export class TableStorage {
  readonly #parts: TableStorageParts;
  readonly #tracker = new DirtyTracker();
  readonly touched: Pick<DirtyTracker, "columnsSince" | "isTouched"> = this.#tracker;
  readonly #stored: StoredVersions;
  readonly #identity: StoredIdentity;
  readonly #autosave: Autosave<SaveResult>;
  readonly #durability: Durability;
  readonly #journal: ChangeJournal;
  readonly #closing = new AbortController();
  readonly #saves: SnapshotSaves;
  readonly #own: DeletionParts;
  readonly state: StorageState;
  /** Why there is no table any more, and with it the changes that were not saved. */
  #lost: Error | null = null;

  constructor(parts: TableStorageParts) {
    this.#parts = parts;
    this.#stored = new StoredVersions({ ...parts, onSettled: () => this.#handleSettled() });
    this.#identity = new StoredIdentity(this.#stored, this.#tracker);
    this.#autosave = new Autosave({ settings: parts.settings, save: () => this.#runSave() });
    this.#durability = new Durability({
      stored: this.#stored,
      ...parts,
      saveNow: this.flush,
      onChange: () => this.#tellState(),
    });
    this.#journal = this.#durability.journal;
    const own = {
      ...parts,
      stored: this.#stored,
      identity: this.#identity,
      tracker: this.#tracker,
      durability: this.#durability,
      journal: this.#journal,
      autosave: this.#autosave,
      lost: () => this.#lost,
      onStateChange: () => this.#tellState(),
    };
    this.#own = own;
    const onStored = (): void => {
      this.#identity.adopt();
      parts.onStored();
    };
    this.#saves = new SnapshotSaves({ ...own, closing: this.#closing.signal, onStored });
    this.state = new StorageState({ ...own, saves: this.#saves });
  }

  /** Reads of what is stored. */
  get stored(): Omit<StoredVersions, "open" | "close" | "delete" | "update" | "append" | "release"> {
    return this.#stored;
  }

  /** The change counter of the table as it is. */
  get version(): number {
    return this.#tracker.version;
  }

  /** Whether the table is what is stored, with changes after it, and no other. */
  get isStoredTable(): boolean {
    return this.#identity.isStored;
  }

  /** Whether the table is another one, that this page is to store in its place. */
  get isToReplaceStored(): boolean {
    return this.#identity.isToReplace;
  }

  /** Whether what was stored was deleted, and the table has not changed since. */
  get isForgotten(): boolean {
    return this.#durability.isForgotten;
  }

  /** Whether changes can be made durable before they are made. */
  get canJournal(): boolean {
    return this.#durability.isImmediate;
  }

  /**
   * The newest stored version; null when there is none, or no place to store: that is told by `storage-warning` and the
   * table lives in memory. Rejects with `storage-corrupt` or `storage-io` when there is a table that cannot be read.
   */
  async open({ signal }: { signal?: AbortSignal } = {}): Promise<StoredVersion | null> {
    await untilAborted(this.#stored.open(), signal);
    return this.#stored.newest;
  }

  /** The table is now what `version` holds, and the changes after it are about to be made again. */
  reopened(version: StoredVersion): void {
    this.#tracker.opened(version);
    this.#identity.adopt();
    this.#durability.remember();
    this.#noteChange();
  }

  readonly changesAfter = (version: StoredVersion) => this.#durability.changesAfter(version);

  /** The change `sequence` was made again. */
  replayed(sequence: number, touched: TouchedRows): void {
    this.#tracker.mark(touched, sequence);
  }

  /** Returns whether every change was made again. Else the journal keeps the others, and the next load tries again. */
  replayEnded(): boolean {
    const isComplete = this.#tracker.version >= this.#journal.sequence;
    this.#durability.isBehind = !isComplete && this.#durability.isWriting;
    if (!this.#durability.isBehind && this.#tracker.isDirty) this.#noteChange();
    this.#tellState();
    return isComplete;
  }

  /** Whether the table is what `version` holds. */
  isPresent({ version }: StoredVersion): boolean {
    return !this.#tracker.isDirty && this.#tracker.version === version;
  }

  /** The table was made what `version` holds, by the change `sequence`. */
  restored(version: StoredVersion, sequence = this.isPresent(version) ? version.version : this.begin(null)): void {
    this.#tracker.opened(version, sequence);
    this.#identity.adopt();
    this.#noteChange();
  }

  /** The table was replaced as a whole. */
  replaced(): void {
    this.#tracker.replaced(this.begin(null), { isToBeStored: this.#durability.isWriting });
    this.#noteChange();
  }

  /**
   * Numbers a change that is made, or surely will be, and has the journal write it; null: nothing but a snapshot can hold
   * it. Returns its sequence, for `changed` when the database has it.
   */
  begin(record: ChangeRecord | null, { isMade = true } = {}): number {
    const sequence = this.#durability.number(record, this.#tracker.version);
    if (!isMade) this.#tracker.expect(sequence);
    return sequence;
  }

  /** The database has the change. */
  changed(touched: TouchedRows, sequence: number): void {
    this.#tracker.mark(touched, sequence);
    this.#noteChange();
  }

  /** The change turned out to be none. */
  unchanged(sequence: number): void {
    this.#tracker.dismiss(sequence);
    this.#tellState();
  }

  /** Whether the change `sequence` is made again when the table is loaded from its newest snapshot, also the coming one. */
  isReplayed(sequence: number): boolean {
    const snapshot = Math.max(this.#saves.lastCut, this.#stored.highestNumber);
    return sequence > snapshot && !this.#journal.needsSnapshot(sequence);
  }

  readonly whenDurable = (sequence: number): Promise<boolean> => this.#durability.reached(sequence);

  /** Resolves when nothing would be lost with this page: by the journal, else by a save. Rejects when that fails. */
  async settle(): Promise<void> {
    if (!this.state.isDirty) return;
    if (this.canJournal) await this.#journal.whenDurable(this.#journal.sequence);
    else if (this.#durability.isWriting) await this.#autosave.save();
  }

  /** Ends the save under way, where no change needs it. */
  stopSaving(reason: DOMException): void {
    if (this.#durability.isComplete) this.#saves.stop(reason);
  }

  /** Gives the files back, as soon as nothing is on its way to them. What is stored is opened again at the next need. */
  async release(): Promise<void> {
    this.#durability.sleep();
    this.#autosave.reset();
    await this.#autosave.between(() => this.#durability.part());
  }

  /** There is no table any more: nothing is saved until the next one. */
  lost(reason: Error): void {
    this.#lost = reason;
    this.#autosave.reset();
    this.#tellState();
  }

  /** What was shown is deleted. */
  dropped(): void {
    this.#autosave.reset();
    this.#tracker.forgetTable();
    this.#identity.forget();
  }

  readonly settingsChanged = (): void => this.#autosave.reschedule();

  /** Starts a due save at once: the page may be about to go. */
  readonly flush = (): void => this.#autosave.flush();

  /** Saves what is there now; a save under way that holds, or will hold, all of it is enough. */
  async save(options: { signal?: AbortSignal } = {}): Promise<SaveResult> {
    options.signal?.throwIfAborted();
    if (!this.#parts.name) await this.#stored.need();
    return untilAborted(this.#autosave.save(), options.signal);
  }

  /** Forgets everything stored. The table stays and is not saved again before it changes. `written`: of all changes so far. */
  delete(written: () => Promise<void>): Promise<void> {
    return this.#autosave.between(async () => {
      try {
        await deleteStored(this.#own, written);
        if (this.isForgotten) this.#autosave.reset();
      } finally {
        if (!this.isForgotten) this.#noteChange();
        this.#tellState();
      }
    });
  }

  /** Forgets all versions but the newest and those that are kept, and tries again to store what could not be. */
  async freeVersions(): Promise<void> {
    await this.#autosave.between(() => this.#stored.freeVersions());
    if (this.#autosave.hasUnsavedChanges) await this.#autosave.save();
  }

  /** With autosave, what is not saved is saved first. */
  async close(): Promise<void> {
    const mayBeSaved = this.#parts.settings.autosave && this.#stored.isOpen && this.#autosave.hasUnsavedChanges;
    if (mayBeSaved) await this.#autosave.save().catch(() => undefined);
    this.#autosave.dispose();
    await this.#journal.idle();
    const disposed = new PersistentTableError("disposed", "The table was disposed of.");
    this.#closing.abort(disposed);
    this.#journal.close(disposed);
    await this.#stored.close(disposed);
  }

  /** Changes from before it was known whether they can be stored are due now. */
  #handleSettled(): void {
    if (this.#stored.isUnavailable) this.#autosave.reset();
    else if (this.#stored.isOpen && !this.#durability.isJoined) this.#joinStored();
    this.#tellState();
  }

  #joinStored(): void {
    const { isWriting, isForgotten, isParted } = this.#durability;
    if (!this.#durability.join({ isOvertaken: this.#identity.isOvertaken })) this.#tracker.overtaken();
    if (!isWriting || isForgotten || this.#lost) return;
    // A table that came before its storage was open is another one than what is stored; else that takes its place.
    if (this.#journal.needsSnapshot(this.#journal.sequence)) this.#noteChange();
    else if (this.isStoredTable) this.#noteJoined();
    else if (this.#tracker.replacedAt < Infinity) forgetStored(this.#own);
    else if (this.#tracker.isDirty && !(isParted && this.#stored.newest)) this.#replaceStored();
  }

  /** What others have changed meanwhile is to be shown first: without it, the table must not take its place. */
  #noteJoined(): void {
    if (this.#tracker.version >= this.#stored.lastSequence) this.#noteChange();
  }

  #replaceStored(): void {
    this.#tracker.continueAfter(this.#stored.lastSequence);
    this.#tracker.replaced(this.begin(null));
    this.#autosave.changed();
  }

  #noteChange(): void {
    this.#durability.moved(this.#tracker.version);
    this.#lost = null;
    const isDue = this.#tracker.isDirty && this.#durability.canSave && !this.isForgotten;
    if (isDue) this.#autosave.changed({ inJournal: this.canJournal });
    this.#tellState();
  }

  async #runSave(): Promise<SaveResult> {
    this.#durability.remember();
    return await this.#saves.run();
  }

  #tellState(): void {
    this.#parts.events.emit("save-state-change", { saveState: this.state.saveState, storage: this.state.kind });
  }
}
