import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { CellRange, CellWrite } from "../engine.ts";
import type { EngineEvents } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import { findColumn } from "../rows/find-column.ts";
import type { CellValue } from "../rows/grid-data.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import type { Column } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import type { Priority } from "../scheduling/priority.ts";
import { yieldToMain } from "../scheduling/yield.ts";
import type { AppliedChange, ChangeContext } from "./change.ts";
import { CellsRecord } from "./cells/cells-record.ts";
import { typeCells } from "./cells/type-cells.ts";
import { changeCells, type CellChange } from "./cells/write-cells.ts";
import { rowIdAt } from "./row-position.ts";
import type { TableChanges } from "./table-changes.ts";

export interface CellEditsParts {
  readonly table: CurrentTable;
  readonly rows: GridRows;
  readonly changes: TableChanges;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly events: Emitter<EngineEvents>;
}

interface Options {
  signal?: AbortSignal;
}

/** A cell as it was asked for, and where that is in the table. */
interface PlacedWrite extends CellWrite {
  readonly rowId: number;
  readonly cell: Column;
}

/** The message when a value does not fit, for the reader. */
type Describe = (reason: string, write: PlacedWrite | undefined) => string;

interface TypingOptions extends Options {
  readonly priority: Priority;
}

interface AppliedEdits extends AppliedChange {
  readonly changes: readonly CellChange[];
}

/** A paste of more cells makes way for pages of rows. */
const URGENT_CELLS = 200;
/** Listeners of so many events take the main thread a few ms. */
const EVENTS_PER_TASK = 1000;

/** Reads and writes cells by their place in the view. */
export class CellEdits {
  readonly #parts: CellEditsParts;

  constructor(parts: CellEditsParts) {
    this.#parts = parts;
  }

  async read(row: number, columnName: string, options: Options = {}): Promise<CellValue> {
    const { rows } = this.#parts;
    const column = findColumn(rows.columns, columnName, "getCell");
    rowIdAt(rows, row);
    const value = await rows.readCell(row, column.id, options);
    if (value !== undefined) return value;
    throw new PersistentTableError("row-out-of-range", `Row ${row} is not in the table any more.`);
  }

  /** By row and column of the range. */
  async readAll({ start, end, columns: names }: CellRange, options: Options = {}): Promise<CellValue[][]> {
    const { rows } = this.#parts;
    if (end <= start) return [];
    const columns = names.map((name) => findColumn(rows.columns, name, "readCells"));
    for (const row of [start, end - 1]) rowIdAt(rows, row);
    return await rows.readRange({ start, end, columns }, options);
  }

  /**
   * Shows the new value at once and resolves at its commit. A value that the cell has already is no change. Rejects with
   * `value-mismatch` when it does not fit the column; the message is the reason, for the reader.
   */
  async write(row: number, column: string, value: CellValue, options: Options = {}): Promise<void> {
    const { rows } = this.#parts;
    const place = (): PlacedWrite[] => {
      return [{ row, column, value, cell: findColumn(rows.columns, column, "setCell"), rowId: rowIdAt(rows, row) }];
    };
    await this.#write(place, (reason) => reason, options);
  }

  /** As one change, all or none. Of several values for one cell the last counts. */
  async writeAll(writes: readonly CellWrite[], options: Options = {}): Promise<void> {
    const { rows } = this.#parts;
    const placeAll = (): PlacedWrite[] => {
      const names = new Set(writes.map(({ column }) => column));
      const cells = new Map([...names].map((name) => [name, findColumn(rows.columns, name, "writeCells")]));
      const placed = writes.flatMap((write): PlacedWrite[] => {
        const cell = cells.get(write.column);
        return cell ? [{ ...write, cell, rowId: rowIdAt(rows, write.row) }] : [];
      });
      return [...new Map(placed.map((write) => [`${write.rowId}:${write.cell.id}`, write])).values()];
    };
    const describe: Describe = (reason, write) => `Row ${write?.row}, column "${write?.cell.name}": ${reason}`;
    await this.#write(placeAll, describe, options);
  }

  async #write(placeAll: () => PlacedWrite[], describe: Describe, options: Options): Promise<void> {
    const { changes, rows } = this.#parts;
    await changes.inTurn(async ({ arrive, commit }) => {
      // What the reader sees now is what is meant, whatever the rows are when its turn comes.
      const writes = placeAll();
      if (writes.length === 0) return;
      const priority = writes.length <= URGENT_CELLS ? "urgent" : "user-visible";
      const typed = await this.#typed(writes, describe, { ...options, priority });
      const overlays = rows.setOverlays(editsOf(writes, typed));
      try {
        await arrive();
        const current = this.#followColumns(writes);
        const fits = current.every(({ cell }, index) => cell.type === writes[index]?.cell.type);
        const values = fits ? typed : await this.#typed(current, describe, { ...options, priority });
        const applied = await commit<AppliedEdits>({
          kind: "cells",
          priority,
          apply: (context) => applyEdits(context, current, values),
          onCommit: () => rows.settleOverlays(overlays, values),
          isShown: writes.length === 1,
        });
        await this.#tell(current, applied?.changes ?? []);
      } catch (error) {
        rows.revertOverlays(overlays);
        throw error;
      }
    }, options);
  }

  #typed(writes: readonly PlacedWrite[], describe: Describe, options: TypingOptions): Promise<CellValue[]> {
    return typeCells(
      writes.map(({ value, cell }) => ({ input: value, column: cell })),
      {
        startDatabase: this.#parts.startDatabase,
        describe: (index, reason) => describe(reason, writes[index]),
        ...options,
      },
    );
  }

  /** The writes with their columns as they are now. */
  #followColumns(writes: readonly PlacedWrite[]): PlacedWrite[] {
    const columns = new Map(this.#parts.table.schema.columns.map((column) => [column.id, column]));
    return writes.map((write) => {
      const cell = columns.get(write.cell.id);
      if (cell) return { ...write, cell };
      throw new PersistentTableError(
        "unknown-column",
        `The column "${write.cell.name}" was dropped before its cell was written.`,
      );
    });
  }

  async #tell(writes: readonly PlacedWrite[], changes: readonly CellChange[]): Promise<void> {
    const places = new Map(writes.map((write) => [`${write.rowId}:${write.cell.id}`, write]));
    for (const [index, { rowId, columnId, oldValue, newValue }] of changes.entries()) {
      if (index % EVENTS_PER_TASK === EVENTS_PER_TASK - 1) await yieldToMain();
      const write = places.get(`${rowId}:${columnId}`);
      if (write) this.#parts.events.emit("cell-edit", { row: write.row, column: write.cell.name, oldValue, newValue });
    }
  }
}

function editsOf(writes: readonly PlacedWrite[], values: readonly CellValue[]): CellEdit[] {
  return writes.map(({ rowId, cell }, index) => ({ rowId, columnId: cell.id, value: values[index] ?? null }));
}

async function* applyEdits(
  context: ChangeContext,
  writes: readonly PlacedWrite[],
  values: readonly CellValue[],
): Job<AppliedEdits | null> {
  const changes = yield* changeCells(context, editsOf(writes, values));
  const [first] = changes;
  if (!first) return null;
  const name = context.state.schema.columns.find(({ id }) => id === first.columnId)?.name ?? "";
  const record = new CellsRecord(changes.length === 1 ? `Edit ${name}` : `Paste ${changes.length} cells`, changes);
  return { outcome: record.outcome(context), undo: record, changes };
}
