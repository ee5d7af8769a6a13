import type { SaveSummary } from "../../worker/protocol.ts";
import type { DirtyTracker, SnapshotCut } from "../changes/dirty-tracker.ts";
import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineSettings } from "../engine.ts";
import type { EngineEvents, SaveResult } from "../engine-events.ts";
import { PersistentTableError, toTableError } from "../errors.ts";
import type { ChangeJournal } from "../journal/change-journal.ts";
import type { Durability } from "../journal/durability.ts";
import { ROWS_TABLE } from "../schema.ts";
import type { Autosave } from "./autosave.ts";
import { saveSnapshot, type SnapshotContents } from "./snapshot-saver.ts";
import type { StoredVersions } from "./stored-versions.ts";

export interface SnapshotSavesParts {
  /** Storage key. */
  readonly name: string;
  readonly settings: EngineSettings;
  readonly table: CurrentTable;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly events: Emitter<EngineEvents>;
  readonly stored: StoredVersions;
  readonly tracker: DirtyTracker;
  readonly durability: Pick<Durability, "keepUnmade">;
  readonly journal: ChangeJournal;
  readonly autosave: Pick<Autosave<SaveResult>, "cut">;
  /** Aborted when the engine ends. */
  readonly closing: AbortSignal;
  /** Why there is no table any more; null: there is. */
  readonly lost: () => Error | null;
  readonly onStateChange: () => void;
  /** Something was stored. */
  readonly onStored: () => void;
}

/** Saves, one at a time, with what they tell and what they leave for the next one. */
export class SnapshotSaves {
  readonly #parts: SnapshotSavesParts;
  #isRunning = false;
  #hasFailed = false;
  #lastCut = 0;
  #askedToPersist = false;
  /** Ends the one that runs. */
  #stopping = new AbortController();

  constructor(parts: SnapshotSavesParts) {
    this.#parts = parts;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Whether the last one failed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Version of the last one that began, whether or not it was committed. */
  get lastCut(): number {
    return this.#lastCut;
  }

  /** Ends the one under way, which rejects with `reason`; what was saved before is as it was. */
  stop(reason: DOMException): void {
    this.#stopping.abort(reason);
  }

  /** Saves what the table is now. When it rejects, what was saved before is as it was. */
  async run(): Promise<SaveResult> {
    const { events, name } = this.#parts;
    const startedAt = performance.now();
    this.#begin();
    try {
      const { version, rows, bytes } = await this.#write();
      const result = { version, rows, bytes, durationMs: performance.now() - startedAt };
      this.#end({ failed: false });
      events.emit("save-complete", { table: name, ...result });
      this.#askToPersist().catch(() => undefined);
      return result;
    } catch (cause) {
      const { signal } = this.#stopping;
      if (signal.aborted && cause === signal.reason) {
        this.#end({ failed: false });
        throw cause;
      }
      const error = toTableError(cause, "storage-io", "The save failed");
      this.#end({ failed: true });
      this.#report(error);
      throw error;
    }
  }

  async #write(): Promise<SaveSummary> {
    const { events, name, table, settings, stored, tracker, durability, autosave, lost, startDatabase, closing } =
      this.#parts;
    const client = await stored.need();
    await durability.keepUnmade();
    const { queue } = await startDatabase();
    const taken: { cut: SnapshotCut | null; epoch: number } = { cut: null, epoch: table.epoch };
    const takeCut = (): SnapshotContents => {
      const loss = lost();
      if (loss) throw loss;
      // While a dead database is replaced, the changes since the last save are not in the new one.
      table.assertExists();
      const cut = tracker.cut(table.nextRowId);
      this.#lastCut = cut.version;
      taken.cut = cut;
      taken.epoch = table.epoch;
      autosave.cut();
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
        signal: AbortSignal.any([closing, this.#stopping.signal]),
        takeCut,
        onProgress: (progress) => {
          events.emit("save-progress", { table: name, version: taken.cut?.version ?? 0, ...progress });
        },
      });
      this.#committed(summary, cutOfThisTable());
      return summary;
    } catch (error) {
      const cut = cutOfThisTable();
      if (cut) tracker.restore(cut);
      // What this table was based on is not stored any more: the next save writes all of it.
      if (error instanceof PersistentTableError && error.code === "unknown-version") tracker.forgetBase();
      throw error;
    }
  }

  #committed(summary: SaveSummary, cut: SnapshotCut | null): void {
    const { stored, journal, tracker, onStored } = this.#parts;
    stored.update(summary.table);
    journal.saved(summary.version);
    if (cut) tracker.saved(cut, summary.table.versions.at(-1)?.segments ?? []);
    onStored();
  }

  #begin(): void {
    this.#stopping = new AbortController();
    this.#isRunning = true;
    this.#parts.onStateChange();
  }

  #end({ failed }: { failed: boolean }): void {
    this.#isRunning = false;
    this.#hasFailed = failed;
    this.#parts.onStateChange();
  }

  #report(error: PersistentTableError): void {
    const { events, name, tracker, journal, stored, closing, lost } = this.#parts;
    if (closing.aborted) return;
    journal.saveFailed(error);
    const recoverable = error.code !== "disposed" && lost() === null && !stored.isUnavailable;
    events.emit("save-error", { table: name, version: tracker.version, error, recoverable });
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
}
