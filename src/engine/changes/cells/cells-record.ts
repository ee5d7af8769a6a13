import type { ChangeRecord } from "../../journal/change-record.ts";
import type { CellEdit } from "../../rows/edit-overlay.ts";
import type { CellValue } from "../../rows/grid-data.ts";
import type { Job } from "../../scheduling/job.ts";
import type { ChangeContext, ChangeOutcome, FormerState, UndoRecord } from "../change.ts";
import { writeCells, type CellChange } from "./write-cells.ts";

const CELL_BYTES = 96;

/** Old and new values of edited cells, in memory. */
export class CellsRecord implements UndoRecord {
  readonly label: string;
  readonly byteLength: number;
  readonly isInMemory = true;
  readonly #changes: readonly CellChange[];

  constructor(label: string, changes: readonly CellChange[]) {
    this.label = label;
    this.#changes = changes;
    this.byteLength = changes.reduce((sum, { oldValue, newValue }) => {
      return sum + CELL_BYTES + valueBytes(oldValue) + valueBytes(newValue);
    }, 0);
  }

  /** What it is when just made. */
  outcome({ state }: ChangeContext): ChangeOutcome {
    const rowIds = [...new Set(this.#changes.map(({ rowId }) => rowId))];
    const ranges = rowIds.map((rowId) => ({ firstId: rowId, endId: rowId + 1 }));
    return { state, touched: { kind: "ranges", ranges, columnIds: this.#columnIds }, changedRows: rowIds.length };
  }

  get #columnIds(): number[] {
    return [...new Set(this.#changes.map(({ columnId }) => columnId))];
  }

  undo(context: ChangeContext): Job<ChangeOutcome> {
    return this.#write(context, ({ oldValue }) => oldValue);
  }

  redo(context: ChangeContext): Job<ChangeOutcome> {
    return this.#write(context, ({ newValue }) => newValue);
  }

  journalled(direction: "undo" | "redo"): ChangeRecord {
    const edits = this.#edits(({ oldValue, newValue }) => (direction === "undo" ? oldValue : newValue));
    return { kind: "cells", edits };
  }

  async *former(): Job<FormerState> {
    yield;
    return { columns: null, parts: [{ kind: "edits", edits: this.#edits(({ oldValue }) => oldValue) }] };
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  async *#write(context: ChangeContext, valueOf: (change: CellChange) => CellValue): Job<ChangeOutcome> {
    yield* writeCells(context, this.#edits(valueOf));
    return this.outcome(context);
  }

  #edits(valueOf: (change: CellChange) => CellValue): CellEdit[] {
    return this.#changes.map((change) => {
      return { rowId: change.rowId, columnId: change.columnId, value: valueOf(change) };
    });
  }
}

function valueBytes(value: CellValue): number {
  if (typeof value === "string") return 2 * value.length;
  return value instanceof Uint8Array ? value.byteLength : 8;
}
