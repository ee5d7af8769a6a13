import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import { literal, quoteIdentifier, stringLiteral } from "../database/sql.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import { findColumn } from "../rows/find-column.ts";
import type { CellValue } from "../rows/grid-data.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import { ROW_ID, ROWS_TABLE, type Column } from "../schema.ts";
import { parseCellValue } from "./cell-input.ts";

export interface CellEditsParts {
  readonly table: CurrentTable;
  readonly rows: GridRows;
  readonly startDatabase: () => Promise<RunningDatabase>;
  /** Called synchronously at the commit of each change. */
  readonly onChange: (rowIds: readonly number[]) => void;
  readonly events: Emitter<EngineEvents>;
}

interface Options {
  signal?: AbortSignal;
}

/** Reads and writes single cells by their place in the view. */
export class CellEdits {
  readonly #parts: CellEditsParts;

  constructor(parts: CellEditsParts) {
    this.#parts = parts;
  }

  async read(row: number, columnName: string, options: Options = {}): Promise<CellValue> {
    const { table, rows } = this.#parts;
    const column = findColumn(table.schema.columns, columnName, "getCell");
    this.#rowId(row);
    const value = await rows.readCell(row, column.id, options);
    if (value === undefined) throw this.#noSuchRow(row);
    return value;
  }

  /**
   * Shows the new value at once and resolves at its commit. A value that the cell has already is no change. Rejects with
   * `value-mismatch` when it does not fit the column; the message is the reason, for the reader.
   */
  async write(row: number, columnName: string, input: CellValue, options: Options = {}): Promise<void> {
    const { table, rows, events, onChange } = this.#parts;
    const column = findColumn(table.schema.columns, columnName, "setCell");
    const { epoch } = table;
    const rowId = this.#rowId(row);
    const oldValue = await this.read(row, column.name, options);
    const newValue = await this.#typed(input, column, options);
    // An edit that is still to be committed may fail: then this one counts.
    if (sameValue(oldValue, newValue) && !rows.isPending(rowId, column.id)) return;
    const overlay = rows.setOverlay(rowId, column.id, newValue);
    try {
      const { queue } = await this.#parts.startDatabase();
      await queue.write(
        async function* (connection) {
          yield;
          if (table.epoch !== epoch) throw tableReplaced();
          await connection.run(updateSql(rowId, column, newValue));
        },
        {
          priority: "urgent",
          onCommit: () => {
            rows.settleOverlay(overlay);
            onChange([rowId]);
          },
          ...options,
        },
      );
    } catch (error) {
      rows.revertOverlay(overlay);
      throw error;
    }
    events.emit("cell-edit", { row, column: column.name, oldValue, newValue });
  }

  #rowId(row: number): number {
    const rowId = Number.isInteger(row) ? this.#parts.rows.rowIdAt(row) : undefined;
    if (rowId === undefined) throw this.#noSuchRow(row);
    return rowId;
  }

  #noSuchRow(row: number): PersistentTableError {
    const { rowCount } = this.#parts.rows;
    const range = rowCount > 0 ? `Rows are numbered 0 to ${rowCount - 1}.` : "The view has no rows.";
    return new PersistentTableError("row-out-of-range", `There is no row ${row} in the view. ${range}`);
  }

  async #typed(input: CellValue, column: Column, options: Options): Promise<CellValue> {
    const parsed = parseCellValue(input, column, globalThis.navigator.language);
    if (parsed.ok === true) return parsed.value;
    if (parsed.ok === false) throw new PersistentTableError("value-mismatch", parsed.reason);
    const { queue } = await this.#parts.startDatabase();
    // TRY_CAST would take "[1, x]" for [1, NULL].
    const sql = `SELECT CAST(CAST(${stringLiteral(String(input))} AS ${column.type}) AS VARCHAR)`;
    const mismatch = new PersistentTableError("value-mismatch", `Not a value of type ${column.type}.`);
    const answer = await queue.query(sql, { priority: "urgent", ...options }).catch((error: unknown) => {
      throw isConversionError(error) ? mismatch : error;
    });
    const value = (answer.getChildAt(0)?.get(0) ?? null) as string | null;
    if (value === null) throw mismatch;
    return value;
  }
}

function updateSql(rowId: number, column: Column, value: CellValue): string {
  return `UPDATE ${ROWS_TABLE} SET ${quoteIdentifier(column.name)} = ${literal(value, column.type)} WHERE ${ROW_ID} = ${rowId}`;
}

function isConversionError(error: unknown): boolean {
  return error instanceof PersistentTableError && /^(Conversion|Invalid Input|Out of Range) Error/.test(error.message);
}

function sameValue(one: CellValue, other: CellValue): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return one.length === other.length && one.every((byte, index) => byte === other[index]);
  }
  return Object.is(one, other);
}

function tableReplaced(): PersistentTableError {
  return new PersistentTableError("row-out-of-range", "Another table took this one's place before the edit was done.");
}
