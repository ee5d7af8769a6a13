import type { CellWrite, Engine } from "../../engine/engine.ts";
import type { CellBox, CellValue } from "../../engine/rows/grid-data.ts";
import { yieldToMain } from "../../engine/scheduling/yield.ts";
import { editText } from "../cells/edit-text.ts";
import type { CellPosition } from "../cells/row-painter.ts";
import type { GridViewport } from "../viewport/grid-viewport.ts";
import { pasteText, planPaste, type PastedCell } from "./paste-plan.ts";
import { formatTabSeparated, parseTabSeparated } from "./tab-separated.ts";

export interface ClipboardActions {
  canWrite(): boolean;
  engine(): Engine | null;
  focus(): CellPosition | null;
  /** False: the page forbids it. */
  allowEdit(cell: { row: number; column: string; oldValue: CellValue; newValue: CellValue }): boolean;
  say(text: string, options?: { isUndoable: boolean }): void;
  report(error: unknown): void;
}

const CELLS_A_TASK = 500;

/** Copies cells as text, and pastes tab-separated text as one change. */
export class GridClipboard {
  readonly #viewport: GridViewport;
  readonly #actions: ClipboardActions;

  constructor(viewport: GridViewport, actions: ClipboardActions) {
    this.#viewport = viewport;
    this.#actions = actions;
  }

  /** Ctrl+C in the grid; a text that the reader has selected goes first. */
  readonly handleCopy = (event: ClipboardEvent): void => {
    const cell = this.#actions.focus();
    if (!cell || cell.row < 0 || event.target !== event.currentTarget || String(document.getSelection()) !== "") return;
    const text = this.#cellText(cell);
    if (text === null) return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };

  readonly handlePaste = (event: ClipboardEvent): void => {
    const cell = this.#actions.focus();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || cell.row < 0 || event.target !== event.currentTarget || !this.#actions.canWrite()) return;
    event.preventDefault();
    this.#run(() => this.pasteText(text, cell));
  };

  copyCell(cell: CellPosition): void {
    const text = this.#cellText(cell);
    if (text !== null) this.#run(() => writeClipboard(text, this.#actions));
  }

  /** All columns that are shown, tab-separated. */
  copyRow(row: number): void {
    this.#run(async () => {
      const columns = this.#viewport.model.columns.map(({ name }) => name);
      const values = await this.#actions.engine()?.readCells({ start: row, end: row + 1, columns });
      if (values) await writeClipboard(formatTabSeparated(values.map((cells) => cells.map(editText))), this.#actions);
    });
  }

  /** For a menu: browsers ask the reader first, and some let only the keys do it. */
  pasteFromSystem(cell: CellPosition): void {
    this.#run(async () => {
      const text = await readClipboard(this.#actions);
      if (text !== null) await this.pasteText(text, cell);
    });
  }

  /** All cells or none; those that the page keeps are left out. Rejects with the reason when a value does not fit. */
  async pasteText(text: string, { row, column }: CellPosition): Promise<void> {
    const engine = this.#actions.engine();
    if (!engine || text === "") return;
    const { columns } = this.#viewport.model;
    const plan = planPaste(parseTabSeparated(text), { row, column, columns, rowCount: engine.data.rowCount });
    const writes = await this.#allowed(engine, plan.cells);
    if (writes.length > 0) await engine.writeCells(writes);
    const prevented = plan.cells.length - writes.length;
    this.#actions.say(pasteText(plan, writes.length, prevented), { isUndoable: writes.length > 0 });
  }

  async #allowed(engine: Engine, cells: readonly PastedCell[]): Promise<CellWrite[]> {
    const oldValueOf = await this.#oldValues(engine, cells);
    const writes: CellWrite[] = [];
    for (const [index, cell] of cells.entries()) {
      if (index > 0 && index % CELLS_A_TASK === 0) await yieldToMain();
      const { row, text } = cell;
      const { name } = cell.column;
      const edit = { row, column: name, oldValue: oldValueOf(cell), newValue: text };
      if (this.#actions.allowEdit(edit)) writes.push({ row, column: name, value: text });
    }
    return writes;
  }

  /** Reads them where they are not all here. */
  async #oldValues(engine: Engine, cells: readonly PastedCell[]): Promise<(cell: PastedCell) => CellValue> {
    const here = ({ row, column }: PastedCell): CellBox | undefined => engine.data.getCell(row, column.id);
    const boxes = new Map(cells.map((cell) => [cell, here(cell)]));
    if (!cells.some((cell) => boxes.get(cell) === undefined)) return (cell) => boxes.get(cell)?.value ?? null;
    const start = cells.reduce((first, { row }) => Math.min(first, row), Infinity);
    const end = cells.reduce((last, { row }) => Math.max(last, row + 1), 0);
    const columns = [...new Set(cells.map(({ column }) => column.name))];
    const values = await engine.readCells({ start, end, columns });
    return ({ row, column }) => values[row - start]?.[columns.indexOf(column.name)] ?? null;
  }

  #cellText({ row, column: index }: CellPosition): string | null {
    const column = this.#viewport.model.columns[index];
    const box = column && this.#viewport.data?.getCell(row, column.id);
    return box ? formatTabSeparated([[editText(box.value)]]) : null;
  }

  #run(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#actions.report(error));
  }
}

type Say = Pick<ClipboardActions, "say">;

async function writeClipboard(text: string, { say }: Say): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not there on insecure pages, and not allowed in some frames.
    say("The browser keeps this page from the clipboard: press Ctrl+C in the grid instead");
  }
}

async function readClipboard({ say }: Say): Promise<string | null> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    say("The browser keeps this page from the clipboard: press Ctrl+V in the grid instead");
    return null;
  }
}
