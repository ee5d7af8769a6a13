import type { Table } from "apache-arrow";
import { CellEdits } from "./changes/cell-edits.ts";
import { CurrentTable } from "./current-table.ts";
import { runSelect } from "./database/select-guard.ts";
import { DatabaseRuntime } from "./database-runtime.ts";
import { Emitter } from "./emitter.ts";
import { RowEdits } from "./changes/row-edits.ts";
import { TableChanges } from "./changes/table-changes.ts";
import type { TransformPreview, TransformResult } from "./changes/transform-types.ts";
import type { Abortable, CellWrite, Engine, EngineOptions, EngineSettings } from "./engine.ts";
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
  VersionInfo,
} from "./engine-events.ts";
import { EngineStatus } from "./engine-status.ts";
import { PersistentTableError } from "./errors.ts";
import { ViewExports } from "./export/view-exports.ts";
import type { LoadFormat, LoadSource } from "./import/import-types.ts";
import { LoadRunner } from "./loading/load-runner.ts";
import { TableLoader } from "./loading/table-loader.ts";
import { NATURAL_VIEW, type ViewModel } from "./models.ts";
import { Operations } from "./operations.ts";
import { ReadyGate } from "./ready-gate.ts";
import { EngineRestart } from "./restart/engine-restart.ts";
import type { CellValue, GridData } from "./rows/grid-data.ts";
import { GridRows } from "./rows/grid-rows.ts";
import type { Priority } from "./scheduling/priority.ts";
import { isNaturalView } from "./rows/view-sql.ts";
import { untilAborted } from "./scheduling/until-aborted.ts";
import { TableStorage } from "./table-storage.ts";
import { ViewRunner } from "./view-runner.ts";

/** The engine that runs in this page: DuckDB in one worker, storage in another. */
export class TableEngine implements Engine {
  readonly #events = new Emitter<EngineEvents>();
  readonly #settings: EngineSettings = { autosave: true, autosaveDelayMs: 1000, compression: "zstd", keepVersions: 3 };
  readonly #table = new CurrentTable();
  readonly #ready = new ReadyGate();
  readonly #status = new EngineStatus(this.#events);
  /** The view that was asked for last. */
  readonly #wanted: { view: ViewModel } = { view: NATURAL_VIEW };
  readonly #closing = new AbortController();
  readonly #runtime: DatabaseRuntime;
  readonly #rows: GridRows;
  readonly #storage: TableStorage;
  readonly #loader: TableLoader;
  readonly #loads: LoadRunner;
  readonly #restart: EngineRestart;
  readonly #cellEdits: CellEdits;
  readonly #rowEdits: RowEdits;
  readonly #operations = new Operations({
    onChange: (operations) => this.#events.emit("operations-change", { operations }),
    onCancelled: (detail) => {
      if (!this.#closing.signal.aborted) this.#events.emit("operation-cancel", detail);
    },
  });
  readonly #views: ViewRunner;
  readonly #changes: TableChanges;
  readonly #exports: ViewExports;

  /** Without a name, nothing starts before something is to be loaded. */
  static open(options: EngineOptions): TableEngine {
    const engine = new TableEngine(options);
    if (options.name) void engine.#warmUp();
    return engine;
  }

  private constructor({ name, assetBase }: EngineOptions) {
    const events = this.#events;
    const table = this.#table;
    this.#runtime = new DatabaseRuntime({
      assetBase,
      onDeath: (error) => this.#restart.handleDeath(error),
      onStuck: (isStuck) => this.#restart.handleStuck(isStuck),
    });
    const startDatabase = () => this.#runtime.start();
    this.#rows = new GridRows({
      onError: (error) => this.#status.report(error),
      onViewPending: (pending, model) => events.emit("view-progress", { pending, model }),
    });
    const storage = new TableStorage({ name, assetBase, settings: this.#settings, table, startDatabase, events });
    this.#storage = storage;
    const loading = { runtime: this.#runtime, table, rows: this.#rows, events };
    const showing = {
      table,
      rows: this.#rows,
      startDatabase,
      ready: this.#ready,
      status: this.#status,
      wanted: this.#wanted,
      operations: this.#operations,
      events,
    };
    this.#views = new ViewRunner(showing);
    this.#loads = new LoadRunner({ ...showing, closing: this.#closing.signal });
    const onReplaced = () => {
      this.#views.reset();
      this.#changes.handleReplaced();
      this.#loads.handleReplaced();
    };
    this.#loader = new TableLoader({ ...loading, assetBase, storage, onReplaced });
    this.#changes = new TableChanges({
      table,
      startDatabase,
      storage,
      views: this.#views,
      operations: this.#operations,
      events,
    });
    this.#exports = new ViewExports({ ...showing, assetBase, views: this.#views, changes: this.#changes });
    const editing = { table, rows: this.#rows, startDatabase, changes: this.#changes, events };
    this.#cellEdits = new CellEdits(editing);
    this.#rowEdits = new RowEdits(editing);
    this.#restart = new EngineRestart({
      ...showing,
      runtime: this.#runtime,
      storage,
      loads: this.#loads,
      loader: this.#loader,
      views: this.#views,
      changes: this.#changes,
      closing: this.#closing.signal,
    });
  }

  get data(): GridData {
    return this.#rows;
  }

  get state(): EngineState {
    return this.#status.state;
  }

  get saveState(): SaveState {
    return this.#storage.saveState;
  }

  get storage(): StorageKind {
    return this.#storage.kind;
  }

  get error(): Error | null {
    return this.#status.error;
  }

  get hasUnsavedChanges(): boolean {
    return this.#storage.hasUnsavedChanges;
  }

  on<Name extends keyof EngineEvents>(name: Name, listener: (detail: EngineEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  configure(settings: Partial<EngineSettings>): void {
    Object.assign(this.#settings, settings);
    this.#storage.settingsChanged();
  }

  async openStored({ signal, firstRow = 0 }: Abortable & { firstRow?: number } = {}): Promise<boolean> {
    void this.#warmUp();
    return await this.#loads.run("storage", signal, async (loadSignal) => {
      const version = await this.#storage.open({ signal: loadSignal });
      // In another order the first rows are others, and only the database knows them.
      const paintFrom = isNaturalView(this.#wanted.view) ? firstRow : null;
      if (version) await this.#loader.openVersion(version, { paintFrom, signal: loadSignal });
      return version !== null;
    });
  }

  whenReady({ signal }: Abortable = {}): Promise<void> {
    return this.#ready.wait(signal);
  }

  async load(
    source: LoadSource,
    options: Abortable & { format?: LoadFormat; origin?: LoadOrigin } = {},
  ): Promise<void> {
    const { format = "auto", origin = "api", signal } = options;
    await this.#loads.run(origin, signal, async (loadSignal) => {
      await this.#loader.import(source, { format, signal: loadSignal });
      return true;
    });
  }

  async restore(version: number, { signal }: Abortable = {}): Promise<void> {
    await this.#loads.run("storage", signal, async (loadSignal) => {
      await this.#storage.open({ signal: loadSignal });
      await this.#loader.restore(this.#storage.stored.find(version), loadSignal);
      return true;
    });
  }

  async setView(model: ViewModel, { signal }: Abortable = {}): Promise<void> {
    await this.#views.set(model, signal);
  }

  async query(sql: string, options: Abortable & { priority?: Priority } = {}): Promise<Table> {
    const { priority = "user-visible", signal } = options;
    const abortable = signal ? { signal } : {};
    await this.whenReady(abortable);
    const { database, queue } = await this.#runtime.start();
    return await runSelect(queue, database, sql, { priority, ...abortable });
  }

  async readCell(row: number, column: string, options: Abortable = {}): Promise<CellValue> {
    await this.whenReady(options);
    await this.#views.whenCurrent();
    return await this.#cellEdits.read(row, column, options);
  }

  async writeCell(row: number, column: string, value: CellValue, options: Abortable = {}): Promise<void> {
    await this.whenReady(options);
    await this.#cellEdits.write(row, column, value, options);
  }

  get history(): HistoryState {
    return this.#changes.history;
  }

  get operations(): readonly OperationName[] {
    return this.#operations.running;
  }

  async writeCells(edits: readonly CellWrite[], options: Abortable = {}): Promise<void> {
    await this.whenReady(options);
    await this.#cellEdits.writeAll(edits, options);
  }

  async appendRows(objects: readonly object[], options: Abortable = {}): Promise<number> {
    await this.whenReady(options);
    return await this.#rowEdits.append(objects, options);
  }

  async deleteRows(rows: readonly number[], options: Abortable = {}): Promise<number> {
    await this.whenReady(options);
    return await this.#rowEdits.delete(rows, options);
  }

  transform(): Promise<TransformResult> {
    return Promise.reject(new PersistentTableError("invalid-argument", "The table cannot be transformed yet."));
  }

  previewTransform(): Promise<TransformPreview> {
    return Promise.reject(new PersistentTableError("invalid-argument", "The table cannot be transformed yet."));
  }

  async undo(options: Abortable = {}): Promise<boolean> {
    if (!this.#table.exists) return false;
    await this.whenReady(options);
    return await this.#changes.undo(options);
  }

  async redo(options: Abortable = {}): Promise<boolean> {
    if (!this.#table.exists) return false;
    await this.whenReady(options);
    return await this.#changes.redo(options);
  }

  async exportAs(format: ExportFormat, options: Abortable & ExportOptions = {}): Promise<Blob> {
    if (this.state === "idle") {
      throw new PersistentTableError("invalid-argument", "There is no table to export yet: load one first.");
    }
    await this.whenReady(options);
    return await this.#exports.run(format, options);
  }

  noteInput(): void {
    this.#runtime.noteInput();
  }

  async save(options: Abortable = {}): Promise<SaveResult> {
    if (this.state === "idle") {
      throw new PersistentTableError("invalid-argument", "There is no table to save yet: load one first.");
    }
    await this.whenReady(options);
    return await this.#storage.save(options);
  }

  flush(): void {
    this.#storage.flush();
  }

  async versions({ signal }: Abortable = {}): Promise<VersionInfo[]> {
    await this.#storage.open(signal ? { signal } : {});
    return this.#storage.versions();
  }

  async deleteStorage({ signal }: Abortable = {}): Promise<void> {
    signal?.throwIfAborted();
    await untilAborted(this.#storage.delete(), signal);
  }

  cancel(): void {
    void this.#operations.cancel();
  }

  async dispose(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const disposed = new PersistentTableError(
      "disposed",
      "The table was disposed of: put the element into a page again.",
    );
    this.#closing.abort(disposed);
    this.#ready.fail(disposed);
    await this.#operations.cancel(disposed);
    await this.#storage.close();
    this.#rows.close();
    await this.#runtime.close();
    this.#events.clear();
  }

  /** Where something is stored, the database starts when its first rows are painted. Failures are told to those who ask. */
  async #warmUp(): Promise<void> {
    const newest = await this.#storage.open().catch(() => null);
    if (!newest && !this.#closing.signal.aborted) await this.#runtime.start().catch(() => undefined);
  }
}
