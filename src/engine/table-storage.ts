import type { SaveSummary, StoredVersion } from "../worker/protocol.ts";
import type { TouchedRows } from "./changes/change.ts";
import { DirtyTracker, type SnapshotCut } from "./changes/dirty-tracker.ts";
import type { CurrentTable } from "./current-table.ts";
import type { RunningDatabase } from "./database-runtime.ts";
import type { Emitter } from "./emitter.ts";
import type { EngineSettings } from "./engine.ts";
import type { EngineEvents, SaveResult, SaveState, StorageKind, VersionInfo } from "./engine-events.ts";
import { PersistentTableError, toTableError } from "./errors.ts";
import { Autosave } from "./persistence/autosave.ts";
import { saveSnapshot, type SnapshotContents } from "./persistence/snapshot-saver.ts";
import { StoredVersions } from "./persistence/stored-versions.ts";
import { ROWS_TABLE } from "./schema.ts";
import { untilAborted } from "./scheduling/until-aborted.ts";

export interface TableStorageParts {
  /** Storage key; empty: nothing is stored. */
  readonly name: string;
  readonly assetBase: string;
  readonly settings: EngineSettings;
  readonly table: CurrentTable;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly events: Emitter<EngineEvents>;
}

/** Which state of the table is stored, and when it is stored again. */
export class TableStorage {
  readonly #parts: TableStorageParts;
  readonly #tracker = new DirtyTracker();
  readonly #stored: StoredVersions;
  readonly #autosave: Autosave<SaveResult>;
  readonly #closing = new AbortController();
  #isSaving = false;
  #saveFailed = false;
  /** Rows changed since the table was loaded or saved. */
  #hasEdits = false;
  /** The reader had the stored table deleted: what is on the screen is not to be saved until it changes. */
  #isForgotten = false;
  /** Why there is no table any more, and with it the changes that were not saved. */
  #lost: Error | null = null;
  #askedToPersist = false;

  constructor(parts: TableStorageParts) {
    this.#parts = parts;
    this.#stored = new StoredVersions({
      name: parts.name,
      assetBase: parts.assetBase,
      onSettled: () => this.#handleSettled(),
      onWarning: (warning) => parts.events.emit("storage-warning", warning),
    });
    this.#autosave = new Autosave({ settings: parts.settings, save: () => this.#runSave() });
  }

  /** Reads of what is stored. */
  get stored(): Pick<StoredVersions, "find" | "readFirstRows" | "decode"> {
    return this.#stored;
  }

  get kind(): StorageKind {
    return this.#stored.isOpen ? "opfs" : "memory";
  }

  get saveState(): SaveState {
    if (this.#isSaving) return "saving";
    if (!this.hasUnsavedChanges) return "clean";
    return this.#saveFailed || this.#lost ? "failed" : "dirty";
  }

  /** Where nothing can be stored, only what was edited would be missed. */
  get hasUnsavedChanges(): boolean {
    if (this.#isSaving) return true;
    if (!this.#parts.name || this.#isForgotten) return false;
    return this.#stored.isUnavailable ? this.#hasEdits : this.#tracker.isDirty;
  }

  /** The stored version that holds all of the table; null: there is none. */
  get savedVersion(): StoredVersion | null {
    if (this.#tracker.isDirty || !this.#stored.isOpen) return null;
    return this.#stored.all.find(({ version }) => version === this.#tracker.version) ?? null;
  }

  /**
   * The newest stored version; null when there is none, or no place to store: that is told by `storage-warning` and the
   * table lives in memory. Rejects with `storage-corrupt` or `storage-io` when there is a table that cannot be read.
   */
  async open(options: { signal?: AbortSignal } = {}): Promise<StoredVersion | null> {
    await untilAborted(this.#stored.open(), options.signal);
    return this.#stored.newest;
  }

  versions(): VersionInfo[] {
    return this.#stored.all.map(({ version, savedAt, rows, segments }) => {
      return { version, savedAt: new Date(savedAt), rows, bytes: byteLengthOf(segments) };
    });
  }

  /** The table is now what `version` holds. */
  restored(version: StoredVersion): void {
    this.#tracker.opened(version, Math.max(this.#stored.highestNumber, this.#tracker.version));
    this.#hasEdits = false;
    this.#noteChange();
  }

  /** The table was replaced as a whole. */
  replaced(): void {
    this.#tracker.markAll();
    this.#hasEdits = false;
    this.#noteChange();
  }

  /** One acknowledged change. */
  changed(touched: TouchedRows): void {
    if (touched.kind === "ranges") this.#tracker.markRanges(touched.ranges);
    else if (touched.kind === "schema") this.#tracker.markSchema();
    else this.#tracker.markAll();
    this.#hasEdits = true;
    this.#noteChange();
  }

  /** There is no table any more: nothing is saved until the next one. */
  lost(reason: Error): void {
    this.#lost = reason;
    this.#autosave.reset();
    this.#tellState();
  }

  settingsChanged(): void {
    this.#autosave.reschedule();
  }

  /** Starts a due save at once: the page may be about to go. */
  flush(): void {
    this.#autosave.flush();
  }

  /** Saves what is there now; a save under way that holds, or will hold, all of it is enough. */
  async save(options: { signal?: AbortSignal } = {}): Promise<SaveResult> {
    options.signal?.throwIfAborted();
    if (!this.#parts.name) await this.#stored.need();
    return untilAborted(this.#autosave.save(), options.signal);
  }

  /** Forgets everything stored. The table on the screen stays and is not saved again before its next change. */
  delete(): Promise<void> {
    return this.#autosave.between(async () => {
      await this.#stored.open();
      this.#isForgotten = true;
      this.#autosave.reset();
      try {
        await this.#stored.delete();
        this.#tracker.forgetStored();
      } catch (error) {
        this.#noteChange();
        throw error;
      } finally {
        this.#tellState();
      }
    });
  }

  /** With autosave, what is not saved is saved first. */
  async close(): Promise<void> {
    const mayBeSaved = this.#parts.settings.autosave && this.#stored.isOpen && this.#autosave.hasUnsavedChanges;
    if (mayBeSaved) await this.#autosave.save().catch(() => undefined);
    this.#autosave.dispose();
    const disposed = new PersistentTableError("disposed", "The table was disposed of.");
    this.#closing.abort(disposed);
    await this.#stored.close(disposed);
  }

  /** Changes from before it was known whether they can be saved are due now. */
  #handleSettled(): void {
    this.#tracker.continueAfter(this.#stored.highestNumber);
    if (this.#stored.isUnavailable) this.#autosave.reset();
    else if (this.hasUnsavedChanges && !this.#lost) this.#autosave.changed();
    this.#tellState();
  }

  #noteChange(): void {
    this.#isForgotten = false;
    this.#lost = null;
    const canBeSaved = !this.#stored.isUnavailable && !this.#stored.isOpening;
    if (this.#tracker.isDirty && canBeSaved) this.#autosave.changed();
    this.#tellState();
  }

  async #runSave(): Promise<SaveResult> {
    const { events, name } = this.#parts;
    const startedAt = performance.now();
    this.#isSaving = true;
    this.#isForgotten = false;
    this.#tellState();
    try {
      const { version, rows, bytes } = await this.#writeSnapshot();
      const result = { version, rows, bytes, durationMs: performance.now() - startedAt };
      this.#endSave({ failed: false });
      events.emit("save-complete", { table: name, ...result });
      this.#askToPersist().catch(() => undefined);
      return result;
    } catch (cause) {
      const error = toTableError(cause, "storage-io", "The save failed");
      this.#endSave({ failed: true });
      this.#reportFailure(error);
      throw error;
    }
  }

  async #writeSnapshot(): Promise<SaveSummary> {
    const { events, name, table, settings } = this.#parts;
    const client = await this.#stored.need();
    const { queue } = await this.#parts.startDatabase();
    const taken: { cut: SnapshotCut | null; epoch: number } = { cut: null, epoch: table.epoch };
    const takeCut = (): SnapshotContents => {
      if (this.#lost) throw this.#lost;
      const cut = this.#tracker.cut(table.nextRowId);
      taken.cut = cut;
      taken.epoch = table.epoch;
      this.#autosave.cut();
      events.emit("save-start", { table: name, version: cut.version, totalRows: table.extent.rowCount });
      return { version: cut.version, segments: cut.segments, schema: table.schema, nextRowId: table.nextRowId };
    };
    // Another table came in meanwhile: what was saved is no base for what is to be saved next.
    const cutOfThisTable = () => (taken.epoch === table.epoch ? taken.cut : null);
    try {
      const summary = await saveSnapshot({
        queue,
        client,
        table: ROWS_TABLE,
        compression: settings.compression,
        keepVersions: settings.keepVersions,
        signal: this.#closing.signal,
        takeCut,
        onProgress: (progress) => {
          events.emit("save-progress", { table: name, version: taken.cut?.version ?? 0, ...progress });
        },
      });
      this.#stored.update(summary.table);
      const cut = cutOfThisTable();
      if (cut) this.#tracker.saved(cut, summary.table.versions.at(-1)?.segments ?? []);
      return summary;
    } catch (error) {
      const cut = cutOfThisTable();
      if (cut) this.#tracker.restore(cut);
      // What this table was based on is not stored any more: the next save writes all of it.
      if (error instanceof PersistentTableError && error.code === "unknown-version") this.#tracker.forgetBase();
      throw error;
    }
  }

  #endSave({ failed }: { failed: boolean }): void {
    this.#isSaving = false;
    this.#saveFailed = failed;
    if (!failed) this.#hasEdits = this.#tracker.isDirty;
    this.#tellState();
  }

  #reportFailure(error: PersistentTableError): void {
    if (this.#closing.signal.aborted) return;
    const { events, name } = this.#parts;
    const recoverable = error.code !== "disposed" && this.#lost === null && !this.#stored.isUnavailable;
    events.emit("save-error", { table: name, version: this.#tracker.version, error, recoverable });
    if (error.code === "storage-quota") events.emit("storage-warning", { reason: "quota", message: error.message });
  }

  /** The browser may evict what is not persisted when the disk runs short. */
  async #askToPersist(): Promise<void> {
    if (this.#askedToPersist) return;
    this.#askedToPersist = true;
    const granted = (await navigator.storage.persisted()) || (await navigator.storage.persist());
    if (granted) return;
    this.#parts.events.emit("storage-warning", {
      reason: "not-persisted",
      message: "Saved, but the browser may delete this site's data when the disk runs short.",
    });
  }

  #tellState(): void {
    this.#parts.events.emit("save-state-change", { saveState: this.saveState, storage: this.kind });
  }
}

function byteLengthOf(segments: StoredVersion["segments"]): number {
  return segments.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
