import type { CellRange, CellWrite } from "../engine.ts";
import { PersistentTableError } from "../errors.ts";
import { findColumn } from "../rows/find-column.ts";
import type { CellValue } from "../rows/grid-data.ts";
import { EditsAtOnce, type EditsAtOnceParts } from "./cells/edits-at-once.ts";
import { EditsInTurn, type EditsInTurnParts } from "./cells/edits-in-turn.ts";
import type { Describe, PlacedWrite } from "./cells/placed-write.ts";
import { rowIdAt } from "./row-position.ts";

export type CellEditsParts = EditsAtOnceParts & EditsInTurnParts;

interface Options {
  signal?: AbortSignal;
}

/** Reads and writes cells by their place in the view. */
export class CellEdits {
  readonly #parts: CellEditsParts;
  readonly #atOnce: EditsAtOnce;
  readonly #inTurn: EditsInTurn;

  constructor(parts: CellEditsParts) {
    this.#parts = parts;
    this.#atOnce = new EditsAtOnce(parts);
    this.#inTurn = new EditsInTurn(parts);
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
   * Shows the new value at once and resolves when it is acknowledged: durable, where that can be. A value that the cell has already is no change. Rejects with
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
    options.signal?.throwIfAborted();
    const edit = this.#atOnce.prepare(placeAll, describe);
    if (edit) await this.#atOnce.make(edit);
    else await this.#inTurn.make(placeAll, describe, options);
  }
}
