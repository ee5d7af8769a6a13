import type { Table } from "apache-arrow";
import { Emitter } from "../emitter.ts";
import { PersistentTableError } from "../errors.ts";
import { NATURAL_VIEW } from "../models.ts";
import type { ViewModel } from "../models.ts";
import { equalColumns } from "../schema.ts";
import type { Column } from "../schema.ts";
import { CommitClock } from "./commit-clock.ts";
import { EditBursts } from "./edit-bursts.ts";
import { EditOverlay } from "./edit-overlay.ts";
import type { CellEdit, OverlayEdit } from "./edit-overlay.ts";
import type { CellBox, CellValue, GridData, GridDataEvents, RowRequest } from "./grid-data.ts";
import { RowCache } from "./row-cache.ts";
import type { RowSource, RowView } from "./row-source.ts";
import { ViewRows } from "./view-rows.ts";
import type { ViewRowsOptions } from "./view-rows.ts";

type Shown = Pick<ViewRowsOptions, "columns" | "rowCount" | "source" | "view">;

export interface GridRowsOptions {
  /** A page could not be read; it is tried again at the next `ensureRows`. */
  readonly onError: (error: unknown) => void;
  readonly onViewPending?: (pending: boolean, model: ViewModel) => void;
  readonly cacheBytes?: number;
}

/** What a loader shows before the database has the rows. */
export interface RowPreview {
  readonly columns: readonly Column[];
  /** The hidden id, then the columns in transport form. */
  readonly rows: Table;
  /** Position of the first of `rows`. */
  readonly firstRow?: number;
  /** May be a guess. */
  readonly rowCount: number;
}

/**
 * What the grid reads, and the engine's side of it. Rows of the former view stay painted where the present one has not
 * arrived yet; edits show over what was read until a page with them arrives.
 */
export class GridRows implements GridData {
  readonly #options: GridRowsOptions;
  readonly #emitter = new Emitter<GridDataEvents>();
  readonly #clock = new CommitClock();
  readonly #overlay = new EditOverlay(this.#clock);
  readonly #bursts = new EditBursts((rowIds) => this.#emitRows(rowIds));
  readonly #cache: RowCache;
  #generation = 0;
  #current: ViewRows;
  /** Painted while the present view's blocks are missing; null once those in view are there. */
  #former: ViewRows | null = null;
  /** Moment of the last `invalidate`: what was read or edited before may be out of date. */
  #validFrom = 0;
  #request: RowRequest = { start: 0, end: 0, columnIds: [] };
  #direction: "up" | "down" = "down";
  #opening: AbortController | null = null;

  constructor(options: GridRowsOptions) {
    this.#options = options;
    this.#cache = new RowCache(options.cacheBytes);
    this.#current = this.#createRows({ columns: [], rowCount: 0, source: null, view: null });
  }

  get columns(): readonly Column[] {
    return this.#current.columns;
  }

  get rowCount(): number {
    return this.#current.rowCount;
  }

  get totalRowCount(): number {
    return this.#current.source?.totalRowCount ?? this.#current.rowCount;
  }

  get view(): ViewModel {
    return this.#current.view?.model ?? NATURAL_VIEW;
  }

  /** Which rows `view` has, and in which order; null before there is a source. */
  get rowView(): RowView | null {
    return this.#current.view;
  }

  get viewPending(): boolean {
    return this.#opening !== null;
  }

  on<Name extends keyof GridDataEvents>(name: Name, listener: (detail: GridDataEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  getCell(row: number, columnId: number): CellBox | undefined {
    const painted = this.#paintedRows(row);
    const rowId = painted?.paintedRowId(row);
    if (!painted || rowId === undefined) return undefined;
    const edited = this.#overlay.get(rowId, columnId);
    if (edited) return edited;
    const value = this.#knows(painted, columnId) ? painted.getValue(row, columnId) : undefined;
    return value === undefined ? undefined : { value, pending: false };
  }

  getRowId(row: number): number | undefined {
    const painted = this.#paintedRows(row);
    return painted === this.#current ? painted.paintedRowId(row) : undefined;
  }

  ensureRows(request: RowRequest): void {
    if (request.start !== this.#request.start) this.#direction = request.start < this.#request.start ? "up" : "down";
    this.#request = request;
    this.#current.ensureRows(request, this.#direction);
    this.#forgetFormer();
  }

  /** The id of the row at a position of the view, cached or not. */
  rowIdAt(row: number): number | undefined {
    return this.#current.rowIdAt(row);
  }

  /** Rows that are known before there is a source. */
  showPreview(preview: RowPreview): void {
    const { columns, rowCount, rows, firstRow = 0 } = preview;
    this.#opening?.abort(superseded());
    this.#overlay.clear();
    this.#replace({ columns, rowCount: Math.max(rowCount, firstRow + rows.numRows), source: null, view: null });
    this.#current.prime(rows, firstRow, this.#clock.now);
  }

  /** Takes a preview back that came to nothing. */
  showNothing(): void {
    this.#overlay.clear();
    this.#replace({ columns: [], rowCount: 0, source: null, view: null });
  }

  /** The table behind the source is another now: what is painted stays, and nothing more is read before `setSource`. */
  hold(): void {
    this.#opening?.abort(superseded());
    this.#current.close();
  }

  /** Shows `view` of `source` from now on. `keepEdits`: row and column ids mean what they meant before. */
  setSource(source: RowSource, view: RowView, options: { keepEdits?: boolean } = {}): void {
    this.#opening?.abort(superseded());
    const { keepEdits = false } = options;
    if (!keepEdits) this.#overlay.clear();
    this.#replace({ columns: source.columns, rowCount: view.rowCount, source, view }, { keepFormer: keepEdits });
  }

  /**
   * Computes another view and shows it; until then the present one stays. A newer call rejects the older ones with an
   * `AbortError`. `source`: of the same table, after changes of its columns or rows.
   */
  async setView(model: ViewModel, options: { source?: RowSource; signal?: AbortSignal } = {}): Promise<void> {
    options.signal?.throwIfAborted();
    const source = options.source ?? this.#current.source;
    if (!source) throw new PersistentTableError("invalid-argument", "There is no table to sort or filter yet.");
    this.#opening?.abort(superseded());
    const opening = new AbortController();
    this.#opening = opening;
    const signal = options.signal ? AbortSignal.any([opening.signal, options.signal]) : opening.signal;
    this.#options.onViewPending?.(true, model);
    try {
      const view = await source.openView(model, { signal });
      signal.throwIfAborted();
      this.#opening = null;
      this.#replace({ columns: source.columns, rowCount: view.rowCount, source, view }, { keepFormer: true });
    } finally {
      if (this.#opening === opening) this.#opening = null;
      if (this.#opening === null) this.#options.onViewPending?.(false, model);
    }
  }

  /** What was read is out of date: it stays painted until it has been read again. */
  invalidate(): void {
    this.#validFrom = this.#clock.tick();
    this.#current.expire();
  }

  /** Shows edits at once. Call `settleOverlays` after their commit, `revertOverlays` when it failed. */
  setOverlays(edits: readonly CellEdit[]): OverlayEdit[] {
    const overlays = edits.map(({ rowId, columnId, value }) => this.#overlay.add(rowId, columnId, value));
    this.#edited(overlays);
    return overlays;
  }

  /** To be called synchronously at the commit. `values`: what was written, if not what shows. */
  settleOverlays(overlays: readonly OverlayEdit[], values?: readonly CellValue[]): void {
    for (const [index, edit] of overlays.entries()) this.#overlay.settle(edit, values?.[index]);
    this.#edited(overlays);
  }

  revertOverlays(overlays: readonly OverlayEdit[]): void {
    for (const edit of overlays) this.#overlay.revert(edit);
    this.#edited(overlays);
  }

  /** One cell of the view as it is now; undefined when that is not known here. */
  peekCell(row: number, columnId: number): CellValue | undefined {
    const rows = this.#current;
    const edited = this.#overlay.get(rows.rowIdAt(row) ?? NaN, columnId, { since: this.#validFrom });
    return edited ? edited.value : rows.freshValue(row, columnId);
  }

  /** One cell of the view, read when it is not cached; undefined when its row is gone. */
  async readCell(
    row: number,
    columnId: number,
    options: { signal?: AbortSignal } = {},
  ): Promise<CellValue | undefined> {
    const rows = this.#current;
    const edited = this.#overlay.get(rows.rowIdAt(row) ?? NaN, columnId, { since: this.#validFrom });
    return edited ? edited.value : await rows.readValue(row, columnId, options);
  }

  /** Cells of the view by row and column of the range, read anew; NULL in a row that is gone. */
  async readRange(
    range: { start: number; end: number; columns: readonly Column[] },
    options: { signal?: AbortSignal } = {},
  ): Promise<CellValue[][]> {
    const rows = this.#current;
    const values = await rows.readRange(range, options);
    return values.map((cells, index) => {
      const rowId = rows.rowIdAt(range.start + index) ?? NaN;
      return cells.map((value, at) => {
        const edited = this.#overlay.get(rowId, range.columns[at]?.id ?? NaN, { since: this.#validFrom });
        return edited ? edited.value : value;
      });
    });
  }

  close(): void {
    this.#opening?.abort(superseded());
    this.#current.close();
    this.#bursts.close();
    this.#cache.clear();
    this.#emitter.clear();
  }

  #paintedRows(row: number): ViewRows | null {
    return this.#current.hasPainted(row) ? this.#current : this.#former;
  }

  /** Of the rows that are painted until theirs arrive, only cells of columns that still have their type mean the same. */
  #knows(painted: ViewRows, columnId: number): boolean {
    if (painted === this.#current || painted.columns === this.#current.columns) return true;
    const type = (rows: ViewRows) => rows.columns.find(({ id }) => id === columnId)?.type;
    return type(painted) === type(this.#current);
  }

  /** `keepFormer`: also where the columns are others, row and column ids mean the same. */
  #replace(shown: Shown, { keepFormer = false } = {}): void {
    const before = this.#current;
    const sameColumns = equalColumns(before.columns, shown.columns);
    before.close();
    if (before.hasArrived) this.#former = before;
    if (!sameColumns && !keepFormer) this.#former = null;
    this.#current = this.#createRows(shown);
    this.#cache.retain((generation) => generation === this.#former?.generation);
    if (!sameColumns) this.#emitter.emit("schema", { columns: shown.columns });
    this.#emitter.emit("view", { rowCount: shown.rowCount });
    this.#current.ensureRows(this.#request, this.#direction);
    this.#forgetFormer();
  }

  #createRows(shown: Shown): ViewRows {
    return new ViewRows({
      ...shown,
      generation: ++this.#generation,
      cache: this.#cache,
      now: () => this.#clock.now,
      onRows: (range, rowIds, columnIds, readAt) => {
        this.#overlay.arrived(rowIds, columnIds, readAt);
        this.#forgetFormer();
        this.#emitter.emit("rows", range);
      },
      onError: (error) => this.#options.onError(error),
    });
  }

  #forgetFormer(): void {
    if (!this.#former || !this.#current.isComplete) return;
    this.#former = null;
    this.#cache.retain((generation) => generation === this.#current.generation);
  }

  #edited(edits: readonly OverlayEdit[]): void {
    this.#bursts.edited(edits.map(({ rowId }) => rowId));
  }

  /** Rows that are not in view are painted anew when they come into it. */
  #emitRows(edited: ReadonlySet<number>): void {
    const end = Math.min(this.#request.end, this.rowCount);
    for (let row = Math.max(0, this.#request.start); row < end; row++) {
      const rowId = this.#paintedRows(row)?.paintedRowId(row);
      if (rowId !== undefined && edited.has(rowId)) this.#emitter.emit("rows", { start: row, end: row + 1 });
    }
  }
}

function superseded(): DOMException {
  return new DOMException("A newer view took this one's place.", "AbortError");
}
