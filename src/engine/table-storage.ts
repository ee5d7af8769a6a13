import type { Table } from "apache-arrow";
import type { SaveSummary, StoredTable, StoredVersion } from "../worker/protocol.ts";
import { DirtyTracker, type SnapshotCut } from "./changes/dirty-tracker.ts";
import type { CurrentTable } from "./current-table.ts";
import type { RunningDatabase } from "./database-runtime.ts";
import type { Emitter } from "./emitter.ts";
import type { EngineSettings } from "./engine.ts";
import type { EngineEvents, SaveResult, SaveState, StorageKind, VersionInfo } from "./engine-events.ts";
import { PersistentTableError } from "./errors.ts";
import { Autosave } from "./persistence/autosave.ts";
import { readFirstRows } from "./persistence/first-rows.ts";
import { PersistenceClient } from "./persistence/persistence-client.ts";
import { loadSnapshot } from "./persistence/snapshot-loader.ts";
import { saveSnapshot, type SnapshotContents } from "./persistence/snapshot-saver.ts";
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

interface OpenStorage {
  readonly client: PersistenceClient;
  stored: StoredTable | null;
}

/** Which state of the table is stored, and when it is stored again. */
export class TableStorage {
  readonly #parts: TableStorageParts;
  readonly #tracker = new DirtyTracker();
  readonly #autosave: Autosave<SaveResult>;
  readonly #closing = new AbortController();
  #opening: Promise<OpenStorage | null> | null = null;
  #open: OpenStorage | null = null;
  #isSaving = false;
  #saveFailed = false;
  /** The reader had the stored table deleted: what is on the screen is not to be saved until it changes. */
  #isForgotten = false;
  #askedToPersist = false;

  constructor(parts: TableStorageParts) {
    this.#parts = parts;
    this.#autosave = new Autosave({ settings: parts.settings, save: () => this.#runSave() });
  }

  get kind(): StorageKind {
    return this.#open ? "opfs" : "memory";
  }

  get saveState(): SaveState {
    if (this.#isSaving) return "saving";
    if (!this.hasUnsavedChanges) return "clean";
    return this.#saveFailed ? "failed" : "dirty";
  }

  get hasUnsavedChanges(): boolean {
    const hasChanges = this.#parts.name !== "" && !this.#isForgotten && this.#tracker.isDirty;
    return hasChanges || this.#isSaving;
  }

  /**
   * The newest stored version; null when there is none, or no place to store: that is told by `storage-warning` and the
   * table lives in memory. Rejects with `storage-corrupt` or `storage-io` when there is a table that cannot be read.
   */
  async open(options: { signal?: AbortSignal } = {}): Promise<StoredVersion | null> {
    const open = await untilAborted(this.#ensureOpen(), options.signal);
    return open?.stored?.versions.at(-1) ?? null;
  }

  versions(): VersionInfo[] {
    const versions = this.#open?.stored?.versions ?? [];
    return versions.map(({ version, savedAt, rows, segments }) => {
      return { version, savedAt: new Date(savedAt), rows, bytes: byteLengthOf(segments) };
    });
  }

  /** Rejects with `unknown-version`, naming those there are. */
  find(version: number): StoredVersion {
    const versions = this.#open?.stored?.versions ?? [];
    const found = versions.find((stored) => stored.version === version);
    if (found) return found;
    const kept = versions.map((stored) => stored.version).join(", ");
    const known = kept ? `Kept are ${kept}.` : "None is stored.";
    throw new PersistentTableError("unknown-version", `There is no stored version ${version}. ${known}`);
  }

  /** Rows from `firstRow` on in the transport form of a page, before the database has them; null when that would take it. */
  readFirstRows(version: StoredVersion, rows: { firstRow: number; count: number }): Promise<Table | null> {
    if (!this.#open) return Promise.resolve(null);
    return readFirstRows({ client: this.#open.client, version, ...rows });
  }

  async loadInto(
    stagingTable: string,
    version: StoredVersion,
    options: {
      signal: AbortSignal;
      onProgress: (progress: { rows: number; loadedBytes: number; totalBytes: number }) => void;
    },
  ): Promise<void> {
    const client = this.#open?.client;
    if (!client) throw notStored();
    const { queue } = await untilAborted(this.#parts.startDatabase(), options.signal);
    await loadSnapshot({ queue, client, version, stagingTable, ...options });
  }

  /** The table is now what `version` holds. */
  restored(version: StoredVersion): void {
    const newestStored = this.#open?.stored?.versions.at(-1)?.version ?? 0;
    this.#tracker.opened(version, Math.max(newestStored, this.#tracker.version));
    this.#noteChange();
  }

  /** The table was replaced as a whole. */
  replaced(): void {
    this.#tracker.markAll();
    this.#noteChange();
  }

  /** Rows with these ids changed, in one acknowledged change. */
  changed(rowIds: Iterable<number>): void {
    this.#tracker.markRows(rowIds);
    this.#noteChange();
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
    if (!this.#parts.name) throw notStored();
    return untilAborted(this.#autosave.save(), options.signal);
  }

  /** Forgets everything stored. The table on the screen stays and is not saved again before its next change. */
  async delete(): Promise<void> {
    if (this.#isSaving) await this.#autosave.save().catch(() => undefined);
    const open = await this.#ensureOpen();
    if (!open) return;
    await open.client.deleteTable();
    this.#tracker.forgetStored();
    this.#isForgotten = true;
    this.#autosave.reset();
    open.stored = null;
    this.#tellState();
  }

  async close(): Promise<void> {
    this.#autosave.dispose();
    this.#closing.abort(new PersistentTableError("disposed", "The table was disposed of."));
    const client = this.#open?.client;
    this.#open = null;
    await client?.close().catch(() => undefined);
    client?.dispose();
  }

  #ensureOpen(): Promise<OpenStorage | null> {
    if (!this.#parts.name) return Promise.resolve(null);
    this.#opening ??= this.#openClient().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #openClient(): Promise<OpenStorage | null> {
    const client = PersistenceClient.launch(this.#parts.assetBase);
    try {
      const { table, warnings } = await client.open(this.#parts.name);
      this.#open = { client, stored: table };
      for (const message of warnings) this.#parts.events.emit("storage-warning", { reason: "damaged", message });
      this.#tellState();
      return this.#open;
    } catch (error) {
      client.dispose();
      const reason = memoryOnlyReason(error);
      if (!reason) throw error;
      this.#parts.events.emit("storage-warning", { reason, message: (error as Error).message });
      this.#tellState();
      return null;
    }
  }

  #noteChange(): void {
    this.#isForgotten = false;
    if (this.#parts.name && this.#tracker.isDirty) this.#autosave.changed();
    this.#tellState();
  }

  async #runSave(): Promise<SaveResult> {
    const { events, name } = this.#parts;
    const startedAt = performance.now();
    this.#isSaving = true;
    this.#tellState();
    try {
      const { version, rows, bytes } = await this.#writeSnapshot();
      const result = { version, rows, bytes, durationMs: performance.now() - startedAt };
      this.#endSave({ failed: false });
      events.emit("save-complete", { table: name, ...result });
      void this.#askToPersist();
      return result;
    } catch (error) {
      this.#endSave({ failed: true });
      this.#reportFailure(error);
      throw error;
    }
  }

  async #writeSnapshot(): Promise<SaveSummary> {
    const { events, name, table, settings } = this.#parts;
    const open = await this.#ensureOpen();
    if (!open) throw notStored();
    const { queue } = await this.#parts.startDatabase();
    const taken: { cut: SnapshotCut | null; epoch: number } = { cut: null, epoch: table.epoch };
    const takeCut = (): SnapshotContents => {
      const cut = this.#tracker.cut(table.nextRowId);
      taken.cut = cut;
      taken.epoch = table.epoch;
      this.#autosave.cut();
      events.emit("save-start", { table: name, version: cut.version, totalRows: table.extent.rowCount });
      return { version: cut.version, segments: cut.segments, schema: table.schema, nextRowId: table.nextRowId };
    };
    try {
      const summary = await saveSnapshot({
        queue,
        client: open.client,
        table: ROWS_TABLE,
        compression: settings.compression,
        keepVersions: settings.keepVersions,
        signal: this.#closing.signal,
        takeCut,
        onProgress: (progress) => {
          events.emit("save-progress", { table: name, version: taken.cut?.version ?? 0, ...progress });
        },
      });
      open.stored = summary.table;
      // Another table came in meanwhile: what was saved is no base for what is to be saved next.
      if (taken.cut && taken.epoch === table.epoch) {
        this.#tracker.saved(taken.cut, summary.table.versions.at(-1)?.segments ?? []);
      }
      return summary;
    } catch (error) {
      if (taken.cut && taken.epoch === table.epoch) this.#tracker.restore(taken.cut);
      throw error;
    }
  }

  #endSave({ failed }: { failed: boolean }): void {
    this.#isSaving = false;
    this.#saveFailed = failed;
    this.#tellState();
  }

  #reportFailure(error: unknown): void {
    if (this.#closing.signal.aborted || !(error instanceof PersistentTableError)) return;
    const { events, name } = this.#parts;
    events.emit("save-error", {
      table: name,
      version: this.#tracker.version,
      error,
      recoverable: error.code !== "disposed",
    });
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

function memoryOnlyReason(error: unknown): "no-opfs" | "other-tab" | null {
  if (!(error instanceof PersistentTableError)) return null;
  if (error.code === "storage-unavailable") return "no-opfs";
  return error.code === "storage-locked" ? "other-tab" : null;
}

function notStored(): PersistentTableError {
  return new PersistentTableError(
    "storage-unavailable",
    "This table is in memory only and cannot be saved: give the element a name attribute, on a page (https, not private mode) that may store files.",
  );
}

function byteLengthOf(segments: StoredVersion["segments"]): number {
  return segments.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
