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
import { CellEdits } from "./changes/cell-edits.ts";
import type { DiffEngine } from "./diff/diff-types.ts";
import { FaceDiffs } from "./diff/face-diffs.ts";
import { showPresent } from "./faces/show-present.ts";
import { RowEdits } from "./changes/row-edits.ts";
import type { EngineCore } from "./engine-core.ts";
import { PersistentTableError } from "./errors.ts";
import type { LoadFormat, LoadSource } from "./import/import-types.ts";
import type { ViewModel } from "./models.ts";
import type { CellValue, GridData } from "./rows/grid-data.ts";
import type { Priority } from "./scheduling/priority.ts";
import { pageCores, type SharedCores } from "./faces/shared-cores.ts";
import { TableFace } from "./faces/table-face.ts";
import { ViewExports } from "./export/view-exports.ts";
import * as manage from "./versions/manage-versions.ts";
import { exportVersion } from "./versions/export-version.ts";
import { restoreVersion } from "./versions/restore-version.ts";
import { isNaturalView } from "./rows/view-sql.ts";
import { untilAborted } from "./scheduling/until-aborted.ts";

/** The engine that runs in this page: DuckDB in one worker, storage in another. */
export class TableEngine implements Engine {
  readonly #cores: SharedCores;
  readonly #core: EngineCore;
  readonly #face: TableFace;
  readonly #cellEdits: CellEdits;
  readonly #rowEdits: RowEdits;
  readonly #exports: ViewExports;
  readonly diffs: DiffEngine & Pick<FaceDiffs, "dispose">;
  #isDisposed = false;

  /**
   * Without a name, nothing starts before something is to be loaded. Engines with one name share a table, each with a view
   * of its own. `cores`: those of the page; tests have others, as other pages would.
   */
  static open(options: EngineOptions, cores = pageCores): TableEngine {
    const engine = new TableEngine(options, cores);
    if (options.name) void engine.#warmUp();
    return engine;
  }

  private constructor(options: EngineOptions, cores: SharedCores) {
    const core = cores.core(options);
    const face = new TableFace(core);
    core.faces.add(face);
    const { assetBase, changes, events, faces, operations, startDatabase, status, storage, table } = core;
    const { rows, views, wanted } = face;
    const parts = { assetBase, changes, faces, operations, rows, startDatabase, status, storage, table, views, wanted };
    this.#cores = cores;
    this.#core = core;
    this.#face = face;
    this.#cellEdits = new CellEdits({ ...parts, events: face.events });
    this.#rowEdits = new RowEdits(parts);
    this.#exports = new ViewExports({ ...parts, events });
    this.diffs = new FaceDiffs({
      ...parts,
      face,
      events: face.events,
      whenReady: (options) => this.whenReady(options),
    });
  }

  get data(): GridData {
    return this.#face.rows;
  }

  get state(): EngineState {
    return this.#core.status.state;
  }

  get saveState(): SaveState {
    return this.#core.storage.state.saveState;
  }

  get storage(): StorageKind {
    return this.#core.storage.state.kind;
  }

  get access(): TableAccess {
    return this.#core.following.access;
  }

  get error(): Error | null {
    return this.#core.status.error;
  }

  get hasUnsavedChanges(): boolean {
    return this.#core.storage.state.hasUnsavedChanges;
  }

  on<Name extends keyof EngineEvents>(name: Name, listener: (detail: EngineEvents[Name]) => void): () => void {
    const stops = [this.#core.events.on(name, listener), this.#face.events.on(name, listener)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  configure(settings: Partial<EngineSettings>): void {
    Object.assign(this.#core.settings, settings);
    this.#core.storage.settingsChanged();
  }

  async openStored({ signal, firstRow = 0 }: Abortable & { firstRow?: number } = {}): Promise<boolean> {
    this.#assertOpen();
    void this.#warmUp();
    // Another face may begin to open it just when this one saw that it is not there.
    do if (await showPresent(this.#core, this.#face, signal)) return true;
    while (this.#core.loads.busy && this.#core.faces.size > 1);
    return await this.#core.loads.run("storage", signal, async (loadSignal) => {
      await this.#core.storage.open({ signal: loadSignal });
      // In another order the first rows are others, and only the database knows them.
      const paintFrom = isNaturalView(this.#face.wanted.view) ? firstRow : null;
      return await this.#core.loader.openStored({ paintFrom, signal: loadSignal });
    });
  }

  async whenReady({ signal }: Abortable = {}): Promise<void> {
    this.#assertOpen();
    await this.#core.ready.wait(signal);
  }

  async load(
    source: LoadSource,
    options: Abortable & { format?: LoadFormat; origin?: LoadOrigin } = {},
  ): Promise<void> {
    this.#assertOpen();
    const { format = "auto", origin = "api", signal } = options;
    // What a page begins with shows until the other page stores something.
    if (origin === "api") await this.#core.following.whenWriter(signal);
    await this.#core.loads.run(origin, signal, async (loadSignal) => {
      await this.#core.loader.import(source, { format, signal: loadSignal });
      return true;
    });
  }

  async restore(version: number, { signal }: Abortable = {}): Promise<void> {
    await restoreVersion(version, this.#core, signal);
  }

  async setView(model: ViewModel, { signal }: Abortable = {}): Promise<void> {
    await this.#face.views.set(model, signal);
  }

  async query(sql: string, options: Abortable & { priority?: Priority } = {}): Promise<Table> {
    await this.whenReady(options);
    await untilAborted(this.#core.changes.written(), options.signal);
    const { database, queue } = await this.#core.runtime.start();
    return await runSelect(queue, database, sql, { priority: "user-visible", ...options });
  }

  async readCell(row: number, column: string, options: Abortable = {}): Promise<CellValue> {
    await this.whenReady(options);
    await this.#face.views.whenCurrent();
    return await this.#cellEdits.read(row, column, options);
  }

  async readCells(range: CellRange, options: Abortable = {}): Promise<CellValue[][]> {
    await this.whenReady(options);
    await this.#face.views.whenCurrent();
    return await this.#cellEdits.readAll(range, options);
  }

  async writeCell(row: number, column: string, value: CellValue, options: Abortable = {}): Promise<void> {
    await this.whenReady(options);
    await this.#cellEdits.write(row, column, value, options);
  }

  get history(): HistoryState {
    return this.#core.changes.history;
  }

  get operations(): readonly OperationName[] {
    return this.#core.operations.running;
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

  async transform(steps: readonly TransformStep[], options: Abortable = {}): Promise<TransformResult> {
    await this.whenReady(options);
    return await this.#core.transforms.run(steps, options);
  }

  async previewTransform(step: TransformStep, options: Abortable & { limit?: number } = {}): Promise<TransformPreview> {
    await this.whenReady(options);
    return await this.#core.transforms.preview(step, options);
  }

  async undo(options: Abortable = {}): Promise<boolean> {
    return (await this.#hasTable(options)) && (await this.#core.changes.undo(options));
  }

  async redo(options: Abortable = {}): Promise<boolean> {
    return (await this.#hasTable(options)) && (await this.#core.changes.redo(options));
  }

  async exportAs(format: ExportFormat, options: Abortable & ExportOptions = {}): Promise<Blob> {
    if (this.state === "idle") {
      throw new PersistentTableError("invalid-argument", "There is no table to export yet: load one first.");
    }
    await this.whenReady(options);
    return await this.#exports.run(format, options);
  }

  noteInput(): void {
    this.#core.runtime.noteInput();
  }

  async save(options: Abortable = {}): Promise<SaveResult> {
    if (this.state === "idle") {
      throw new PersistentTableError("invalid-argument", "There is no table to save yet: load one first.");
    }
    await this.whenReady(options);
    this.#core.following.assertWriter();
    await untilAborted(this.#core.changes.written(), options.signal);
    return await this.#core.storage.save(options);
  }

  flush(): void {
    this.#core.storage.flush();
  }

  async versions({ signal }: Abortable = {}): Promise<VersionInfo[]> {
    return await manage.listVersions(this.#core, signal);
  }

  async nameVersion(version: number, name: string | null, { signal }: Abortable = {}): Promise<void> {
    await untilAborted(manage.nameVersion(version, name, this.#core), signal);
  }

  async keepVersion(version: number, kept: boolean, { signal }: Abortable = {}): Promise<void> {
    await untilAborted(manage.keepVersion(version, kept, this.#core), signal);
  }

  async deleteVersion(version: number, { signal }: Abortable = {}): Promise<void> {
    await untilAborted(manage.deleteVersion(version, this.#core), signal);
  }

  async exportVersion(version: number, { signal }: Abortable = {}): Promise<Blob> {
    return await exportVersion(version, this.#core, signal);
  }

  async deleteStorage({ signal }: Abortable = {}): Promise<void> {
    await manage.deleteStorage(this.#core, signal);
  }

  async freeVersions({ signal }: Abortable = {}): Promise<void> {
    await manage.freeVersions(this.#core, signal);
  }

  async takeOver(options: Abortable & { timeoutMs?: number } = {}): Promise<void> {
    await this.#core.following.takeOver(options);
  }

  suspend(): void {
    this.#core.following.suspend();
  }

  resume(): void {
    void this.#core.following.resume();
  }

  cancel(): void {
    void this.#core.operations.cancel();
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.diffs.dispose();
    await this.#cores.leave(this.#core, this.#face);
  }

  /** Others may go on with the table. */
  #assertOpen(): void {
    if (this.#isDisposed) throw new PersistentTableError("disposed", "The table was disposed of.");
  }

  async #hasTable(options: Abortable): Promise<boolean> {
    if (!this.#core.table.exists && this.state !== "loading") return false;
    await this.whenReady(options);
    return true;
  }

  /** Where something is stored, the database starts when its first rows are painted. Failures are told to those who ask. */
  async #warmUp(): Promise<void> {
    const newest = await this.#core.storage.open().catch(() => null);
    if (!newest && !this.#core.closing.aborted) await this.#core.runtime.start().catch(() => undefined);
  }
}
