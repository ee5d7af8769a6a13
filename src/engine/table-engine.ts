import type { Table } from "apache-arrow";
import { runSelect } from "./database/select-guard.ts";
import type { TransformPreview, TransformResult, TransformStep } from "./changes/transform-types.ts";
import type { Abortable, CellRange, CellWrite, Engine, EngineOptions, EngineSettings } from "./engine.ts";
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
import { EngineParts } from "./engine-parts.ts";
import { PersistentTableError } from "./errors.ts";
import type { LoadFormat, LoadSource } from "./import/import-types.ts";
import type { ViewModel } from "./models.ts";
import type { CellValue, GridData } from "./rows/grid-data.ts";
import type { Priority } from "./scheduling/priority.ts";
import { isNaturalView } from "./rows/view-sql.ts";
import { untilAborted } from "./scheduling/until-aborted.ts";

/** The engine that runs in this page: DuckDB in one worker, storage in another. */
export class TableEngine implements Engine {
  readonly #parts: EngineParts;

  /** Without a name, nothing starts before something is to be loaded. */
  static open(options: EngineOptions): TableEngine {
    const engine = new TableEngine(options);
    if (options.name) void engine.#warmUp();
    return engine;
  }

  private constructor(options: EngineOptions) {
    this.#parts = new EngineParts(options);
  }

  get data(): GridData {
    return this.#parts.rows;
  }

  get state(): EngineState {
    return this.#parts.status.state;
  }

  get saveState(): SaveState {
    return this.#parts.storage.saveState;
  }

  get storage(): StorageKind {
    return this.#parts.storage.kind;
  }

  get access(): TableAccess {
    return this.#parts.following.access;
  }

  get error(): Error | null {
    return this.#parts.status.error;
  }

  get hasUnsavedChanges(): boolean {
    return this.#parts.storage.hasUnsavedChanges;
  }

  on<Name extends keyof EngineEvents>(name: Name, listener: (detail: EngineEvents[Name]) => void): () => void {
    return this.#parts.events.on(name, listener);
  }

  configure(settings: Partial<EngineSettings>): void {
    Object.assign(this.#parts.settings, settings);
    this.#parts.storage.settingsChanged();
  }

  async openStored({ signal, firstRow = 0 }: Abortable & { firstRow?: number } = {}): Promise<boolean> {
    void this.#warmUp();
    return await this.#parts.loads.run("storage", signal, async (loadSignal) => {
      await this.#parts.storage.open({ signal: loadSignal });
      // In another order the first rows are others, and only the database knows them.
      const paintFrom = isNaturalView(this.#parts.wanted.view) ? firstRow : null;
      return await this.#parts.loader.openStored({ paintFrom, signal: loadSignal });
    });
  }

  whenReady({ signal }: Abortable = {}): Promise<void> {
    return this.#parts.ready.wait(signal);
  }

  async load(
    source: LoadSource,
    options: Abortable & { format?: LoadFormat; origin?: LoadOrigin } = {},
  ): Promise<void> {
    const { format = "auto", origin = "api", signal } = options;
    // What a page begins with shows until the other page stores something.
    if (origin === "api") this.#parts.following.assertWriter();
    await this.#parts.loads.run(origin, signal, async (loadSignal) => {
      await this.#parts.loader.import(source, { format, signal: loadSignal });
      return true;
    });
  }

  async restore(version: number, { signal }: Abortable = {}): Promise<void> {
    this.#parts.following.assertWriter();
    await this.#parts.loads.run("storage", signal, async (loadSignal) => {
      await this.#parts.storage.open({ signal: loadSignal });
      await this.#parts.loader.restore(this.#parts.storage.stored.find(version), loadSignal);
      return true;
    });
  }

  async setView(model: ViewModel, { signal }: Abortable = {}): Promise<void> {
    await this.#parts.views.set(model, signal);
  }

  async query(sql: string, options: Abortable & { priority?: Priority } = {}): Promise<Table> {
    const { priority = "user-visible", signal } = options;
    const abortable = signal ? { signal } : {};
    await this.whenReady(abortable);
    await untilAborted(this.#parts.changes.written(), signal);
    const { database, queue } = await this.#parts.runtime.start();
    return await runSelect(queue, database, sql, { priority, ...abortable });
  }

  async readCell(row: number, column: string, options: Abortable = {}): Promise<CellValue> {
    await this.whenReady(options);
    await this.#parts.views.whenCurrent();
    return await this.#parts.cellEdits.read(row, column, options);
  }

  async readCells(range: CellRange, options: Abortable = {}): Promise<CellValue[][]> {
    await this.whenReady(options);
    await this.#parts.views.whenCurrent();
    return await this.#parts.cellEdits.readAll(range, options);
  }

  async writeCell(row: number, column: string, value: CellValue, options: Abortable = {}): Promise<void> {
    await this.whenReady(options);
    await this.#parts.cellEdits.write(row, column, value, options);
  }

  get history(): HistoryState {
    return this.#parts.changes.history;
  }

  get operations(): readonly OperationName[] {
    return this.#parts.operations.running;
  }

  async writeCells(edits: readonly CellWrite[], options: Abortable = {}): Promise<void> {
    await this.whenReady(options);
    await this.#parts.cellEdits.writeAll(edits, options);
  }

  async appendRows(objects: readonly object[], options: Abortable = {}): Promise<number> {
    await this.whenReady(options);
    return await this.#parts.rowEdits.append(objects, options);
  }

  async deleteRows(rows: readonly number[], options: Abortable = {}): Promise<number> {
    await this.whenReady(options);
    return await this.#parts.rowEdits.delete(rows, options);
  }

  async transform(steps: readonly TransformStep[], options: Abortable = {}): Promise<TransformResult> {
    await this.whenReady(options);
    return await this.#parts.transforms.run(steps, options);
  }

  async previewTransform(step: TransformStep, options: Abortable & { limit?: number } = {}): Promise<TransformPreview> {
    await this.whenReady(options);
    return await this.#parts.transforms.preview(step, options);
  }

  async undo(options: Abortable = {}): Promise<boolean> {
    if (!this.#parts.table.exists) return false;
    await this.whenReady(options);
    return await this.#parts.changes.undo(options);
  }

  async redo(options: Abortable = {}): Promise<boolean> {
    if (!this.#parts.table.exists) return false;
    await this.whenReady(options);
    return await this.#parts.changes.redo(options);
  }

  async exportAs(format: ExportFormat, options: Abortable & ExportOptions = {}): Promise<Blob> {
    if (this.state === "idle") {
      throw new PersistentTableError("invalid-argument", "There is no table to export yet: load one first.");
    }
    await this.whenReady(options);
    return await this.#parts.exports.run(format, options);
  }

  noteInput(): void {
    this.#parts.runtime.noteInput();
  }

  async save(options: Abortable = {}): Promise<SaveResult> {
    if (this.state === "idle") {
      throw new PersistentTableError("invalid-argument", "There is no table to save yet: load one first.");
    }
    await this.whenReady(options);
    this.#parts.following.assertWriter();
    await untilAborted(this.#parts.changes.written(), options.signal);
    return await this.#parts.storage.save(options);
  }

  flush(): void {
    this.#parts.storage.flush();
  }

  async versions({ signal }: Abortable = {}): Promise<VersionInfo[]> {
    await this.#parts.storage.open(signal ? { signal } : {});
    return this.#parts.storage.versions();
  }

  async deleteStorage({ signal }: Abortable = {}): Promise<void> {
    // What cannot be read can be deleted.
    await this.#parts.storage.open(signal ? { signal } : {}).catch(() => undefined);
    signal?.throwIfAborted();
    this.#parts.following.assertWriter();
    await untilAborted(this.#parts.storage.delete(), signal);
  }

  async freeVersions({ signal }: Abortable = {}): Promise<void> {
    this.#parts.following.assertWriter();
    await untilAborted(this.#parts.storage.freeVersions(), signal);
  }

  async takeOver(options: Abortable = {}): Promise<void> {
    await this.#parts.following.takeOver(options);
  }

  suspend(): void {
    this.#parts.following.suspend();
  }

  resume(): void {
    void this.#parts.following.resume();
  }

  cancel(): void {
    void this.#parts.operations.cancel();
  }

  async dispose(): Promise<void> {
    if (this.#parts.closing.aborted) return;
    const disposed = new PersistentTableError(
      "disposed",
      "The table was disposed of: put the element into a page again.",
    );
    this.#parts.close(disposed);
    this.#parts.ready.fail(disposed);
    await this.#parts.operations.cancel(disposed);
    await this.#parts.storage.close();
    this.#parts.rows.close();
    await this.#parts.runtime.close();
    this.#parts.following.close();
    this.#parts.events.clear();
  }

  /** Where something is stored, the database starts when its first rows are painted. Failures are told to those who ask. */
  async #warmUp(): Promise<void> {
    const newest = await this.#parts.storage.open().catch(() => null);
    if (!newest && !this.#parts.closing.aborted) await this.#parts.runtime.start().catch(() => undefined);
  }
}
