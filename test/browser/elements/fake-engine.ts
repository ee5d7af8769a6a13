import type { Table } from "apache-arrow";
import type { TransformPreview, TransformResult, TransformStep } from "../../../src/engine/changes/transform-types.ts";
import type { Abortable, CellRange, CellWrite, Engine, EngineSettings } from "../../../src/engine/engine.ts";
import type {
  DiffBase,
  DiffEngine,
  DiffFilter,
  DiffFormat,
  DiffMode,
  DiffResult,
  RevertSelection,
} from "../../../src/engine/diff/diff-types.ts";
import { Emitter } from "../../../src/engine/emitter.ts";
import type {
  EngineEvents,
  EngineState,
  ExportFormat,
  HistoryState,
  OperationName,
  SaveResult,
  SaveState,
  StorageKind,
  TableAccess,
  VersionInfo,
} from "../../../src/engine/engine-events.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import type { LoadFormat } from "../../../src/engine/import/import-types.ts";
import { NATURAL_VIEW, type ViewModel } from "../../../src/engine/models.ts";
import type { CellBox, CellValue, GridData, GridDataEvents, RowRequest } from "../../../src/engine/rows/grid-data.ts";
import type { Column } from "../../../src/engine/schema.ts";
import type { FakeDiff } from "./fake-diff.ts";
import { HeldCalls } from "./held-calls.ts";

export type CellMaker = (row: number, column: Column) => CellValue;

/** A deterministic table of any size. Pages arrive at once, or, when `isHolding`, when `deliver()` is called. */
export class FakeData implements GridData {
  columns: readonly Column[];
  rowCount: number;
  totalRowCount: number;
  view: ViewModel = NATURAL_VIEW;
  viewPending = false;
  isHolding = false;
  readonly requests: RowRequest[] = [];
  readonly edits = new Map<string, CellValue>();
  /** Edits that are not acknowledged yet. */
  readonly pending = new Set<string>();
  readonly #emitter = new Emitter<GridDataEvents>();
  readonly #make: CellMaker;
  readonly #here = new Set<number>();
  #held: RowRequest | null = null;
  generation = 0;

  constructor(columns: readonly Column[], rowCount: number, make: CellMaker = cellOf) {
    this.columns = columns;
    this.rowCount = rowCount;
    this.totalRowCount = rowCount;
    this.#make = make;
  }

  getCell(row: number, columnId: number): CellBox | undefined {
    if (row >= this.rowCount || !this.#here.has(Math.floor(row / 100))) return undefined;
    const edit = this.edits.get(`${row}:${columnId}`);
    const column = this.columns.find(({ id }) => id === columnId);
    if (!column) return undefined;
    const value = edit !== undefined ? edit : this.#make(row + this.generation * 100_000, column);
    return { value, pending: this.pending.has(`${row}:${columnId}`) };
  }

  /** Also where it has not arrived. */
  valueAt(row: number, columnId: number): CellValue {
    const edit = this.edits.get(`${row}:${columnId}`);
    const column = this.columns.find(({ id }) => id === columnId);
    return edit ?? (column ? this.#make(row, column) : null);
  }

  getRowId(row: number): number | undefined {
    return row;
  }

  rowIdAt(row: number): number | undefined {
    return row < this.rowCount ? row : undefined;
  }

  ensureRows(request: RowRequest): void {
    this.requests.push(request);
    this.#held = request;
    if (!this.isHolding) queueMicrotask(() => this.deliver());
  }

  deliver(): void {
    const request = this.#held;
    this.#held = null;
    if (!request) return;
    let isNew = false;
    for (let page = Math.floor(request.start / 100); page * 100 < request.end; page++) {
      isNew ||= !this.#here.has(page);
      this.#here.add(page);
    }
    if (isNew) this.emit("rows", { start: request.start, end: request.end });
  }

  forget(): void {
    this.#here.clear();
  }

  on<Name extends keyof GridDataEvents>(name: Name, listener: (detail: GridDataEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  emit<Name extends keyof GridDataEvents>(name: Name, detail: GridDataEvents[Name]): void {
    this.#emitter.emit(name, detail);
  }
}

/** An engine without a database: numbers are refused unless they look like one. What takes long is held. */
export class FakeEngine implements Engine {
  readonly data: FakeData;
  state: EngineState = "ready";
  saveState: SaveState = "clean";
  storage: StorageKind = "memory";
  access: TableAccess = "write";
  error: Error | null = null;
  hasUnsavedChanges = false;
  readonly calls: string[] = [];
  readonly emitter = new Emitter<EngineEvents>();
  loads: unknown[] = [];
  readonly formats: (LoadFormat | undefined)[] = [];
  views: ViewModel[] = [];
  isDisposed = false;
  isStored = true;
  /** Pending: there are no rows yet. */
  readiness: Promise<void> = Promise.resolve();
  history: HistoryState = { undoLabel: null, redoLabel: null };
  operations: OperationName[] = [];
  readonly transforms = new HeldCalls<readonly TransformStep[], TransformResult>();
  diffData: FakeDiff | null = null;
  readonly comparisons = new HeldCalls<{ against: DiffBase; present?: number }, DiffResult>();
  readonly diffViews: { mode?: DiffMode; filter?: DiffFilter }[] = [];
  readonly reverts: RevertSelection[] = [];
  readonly diffExports = new HeldCalls<DiffFormat, Blob>();
  kept: VersionInfo[] = [];
  readonly previews = new HeldCalls<TransformStep, TransformPreview>();
  readonly exports = new HeldCalls<ExportFormat, Blob>();
  readonly restores = new HeldCalls<number, void>();
  readonly versionExports = new HeldCalls<number, Blob>();
  /** What a version cannot be described or deleted for. */
  versionError: PersistentTableError | null = null;
  readonly takeOvers = new HeldCalls<null, void>();
  readonly freeings = new HeldCalls<null, void>();
  readonly saves = new HeldCalls<null, SaveResult>();
  /** Why no change can be stored: they are made nevertheless. */
  storeError: PersistentTableError | null = null;
  /** While it is pending, no edit is acknowledged. */
  acknowledging: Promise<void> = Promise.resolve();
  readonly pastes: (readonly CellWrite[])[] = [];
  readonly appended: object[] = [];
  readonly deleted: number[] = [];

  constructor(data: FakeData) {
    this.data = data;
  }

  on<Name extends keyof EngineEvents>(name: Name, listener: (detail: EngineEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  configure(_settings: Partial<EngineSettings>): void {
    this.calls.push("configure");
  }

  async openStored(): Promise<boolean> {
    this.calls.push("openStored");
    await this.readiness;
    return this.isStored;
  }

  whenReady(): Promise<void> {
    return this.readiness;
  }

  load(source: unknown, { format }: { format?: LoadFormat } = {}): Promise<void> {
    this.loads.push(source);
    this.formats.push(format);
    return Promise.resolve();
  }

  setView(model: ViewModel): Promise<void> {
    this.views.push(model);
    return Promise.resolve();
  }

  query(_sql: string): Promise<Table> {
    return Promise.reject(new PersistentTableError("query-failed", "The fake has no database."));
  }

  readCell(row: number, column: string): Promise<CellValue> {
    const { id } = this.#column(column);
    return Promise.resolve(this.data.getCell(row, id)?.value ?? null);
  }

  readCells({ start, end, columns }: CellRange): Promise<CellValue[][]> {
    const ids = columns.map((name) => this.#column(name).id);
    const rows = Array.from({ length: end - start }, (_, index) => start + index);
    return Promise.resolve(rows.map((row) => ids.map((id) => this.data.valueAt(row, id))));
  }

  async writeCell(row: number, name: string, value: CellValue): Promise<void> {
    const column = this.#column(name);
    const oldValue = this.data.getCell(row, column.id)?.value ?? null;
    await Promise.resolve();
    const newValue = this.#fitting(column, value);
    this.data.edits.set(`${row}:${column.id}`, newValue);
    this.data.pending.add(`${row}:${column.id}`);
    this.data.emit("rows", { start: row, end: row + 1 });
    await this.acknowledging;
    this.data.pending.delete(`${row}:${column.id}`);
    this.emitter.emit("cell-edit", { row, column: name, oldValue, newValue, durable: this.storeError === null });
    this.#acknowledge();
  }

  async writeCells(edits: readonly CellWrite[]): Promise<void> {
    await Promise.resolve();
    const fitting = edits.map(({ row, column, value }) => {
      const { id } = this.#column(column);
      return { row, id, value: this.#fitting(this.#column(column), value) };
    });
    this.pastes.push(edits);
    for (const { row, id, value } of fitting) this.data.edits.set(`${row}:${id}`, value);
    this.data.emit("rows", { start: 0, end: this.data.rowCount });
    this.#acknowledge();
  }

  async appendRows(objects: readonly object[]): Promise<number> {
    this.appended.push(...objects);
    this.#setRowCount(this.data.rowCount + objects.length);
    return Promise.resolve(objects.length);
  }

  async deleteRows(rows: readonly number[]): Promise<number> {
    this.deleted.push(...rows);
    this.#setRowCount(this.data.rowCount - rows.length);
    this.#acknowledge();
    return Promise.resolve(rows.length);
  }

  transform(steps: readonly TransformStep[], { signal }: Abortable = {}): Promise<TransformResult> {
    return this.transforms.hold(steps, signal);
  }

  previewTransform(step: TransformStep, { signal }: Abortable = {}): Promise<TransformPreview> {
    return this.previews.hold(step, signal);
  }

  undo(): Promise<boolean> {
    this.calls.push("undo");
    return Promise.resolve(this.history.undoLabel !== null);
  }

  redo(): Promise<boolean> {
    this.calls.push("redo");
    return Promise.resolve(this.history.redoLabel !== null);
  }

  exportAs(format: ExportFormat, { signal }: Abortable = {}): Promise<Blob> {
    return this.exports.hold(format, signal);
  }

  noteInput(): void {
    this.calls.push("noteInput");
  }

  startOperation(name: OperationName): void {
    this.operations = [...this.operations, name];
    this.emitter.emit("operations-change", { operations: this.operations });
  }

  endOperation(name: OperationName): void {
    this.operations = this.operations.filter((each) => each !== name);
    this.emitter.emit("operations-change", { operations: this.operations });
  }

  setHistory(history: HistoryState): void {
    this.history = history;
    this.emitter.emit("history-change", history);
  }

  setSaveState(saveState: SaveState): void {
    this.saveState = saveState;
    this.emitter.emit("save-state-change", { saveState, storage: this.storage });
  }

  setAccess(access: TableAccess): void {
    this.access = access;
    this.emitter.emit("access-change", { access });
  }

  save({ signal }: Abortable = {}): Promise<SaveResult> {
    return this.saves.hold(null, signal);
  }

  freeVersions({ signal }: Abortable = {}): Promise<void> {
    return this.freeings.hold(null, signal);
  }

  takeOver({ signal }: Abortable = {}): Promise<void> {
    return this.takeOvers.hold(null, signal);
  }

  suspend(): void {
    this.calls.push("suspend");
  }

  resume(): void {
    this.calls.push("resume");
  }

  flush(): void {
    this.calls.push("flush");
  }

  /** As when a comparison is opened, or closed. */
  setDiff(diff: FakeDiff | null): void {
    this.diffData = diff;
    this.emitter.emit("diff-change", { open: diff !== null });
  }

  get diffs(): DiffEngine {
    return {
      open: this.diffData,
      compare: (against, { present, signal } = {}) =>
        this.comparisons.hold({ against, ...(present !== undefined && { present }) }, signal),
      close: () => {
        this.calls.push("closeDiff");
        this.setDiff(null);
      },
      show: (view) => {
        this.diffViews.push(view);
        return Promise.resolve();
      },
      revert: (selection = {}) => {
        this.reverts.push(selection);
        return Promise.resolve(selection.rows?.length ?? 5);
      },
      exportAs: (format, { signal } = {}) => this.diffExports.hold(format, signal),
    };
  }

  versions(): Promise<VersionInfo[]> {
    return Promise.resolve(this.kept);
  }

  restore(version: number, { signal }: Abortable = {}): Promise<void> {
    return this.restores.hold(version, signal);
  }

  nameVersion(version: number, name: string | null): Promise<void> {
    return this.#describe(version, name === null ? { name } : { name, kept: true });
  }

  keepVersion(version: number, kept: boolean): Promise<void> {
    return this.#describe(version, { kept });
  }

  deleteVersion(version: number): Promise<void> {
    if (this.versionError) return Promise.reject(this.versionError);
    return this.setVersions(this.kept.filter((each) => each.version !== version));
  }

  exportVersion(version: number, { signal }: Abortable = {}): Promise<Blob> {
    return this.versionExports.hold(version, signal);
  }

  setVersions(versions: VersionInfo[]): Promise<void> {
    this.kept = versions;
    this.emitter.emit("versions-change", { versions });
    return Promise.resolve();
  }

  /** The list is told before the state, as by the engine. */
  async deleteStorage(): Promise<void> {
    await this.setVersions([]);
    this.setSaveState("clean");
  }

  cancel(): void {
    this.calls.push("cancel");
  }

  dispose(): Promise<void> {
    this.isDisposed = true;
    return Promise.resolve();
  }

  #describe(version: number, description: Partial<VersionInfo>): Promise<void> {
    if (this.versionError) return Promise.reject(this.versionError);
    return this.setVersions(this.kept.map((each) => (each.version === version ? { ...each, ...description } : each)));
  }

  /** The changes are made; whether they are stored is another matter. */
  #acknowledge(): void {
    if (this.storeError) throw this.storeError;
  }

  #setRowCount(rowCount: number): void {
    this.data.rowCount = this.data.totalRowCount = rowCount;
    this.data.emit("view", { rowCount });
  }

  #fitting(column: Column, value: CellValue): CellValue {
    if (column.type !== "INTEGER" || typeof value !== "string") return value;
    if (/^-?\d+$/.test(value)) return Number(value);
    throw new PersistentTableError("value-mismatch", `"${value}" is not a whole number.`);
  }

  #column(name: string): Column {
    const column = this.data.columns.find((candidate) => candidate.name === name);
    if (!column) throw new PersistentTableError("unknown-column", `There is no column "${name}".`);
    return column;
  }
}

const TYPES = ["INTEGER", "VARCHAR", "DOUBLE", "DATE", "BOOLEAN", "BIGINT", "DECIMAL(18,2)", "TIMESTAMP"] as const;
const CITIES = ["Lisbon", "Osaka", "Montréal", "São Paulo", "Reykjavík", "Nairobi", "Tbilisi", "Wellington"];

export function fakeColumns(count: number): Column[] {
  return Array.from({ length: count }, (_, id) => {
    const type = TYPES[id % TYPES.length] ?? "VARCHAR";
    const base = type.replace(/\(.*/, "").toLowerCase();
    return { id, name: id < TYPES.length ? base : `${base}_${id}`, type, nullable: true };
  });
}

export function cellOf(row: number, { id, type }: Column): CellValue {
  const mixed = Math.imul(row + 1, 2654435761 + id * 40503);
  const hash = Math.imul(mixed ^ (mixed >>> 15), 2246822519) >>> 8;
  if (id > 0 && hash % 23 === 0) return null;
  switch (type) {
    case "INTEGER":
      return row + id;
    case "DOUBLE":
      return (hash % 1_000_000) / 137;
    case "DATE":
      return `20${String(10 + (hash % 15))}-0${1 + (hash % 9)}-1${hash % 10}`;
    case "BOOLEAN":
      return hash % 2 === 0;
    case "BIGINT":
      return BigInt(row) * 1_000_003n;
    case "DECIMAL(18,2)":
      return `${hash % 100_000}.${String(hash % 100).padStart(2, "0")}`;
    case "TIMESTAMP":
      return `2024-0${1 + (hash % 9)}-1${hash % 10} 0${hash % 10}:15:3${hash % 10}`;
    default:
      return hash % 29 === 1 ? "" : `${CITIES[hash % CITIES.length] ?? ""} ${hash % 1000}`;
  }
}
