import type { GridData } from "../../engine/rows/grid-data.ts";
import type { DiffData } from "../../engine/diff/diff-types.ts";
import type { ColumnModel, ViewColumn } from "../viewport/column-model.ts";
import { markDescription, markOf, paintOldValue, paintRowBar, type OldValue, type RowMark } from "./paint-diff.ts";

export interface CellPosition {
  readonly row: number;
  /** Index in the column model. */
  readonly column: number;
}

/** What the painter reads, synchronously, whenever it paints. */
export interface PaintSource {
  readonly data: GridData | null;
  readonly marks: { readonly diff: DiffData | null };
  readonly model: ColumnModel;
  readonly columnOfSlot: readonly number[];
  readonly focusedCell: CellPosition | null;
}

interface PaintedCell {
  readonly element: HTMLElement;
  readonly text: Text;
  row: number;
  columnId: number;
  column: number;
  kind: CellKind;
  look: string;
  description: string;
  readonly old: OldValue;
}

type CellKind = "value" | "null" | "skeleton";

interface PaintedRow {
  readonly element: HTMLElement;
  readonly zones: Partial<Record<"start" | "end", HTMLElement>>;
  readonly cells: PaintedCell[];
  row: number;
  mark: RowMark | null;
  bar: HTMLElement | null;
  part: string;
  /** Its cells are another row's. */
  isConcealed: boolean;
}

export const ACTIVE_CELL_ID = "active-cell";
const NO_ROW = -1;

/**
 * Fills recycled row elements by hand: a frame of a scroll writes the cells of the rows that came in, and nothing else.
 * Text is only ever set as text.
 */
export class RowPainter {
  readonly #source: PaintSource;
  readonly #positions = new WeakMap<Element, PaintedCell>();
  #rows: PaintedRow[] = [];
  #active: HTMLElement | null = null;

  constructor(source: PaintSource) {
    this.#source = source;
  }

  /** Takes over the row elements, in DOM order; those that are known keep what they show. */
  adopt(elements: readonly HTMLElement[]): void {
    const known = new Map(this.#rows.map((row) => [row.element, row]));
    this.#rows = elements.map((element) => known.get(element) ?? newRow(element));
  }

  get size(): number {
    return this.#rows.length;
  }

  paintSlots(slots: readonly number[], rowOfSlot: readonly number[]): void {
    for (const slot of slots) {
      const painted = this.#rows[slot];
      const row = rowOfSlot[slot];
      if (painted && row !== undefined) this.#paintRow(painted, row);
    }
  }

  /** Gives the elements their rows, without cells until they are painted. */
  concealSlots(slots: readonly number[], rowOfSlot: readonly number[]): void {
    for (const slot of slots) {
      const painted = this.#rows[slot];
      const row = rowOfSlot[slot];
      if (!painted || row === undefined) continue;
      this.#giveRow(painted, row);
      painted.mark = null;
      this.#paintRowMark(painted);
      conceal(painted, true);
    }
  }

  /** Rows `[start, end)` arrived or changed. */
  repaint(start: number, end: number): void {
    for (const painted of this.#rows) {
      if (!painted.isConcealed && painted.row >= start && painted.row < end) this.#paintRow(painted, painted.row);
    }
  }

  /** The columns in these slots, or their places, changed. */
  repaintColumns(slots: readonly number[]): void {
    for (const painted of this.#rows) {
      for (const slot of slots) {
        this.#placeCell(painted, slot);
        if (painted.row !== NO_ROW) this.#paintCell(painted, slot);
      }
    }
  }

  /** Forgets all rows and their cells: the table has other columns now. */
  clear(): void {
    this.#active = null;
    for (const painted of this.#rows) {
      const { element } = painted;
      conceal(painted, false);
      element.replaceChildren();
      element.className = "row";
      element.removeAttribute("aria-label");
    }
    this.#rows = [];
  }

  /** Moves the focus mark. */
  paintFocus(former: CellPosition | null, current: CellPosition | null): void {
    for (const position of [former, current]) {
      const painted = position && this.#rows.find(({ row }) => row === position.row);
      const slot = position ? this.#source.columnOfSlot.indexOf(position.column) : -1;
      if (painted && slot >= 0) this.#paintCell(painted, slot);
    }
  }

  /** True when the focused cell has an element, which then has the id `ACTIVE_CELL_ID`. */
  get hasActiveCell(): boolean {
    return this.#active !== null;
  }

  cellAt(target: EventTarget | null): CellPosition | null {
    const element = target instanceof Element ? target.closest(".cell") : null;
    const cell = element ? this.#positions.get(element) : undefined;
    return cell && cell.row !== NO_ROW ? { row: cell.row, column: cell.column } : null;
  }

  /** The element that shows a cell now, if any. */
  elementOf({ row, column }: CellPosition): HTMLElement | null {
    const painted = this.#rows.find((candidate) => candidate.row === row);
    return painted?.cells[this.#source.columnOfSlot.indexOf(column)]?.element ?? null;
  }

  #paintRow(painted: PaintedRow, row: number): void {
    this.#giveRow(painted, row);
    conceal(painted, false);
    const { columnOfSlot, data, marks } = this.#source;
    painted.mark = markOf(marks.diff, data?.getRowId(row));
    for (let slot = 0; slot < columnOfSlot.length; slot++) {
      if (painted.cells[slot] === undefined) this.#placeCell(painted, slot);
      this.#paintCell(painted, slot);
    }
    this.#paintRowMark(painted);
  }

  #giveRow(painted: PaintedRow, row: number): void {
    if (painted.row === row) return;
    painted.row = row;
    painted.element.setAttribute("aria-rowindex", String(row + 2));
    painted.element.classList.toggle("odd", row % 2 === 1);
  }

  #paintRowMark(painted: PaintedRow): void {
    const isCurrent = this.#source.focusedCell?.row === painted.row;
    const kind = painted.mark?.kind ?? null;
    const part = `row${kind ? ` ${kind}` : ""}${isCurrent ? " selected" : ""}`;
    if (part === painted.part) return;
    painted.part = part;
    painted.element.classList.toggle("current", isCurrent);
    painted.element.setAttribute("part", part);
    painted.bar = paintRowBar(painted.element, painted.bar, kind);
  }

  #paintCell(painted: PaintedRow, slot: number): void {
    const cell = painted.cells[slot];
    const column = this.#source.model.columns[this.#source.columnOfSlot[slot] ?? NO_ROW];
    if (!cell || !column) return;
    const { row } = painted;
    const box = this.#source.data?.getCell(row, column.id);
    const isNew = cell.row !== row || cell.columnId !== column.id;
    cell.row = row;
    cell.columnId = column.id;
    if (box) {
      const { text, kind } = column.format(box.value);
      if (cell.text.data !== text) cell.text.data = text;
      cell.kind = kind === "null" ? "null" : "value";
    } else if (isNew) {
      cell.text.data = "";
      cell.kind = "skeleton";
    }
    const { mark } = painted;
    const isChanged = paintOldValue(cell, { diff: this.#source.marks.diff, mark, column });
    this.#setLook(cell, column, { isPending: box?.pending ?? false, isChanged, mark });
  }

  #setLook(
    cell: PaintedCell,
    column: ViewColumn,
    { isPending, isChanged, mark }: { isPending: boolean; isChanged: boolean; mark: RowMark | null },
  ): void {
    const { focusedCell } = this.#source;
    const isFocused = focusedCell?.row === cell.row && focusedCell.column === cell.column;
    let states = isChanged ? " diff-cell" : "";
    if (cell.kind !== "value") states += ` ${cell.kind}`;
    if (isPending) states += " pending";
    if (isFocused) states += " focused";
    this.#describe(cell, markDescription(mark, isChanged));
    const look = `cell${column.align === "end" ? " number" : ""}${states}`;
    if (look === cell.look) return;
    cell.look = look;
    cell.element.className = look;
    cell.element.setAttribute("part", `cell${states}`);
    this.#setActive(cell.element, isFocused);
  }

  #describe(cell: PaintedCell, description: string): void {
    if (description === cell.description) return;
    cell.description = description;
    if (description === "") cell.element.removeAttribute("aria-description");
    else cell.element.setAttribute("aria-description", description);
  }

  #setActive(element: HTMLElement, isFocused: boolean): void {
    if (isFocused) {
      if (this.#active && this.#active !== element) this.#active.removeAttribute("id");
      this.#active = element;
      element.id = ACTIVE_CELL_ID;
      element.setAttribute("aria-selected", "true");
    } else if (element.id !== "") {
      element.removeAttribute("id");
      element.removeAttribute("aria-selected");
      if (this.#active === element) this.#active = null;
    }
  }

  #placeCell(painted: PaintedRow, slot: number): void {
    const { model, columnOfSlot } = this.#source;
    const index = columnOfSlot[slot] ?? NO_ROW;
    const column = model.columns[index];
    const existing = painted.cells[slot];
    if (!column) {
      if (existing) existing.element.hidden = true;
      return;
    }
    const cell = existing ?? this.#createCell(painted, slot, column);
    const { style } = cell.element;
    const zonePx = column.pinned ? 0 : model.tracks.startWidthPx;
    style.insetInlineStart = `${zonePx + (model.tracks.offsetPx[index] ?? 0)}px`;
    style.inlineSize = `${column.widthPx}px`;
    if (cell.element.hidden) cell.element.hidden = false;
    if (cell.column !== index) {
      cell.column = index;
      cell.element.setAttribute("aria-colindex", String(index + 1));
    }
    if (column.pinned) {
      const zone = painted.zones[column.pinned];
      const width = column.pinned === "start" ? model.tracks.startWidthPx : model.tracks.endWidthPx;
      if (zone) zone.style.inlineSize = `${width}px`;
    }
  }

  #createCell(painted: PaintedRow, slot: number, column: ViewColumn): PaintedCell {
    const element = document.createElement("div");
    const text = document.createTextNode("");
    element.append(text);
    element.setAttribute("role", "gridcell");
    const cell = newCell(element, text);
    painted.cells[slot] = cell;
    this.#positions.set(element, cell);
    const zone = column.pinned ? this.#zone(painted, column.pinned) : painted.element;
    if (column.pinned) zone.append(element);
    else zone.insertBefore(element, painted.zones.end ?? null);
    return cell;
  }

  #zone(painted: PaintedRow, pinned: "start" | "end"): HTMLElement {
    const existing = painted.zones[pinned];
    if (existing) return existing;
    const zone = document.createElement("div");
    zone.className = `pinned ${pinned}`;
    zone.setAttribute("role", "none");
    painted.zones[pinned] = zone;
    if (pinned === "start") painted.element.insertBefore(zone, painted.bar?.nextSibling ?? painted.element.firstChild);
    else painted.element.append(zone);
    return zone;
  }
}

function newRow(element: HTMLElement): PaintedRow {
  return { element, zones: {}, cells: [], row: NO_ROW, mark: null, bar: null, part: "", isConcealed: false };
}

/** The browser leaves out what it does not show, and lays it out once it does. */
function conceal(painted: PaintedRow, isConcealed: boolean): void {
  if (painted.isConcealed === isConcealed) return;
  painted.isConcealed = isConcealed;
  painted.element.style.contentVisibility = isConcealed ? "hidden" : "";
}

function newCell(element: HTMLElement, text: Text): PaintedCell {
  const old: OldValue = { element: null, text: "" };
  const nowhere = { row: NO_ROW, columnId: NO_ROW, column: NO_ROW };
  return { element, text, ...nowhere, kind: "value", look: "", description: "", old };
}
