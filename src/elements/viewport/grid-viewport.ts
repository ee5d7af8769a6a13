import type { ReactiveController } from "lit";
import type { GridData } from "../../engine/rows/grid-data.ts";
import { yieldToMain } from "../../engine/scheduling/yield.ts";
import { DiffMarks } from "../cells/diff-marks.ts";
import { RowPainter, type CellPosition, type PaintSource } from "../cells/row-painter.ts";
import { buildColumnModel, NO_COLUMNS, type ColumnModel, type ColumnSettings } from "./column-model.ts";
import { ColumnSlots } from "./column-slots.ts";
import { columnsInView } from "./column-window.ts";
import { JumpPaint } from "./jump-paint.ts";
import { PaintBatch, type PaintChanges } from "./paint-batch.ts";
import { PaintWaiters } from "./paint-waiters.ts";
import type { RowLayout, RowLayoutHost, RowPlacement } from "./row-layout.ts";
import type { RowAlign, ScrollGeometry } from "./scroll-scale.ts";
import { ScrollMonitor } from "./scroll-monitor.ts";
import { ScrollerSize } from "./scroller-size.ts";
import { scrollToColumn } from "./scroll-to-column.ts";
import { textMeasure } from "./text-measure.ts";

export interface GridViewportHost {
  /** Asks for a Lit render: the header's columns, counts or overlays changed. */
  requestUpdate(): void;
}

export interface GridElements {
  readonly scroller: HTMLElement;
  readonly header: HTMLElement;
  readonly body: HTMLElement;
}

const OVERSCAN_COLUMNS_PX = 240;

/**
 * Everything between the scroller and the data: which rows and columns are in view, asking the data for them, and
 * painting what arrives. A frame of a scroll runs here and in the painter alone, without a Lit render.
 */
export class GridViewport implements ReactiveController, RowLayoutHost, PaintSource {
  data: GridData | null = null;
  model: ColumnModel = NO_COLUMNS;
  focusedCell: CellPosition | null = null;
  rowHeightPx = 28;
  /** Called when the scroller came to rest. */
  onRest: () => void = () => undefined;
  /** Called when a re-anchored scroll scale draws all rows elsewhere. */
  onShift: () => void = () => undefined;

  readonly painter = new RowPainter(this);
  readonly marks = new DiffMarks({ repaint: (start, end) => this.#batch.changeRows(start, end) });
  readonly #host: GridViewportHost;
  readonly #slots = new ColumnSlots();
  readonly #jump = new JumpPaint({
    painter: this.painter,
    isHere: (row) => this.#isHere(row),
    isInView: (row) => row >= this.firstRow && row <= this.firstRow + this.pageRows + 1,
  });
  #isRevealing = false;
  readonly #waiters = new PaintWaiters((row) => this.#isRowReady(row));
  readonly #monitor = new ScrollMonitor({
    onScroll: () => this.#handleScroll(),
    onRest: () => this.#handleRest(),
  });
  readonly #size = new ScrollerSize({
    onHeight: () => this.#layout?.reflow(),
    onWidth: () => this.#updateColumns(),
  });
  #elements: GridElements | null = null;
  #layout: RowLayout | null = null;
  #placement: RowPlacement = { rowOfSlot: [], changedSlots: [], first: 0, end: 0, shiftPx: 0 };
  readonly #batch = new PaintBatch({
    // The first screen is a long task even without what led to it.
    turn: () => (this.#hasPainted ? Promise.resolve() : yieldToMain()),
    paint: (changes) => this.#paint(changes),
  });
  /** While changes are written: a read of the DOM after a write makes it lay out. */
  #heldScrollTop: number | null = null;
  #hasPainted = false;
  #unsubscribe: (() => void)[] = [];
  #requested = "";
  #pendingReveal: { row: number; align: RowAlign } | null = null;

  constructor(host: GridViewportHost) {
    this.#host = host;
  }

  hostDisconnected(): void {
    this.#monitor.disconnect();
    this.#size.disconnect();
  }

  hostConnected(): void {
    if (this.#elements) this.connect(this.#elements);
  }

  /** Called once the shadow root was rendered, and after the element moved. */
  connect(elements: GridElements): void {
    this.#elements = elements;
    this.#monitor.connect(elements.scroller);
    this.#size.connect(elements);
  }

  setData(data: GridData | null): void {
    for (const stop of this.#unsubscribe) stop();
    this.#unsubscribe = [];
    this.data = data;
    this.#requested = "";
    if (data) {
      this.#unsubscribe = [
        data.on("rows", ({ start, end }) => this.#batch.changeRows(start, end)),
        data.on("view", () => this.#handleView()),
      ];
    }
    this.#layout?.reflow();
  }

  /** `keepCells`: the same columns, at other places or widths. */
  setColumns(settings: ColumnSettings, { keepCells }: { keepCells: boolean }): void {
    this.model = buildColumnModel(settings);
    this.#batch.changeColumns(keepCells ? "moved" : "replaced");
    if (!keepCells) this.#slots.clear();
    this.#slots.assign(this.#columnsInView());
    this.#host.requestUpdate();
  }

  get columnOfSlot(): readonly number[] {
    return this.#slots.columnOfSlot;
  }

  /** Indexes of the columns that have cells, in display order. */
  get renderedColumns(): readonly number[] {
    return this.columnOfSlot.filter((index) => index >= 0).sort((a, b) => a - b);
  }

  get geometry(): ScrollGeometry {
    return { rowCount: this.data?.rowCount ?? 0, rowHeightPx: this.rowHeightPx, viewportPx: this.#size.heightPx };
  }

  get contentWidthPx(): number {
    return this.model.tracks.totalWidthPx;
  }

  get scrollTop(): number {
    return this.#heldScrollTop ?? this.#elements?.scroller.scrollTop ?? 0;
  }

  get isContinuous(): boolean {
    return this.#monitor.isContinuous;
  }

  get widthPx(): number {
    return this.#size.widthPx;
  }

  /** First row in view. */
  get firstRow(): number {
    return Math.floor((this.#layout?.virtualTopPx ?? 0) / this.rowHeightPx);
  }

  /** Whole rows that fit, at least one. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.geometry.viewportPx / this.rowHeightPx));
  }

  attachLayout(layout: RowLayout): void {
    this.#layout = layout;
  }

  placeRows(placement: RowPlacement): void {
    const { rowOfSlot } = placement;
    const hasShifted = placement.shiftPx !== this.#placement.shiftPx;
    this.#placement = placement;
    // First, so that what is there already is painted at once.
    this.#requestRows();
    if (this.painter.size === rowOfSlot.length) this.#jump.place(placement, { isJump: this.#isRevealing });
    else {
      this.#jump.forget();
      const rows = this.#elements?.body.querySelectorAll<HTMLElement>(":scope > .row") ?? [];
      this.painter.adopt([...rows]);
      this.painter.paintSlots([...rowOfSlot.keys()], rowOfSlot);
    }
    this.#waiters.check();
    if (hasShifted) this.onShift();
    this.#runPendingReveal();
  }

  /** Repaints nothing, moves the rows to where a changed geometry wants them. */
  reflow(): void {
    this.#layout?.reflow();
  }

  /** Before the first layout, the wish is kept. */
  reveal(row: number, align: RowAlign): void {
    if (!this.#layout || this.geometry.rowCount === 0 || this.geometry.viewportPx === 0) {
      this.#pendingReveal = { row, align };
      return;
    }
    this.#isRevealing = this.#hasPainted;
    this.#layout.reveal(row, align);
    this.#isRevealing = false;
  }

  /** Drops a wish that no table fulfilled. */
  forgetReveal(): void {
    this.#pendingReveal = null;
  }

  revealColumn(index: number): void {
    const { scroller } = this.#elements ?? {};
    if (scroller && scrollToColumn(scroller, this.model.tracks, index, this.#size.widthPx)) this.#updateColumns();
  }

  /** Resolves when all cells in view of `row` are painted with values of the current view. */
  whenPainted(row: number, signal?: AbortSignal): Promise<void> {
    return this.#waiters.wait(row, signal);
  }

  focusCell(cell: CellPosition | null): void {
    const former = this.focusedCell;
    this.focusedCell = cell;
    this.painter.paintFocus(former, cell);
  }

  /** Text widths in the font of the cells. */
  get textMeasure(): (text: string) => number {
    return this.#elements ? textMeasure(this.#elements.body) : () => 0;
  }

  /** Where a row is drawn, from the top of the body. */
  rowTopPx(row: number): number {
    return row * this.rowHeightPx + (this.#layout?.shiftPx ?? 0);
  }

  #handleView(): void {
    this.#requested = "";
    this.#batch.changePlaces();
    this.#batch.changeRows(0, Infinity);
    this.#host.requestUpdate();
  }

  #paint({ columns, places, rows }: PaintChanges): void {
    // Where only cells change, a read would force a layout.
    if (columns || places) this.#heldScrollTop = this.scrollTop;
    if (columns === "replaced") {
      this.#jump.forget();
      this.painter.clear();
    }
    // Paints the rows that have no cells yet.
    if (columns || places) this.#layout?.reflow();
    if (columns !== "replaced") {
      if (columns === "moved") this.painter.repaintColumns(this.columnOfSlot.map((_, slot) => slot));
      if (rows) this.painter.repaint(rows.start, rows.end);
      this.#jump.update();
    }
    this.#heldScrollTop = null;
    this.#requestRows();
    this.#waiters.check();
    if (this.#placement.end > 0) this.#afterPaint(() => this.#layout?.startOverscan());
  }

  #afterPaint(work: () => void): void {
    if (this.#hasPainted) return;
    this.#hasPainted = true;
    requestAnimationFrame(() => setTimeout(work));
  }

  #handleScroll(): void {
    this.#updateColumns();
  }

  #handleRest(): void {
    this.#layout?.settle();
    this.painter.repaintColumns(this.#slots.reorder(this.#columnsInView()));
    this.onRest();
  }

  #columnsInView(): number[] {
    const { scroller } = this.#elements ?? {};
    return columnsInView(this.model.tracks, {
      scrollLeft: Math.abs(scroller?.scrollLeft ?? 0),
      viewportPx: this.#size.widthPx,
      overscanPx: OVERSCAN_COLUMNS_PX,
    });
  }

  #updateColumns(): void {
    const changed = this.#slots.assign(this.#columnsInView());
    if (changed.length === 0) return;
    this.painter.repaintColumns(changed);
    this.#requestRows();
    this.#host.requestUpdate();
  }

  #requestRows(): void {
    const { first, end } = this.#placement;
    if (!this.data || end <= first) return;
    this.marks.ensureBase(this.data, first, end);
    const columnIds = this.renderedColumns.flatMap((index) => this.model.columns[index]?.id ?? []);
    const request = `${first} ${end} ${columnIds.join()}`;
    if (request === this.#requested) return;
    this.#requested = request;
    this.data.ensureRows({ start: first, end, columnIds });
  }

  #isRowReady(row: number): boolean {
    const { data } = this;
    if (!data || data.viewPending || this.#batch.isPending) return false;
    return this.#placement.rowOfSlot.includes(row) && this.#isHere(row);
  }

  #isHere(row: number): boolean {
    return this.renderedColumns.every((index) => {
      return this.data?.getCell(row, this.model.columns[index]?.id ?? -1) !== undefined;
    });
  }

  #runPendingReveal(): void {
    const reveal = this.#pendingReveal;
    if (!reveal || !this.#layout || this.geometry.rowCount <= reveal.row || this.geometry.viewportPx === 0) return;
    this.#pendingReveal = null;
    this.#layout.reveal(reveal.row, reveal.align);
  }
}
