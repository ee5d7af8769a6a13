import type { CellSelection } from "../events.ts";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CellValue } from "../../engine/rows/grid-data.ts";
import { CellEditor, type CellBoxPx, type CellEditorHost, type EditTarget } from "../cells/cell-editor.ts";
import type { CellPosition } from "../cells/row-painter.ts";
import type { PlacePx } from "../chrome/menu-place.ts";
import type { ViewColumn } from "../viewport/column-model.ts";
import type { GridViewport } from "../viewport/grid-viewport.ts";
import { cellTitle } from "../cells/cell-title.ts";
import { movedCell, nextCell, type GridExtent } from "./cell-focus.ts";
import { whenShown } from "./shown-edit.ts";
import { gridCommand, type GridCommand, type GridKeyCommand } from "./keyboard.ts";

export interface InteractionHost extends ReactiveControllerHost {
  readonly scroller: HTMLElement | null;
  readonly header: HTMLElement | null;
}

export interface InteractionActions {
  canEdit(column: ViewColumn, row: number): boolean;
  /**
   * Asks the page, then the engine. Rejects with the reason when the value is refused. An edit that was made, and could not
   * be stored, is none that was refused: the reader hears of it elsewhere.
   */
  writeCell(row: number, column: string, value: CellValue, oldValue: CellValue): Promise<void>;
  toggleSort(column: ViewColumn, options: { keepOthers: boolean }): void;
  /** False: not now, so that the key is the browser's. `cell`: the focused one. */
  command(name: Exclude<GridKeyCommand, "menu">, cell: CellPosition | null): boolean;
  /** `at`: in the window. */
  openMenu(cell: CellPosition, at: PlacePx): void;
  selectionChanged(): void;
  report(error: unknown): void;
}

const SECONDARY_BUTTON = 2;

/** The row of the header in `focus`: it is one step above the first row. */
export const HEADER_ROW = -1;

/** Pointer and keyboard on the grid: one focused cell, editing, sorting from the header. */
export class GridInteraction implements ReactiveController, CellEditorHost {
  readonly editor = new CellEditor(this);
  readonly #host: InteractionHost;
  readonly #viewport: GridViewport;
  readonly #actions: InteractionActions;
  /** `row` may be `HEADER_ROW`. */
  #focus: CellPosition | null = null;

  constructor(host: InteractionHost, viewport: GridViewport, actions: InteractionActions) {
    this.#host = host;
    this.#actions = actions;
    this.#viewport = viewport;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.editor.close();
  }

  get focus(): CellPosition | null {
    return this.#focus;
  }

  /** The focused cell, by the name of its column. */
  get selection(): CellSelection | null {
    const cell = this.#focus;
    const column = cell && this.#viewport.model.columns[cell.column];
    return column && cell.row >= 0 ? { row: cell.row, column: column.name } : null;
  }

  get focusedHeader(): number | null {
    return this.#focus?.row === HEADER_ROW ? this.#focus.column : null;
  }

  requestUpdate(): void {
    this.#host.requestUpdate();
  }

  setFocus(cell: CellPosition | null, { reveal = true } = {}): void {
    const isSame = cell?.row === this.#focus?.row && cell?.column === this.#focus?.column;
    this.#focus = cell;
    const body = cell && cell.row >= 0 ? cell : null;
    this.#viewport.focusCell(body);
    if (cell && reveal) {
      if (body) this.#viewport.reveal(cell.row, "nearest");
      this.#viewport.revealColumn(cell.column);
    }
    this.#host.requestUpdate();
    if (!isSame) this.#actions.selectionChanged();
  }

  /** The table shrank or has other columns. */
  clampFocus(): void {
    if (!this.#focus) return;
    const { rows, columns } = this.#extent;
    if (this.#focus.row < rows && this.#focus.column < columns) return;
    this.setFocus(movedCell(this.#focus, { rows: 0, columns: 0 }, this.#extent), { reveal: false });
  }

  readonly handlePointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const cell = this.#viewport.painter.cellAt(event.target);
    if (cell) this.setFocus(cell);
  };

  readonly handleDoubleClick = (event: MouseEvent): void => {
    const cell = this.#viewport.painter.cellAt(event.target);
    if (cell) this.#openEditor(cell, null);
  };

  /** A right click, a long press, or a key of which the browser makes one: then the focused cell is meant. */
  readonly handleContextMenu = (event: MouseEvent): void => {
    const cell = this.#viewport.painter.cellAt(event.target);
    if (cell) this.setFocus(cell, { reveal: false });
    else if (event.target !== this.#host.scroller || event.button === SECONDARY_BUTTON) return;
    const { clientX: left, clientY: top } = event;
    const isDone = cell ? this.#openMenu(cell, { left, top, right: left, bottom: top }) : this.#openMenuAtFocus();
    if (isDone) event.preventDefault();
  };

  /** A text that its cell cuts off is told whole. */
  readonly handlePointerOver = (event: PointerEvent): void => {
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(".cell") : null;
    if (!cell) return;
    const title = cellTitle(cell);
    if (title === null) cell.removeAttribute("title");
    else cell.title = title;
  };

  readonly handleFocus = (): void => {
    if (!this.#focus && this.#extent.rows > 0 && this.#extent.columns > 0) {
      this.setFocus({ row: this.#viewport.firstRow, column: 0 }, { reveal: false });
    }
  };

  readonly handleKeydown = (event: KeyboardEvent): void => {
    if (event.target !== this.#host.scroller) return;
    const isRtl = this.#host.scroller ? getComputedStyle(this.#host.scroller).direction === "rtl" : false;
    const command = gridCommand(event, { isRtl });
    if (!command || !this.#run(command, event)) return;
    event.preventDefault();
  };

  #run(command: GridCommand, event: KeyboardEvent): boolean {
    switch (command.type) {
      case "move":
        this.#move(command.rows, command.columns);
        return true;
      case "page":
        this.#move(command.pages * this.#viewport.pageRows, 0);
        return true;
      case "edit":
        return this.#runEdit(command.text, event);
      case "clear":
        return this.#clearCell();
      case "command":
        return command.name === "menu" ? this.#openMenuAtFocus() : this.#actions.command(command.name, this.#bodyFocus);
    }
  }

  get #bodyFocus(): CellPosition | null {
    return this.#focus && this.#focus.row >= 0 ? this.#focus : null;
  }

  #openMenuAtFocus(): boolean {
    const cell = this.#bodyFocus;
    if (!cell) return false;
    this.setFocus(cell);
    const box = this.#viewport.painter.elementOf(cell)?.getBoundingClientRect();
    return box !== undefined && this.#openMenu(cell, box);
  }

  #openMenu(cell: CellPosition, at: PlacePx): boolean {
    this.#host.scroller?.focus({ preventScroll: true });
    this.#actions.openMenu(cell, at);
    return true;
  }

  #move(rows: number, columns: number): void {
    const extent = this.#extent;
    const isHeader = this.#focus?.row === HEADER_ROW;
    if (this.#focus && extent.columns > 0 && ((rows === -1 && this.#focus.row === 0) || (isHeader && rows <= 0))) {
      const moved = movedCell({ row: 0, column: this.#focus.column }, { rows: 0, columns }, { ...extent, rows: 1 });
      this.setFocus(moved && { row: HEADER_ROW, column: moved.column });
      return;
    }
    this.setFocus(movedCell(this.#focus, { rows, columns }, extent));
  }

  #runEdit(text: string | null, event: KeyboardEvent): boolean {
    const focus = this.#focus;
    if (!focus) return false;
    if (focus.row !== HEADER_ROW) return this.#openEditor(focus, text);
    const column = this.#viewport.model.columns[focus.column];
    const isActivation = event.key === "Enter" || event.key === " ";
    if (column && isActivation) this.#actions.toggleSort(column, { keepOthers: event.shiftKey });
    return isActivation;
  }

  #openEditor(cell: CellPosition, text: string | null): boolean {
    const target = this.#editTarget(cell);
    if (!target) return false;
    this.setFocus(cell);
    this.editor.open(target, text);
    return true;
  }

  #clearCell(): boolean {
    const target = this.#bodyFocus && this.#editTarget(this.#bodyFocus);
    if (!target) return false;
    if (target.value !== null) {
      this.#actions
        .writeCell(target.row, target.name, null, target.value)
        .catch((error: unknown) => this.#actions.report(error));
    }
    return true;
  }

  /** Null: the cell cannot be edited, or its value is not here yet. */
  #editTarget(cell: CellPosition): EditTarget | null {
    const column = this.#viewport.model.columns[cell.column];
    const box = column && this.#viewport.data?.getCell(cell.row, column.id);
    if (!column || !box || !this.#actions.canEdit(column, cell.row)) return null;
    const { name, label, type, align } = column;
    return { ...cell, name, label, type, align, value: box.value };
  }

  get #extent(): GridExtent {
    return { rows: this.#viewport.geometry.rowCount, columns: this.#viewport.model.columns.length };
  }

  async write(target: EditTarget, text: string): Promise<void> {
    const { row, name, value } = target;
    const write = (): Promise<void> => this.#actions.writeCell(row, name, text, value);
    const { data, model } = this.#viewport;
    const columnId = model.columns[target.column]?.id;
    if (!data || columnId === undefined) await write();
    else await whenShown(data, { row, columnId }, { write, report: (error) => this.#actions.report(error) });
  }

  leave(from: CellPosition, by: { rows: number; columns: number }, how: "enter" | "tab" | "escape" | "blur"): void {
    if (how === "blur") return;
    const step = by.columns < 0 ? -1 : 1;
    const next = how === "tab" ? nextCell(from, step, this.#extent) : movedCell(from, by, this.#extent);
    this.setFocus(next ?? from);
    this.#host.scroller?.focus({ preventScroll: true });
  }

  boxOf({ row, column }: CellPosition): CellBoxPx {
    const { model, rowHeightPx } = this.#viewport;
    const { scroller, header } = this.#host;
    const track = model.columns[column];
    const scrollLeft = Math.abs(scroller?.scrollLeft ?? 0);
    const clientWidth = scroller?.clientWidth ?? 0;
    const offset = model.tracks.offsetPx[column] ?? 0;
    const zoneStart = {
      start: scrollLeft,
      center: model.tracks.startWidthPx,
      end: scrollLeft + clientWidth - model.tracks.endWidthPx,
    };
    const left = zoneStart[track?.pinned ?? "center"] + offset;
    const isRtl = scroller ? getComputedStyle(scroller).direction === "rtl" : false;
    return {
      topPx: (header?.offsetHeight ?? 0) + this.#viewport.rowTopPx(row) - 1,
      leftPx: isRtl ? -left : left,
      widthPx: track?.widthPx ?? 0,
      heightPx: rowHeightPx + 1,
    };
  }
}
