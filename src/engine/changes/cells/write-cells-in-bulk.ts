import { Float64, Int32, makeData, Table, tableToIPC, Vector } from "apache-arrow";
import { quoteIdentifier, valueText } from "../../database/sql.ts";
import { textVector } from "../../persistence/text-vector.ts";
import { fromTextSql } from "../../rows/cell-values.ts";
import { typeInfo } from "../../rows/column-types.ts";
import type { CellEdit } from "../../rows/edit-overlay.ts";
import { type Column, ROW_ID, ROWS_TABLE } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { WriteContext } from "../change.ts";

/** Encoding so many takes the main thread a few ms. */
const CELLS_PER_CHUNK = 10_000;
/** Of one statement: each looks for the rows once, and writes its other columns of a row as they were. */
const COLUMNS_PER_STATEMENT = 8;
const STAGING = "__pt_new_cells";

/**
 * Writes many cells, each named once, whatever was in them: several columns a statement. Cells of rows and columns that
 * are not there are left out.
 */
export async function* writeCellsInBulk({ connection, state }: WriteContext, edits: readonly CellEdit[]): Job<void> {
  const byColumn = Map.groupBy(edits, ({ columnId }) => columnId);
  const written = state.schema.columns.filter(({ id }) => byColumn.has(id));
  for (const columns of statementsOf(written)) {
    const cells = columns.flatMap(({ id }) => byColumn.get(id) ?? []);
    const rows = [...Map.groupBy(cells, ({ rowId }) => rowId)];
    const rowsPerChunk = Math.ceil(CELLS_PER_CHUNK / columns.length);
    for (let start = 0; start < rows.length; start += rowsPerChunk) {
      const ipc = rowsIpc(rows.slice(start, start + rowsPerChunk), columns);
      await connection.insertIpc(STAGING, ipc, { create: start === 0 });
      yield;
    }
    const set = columns.map((column, index) => {
      const name = quoteIdentifier(column.name);
      const value = fromTextSql(column, `${STAGING}.v${index}`);
      if (columns.length === 1) return `${name} = ${value}`;
      const isWritten = `(${STAGING}.written & ${1 << index}) <> 0`;
      return `${name} = CASE WHEN ${isWritten} THEN ${value} ELSE ${ROWS_TABLE}.${name} END`;
    });
    yield* connection.query(
      `UPDATE ${ROWS_TABLE} SET ${set.join(", ")} FROM ${STAGING} ` +
        `WHERE ${ROWS_TABLE}.${ROW_ID} = CAST(${STAGING}.row_id AS BIGINT)`,
    );
    await connection.run(`DROP TABLE ${STAGING}`);
  }
}

/** Nested columns alone: the database moves the rows of which it writes one. */
function statementsOf(columns: readonly Column[]): Column[][] {
  const isNested = ({ type }: Column): boolean => typeInfo(type).kind === "nested";
  const scalar = columns.filter((column) => !isNested(column));
  const groups = columns.filter(isNested).map((column) => [column]);
  for (let start = 0; start < scalar.length; start += COLUMNS_PER_STATEMENT) {
    groups.push(scalar.slice(start, start + COLUMNS_PER_STATEMENT));
  }
  return groups;
}

/** `row_id`, `written` with a bit for each of `columns`, and their values as text: one Arrow IPC stream. */
function rowsIpc(rows: readonly (readonly [number, readonly CellEdit[]])[], columns: readonly Column[]): Uint8Array {
  const written = new Int32Array(rows.length);
  const values = columns.map((): (string | null)[] => new Array<string | null>(rows.length).fill(null));
  const indexes = new Map(columns.map(({ id }, index) => [id, index]));
  for (const [row, [, cells]] of rows.entries()) {
    for (const { columnId, value } of cells) {
      const index = indexes.get(columnId);
      const texts = index === undefined ? undefined : values[index];
      if (index === undefined || !texts) continue;
      written[row] = (written[row] ?? 0) | (1 << index);
      texts[row] = value === null ? null : valueText(value);
    }
  }
  const texts = values.map((column, index) => [`v${index}`, textVector(column)] as const);
  const table = new Table({
    row_id: numberVector(rows.map(([rowId]) => rowId)),
    written: new Vector([makeData({ type: new Int32(), length: rows.length, data: written })]),
    ...Object.fromEntries(texts),
  });
  return tableToIPC(table, "stream");
}

/** `row_id`, `column_id`, `value` as text: one Arrow IPC stream. */
export function cellsIpc(edits: readonly CellEdit[]): Uint8Array {
  const cells = new Table({
    row_id: numberVector(edits.map(({ rowId }) => rowId)),
    column_id: numberVector(edits.map(({ columnId }) => columnId)),
    value: textVector(edits.map(({ value }) => (value === null ? null : valueText(value)))),
  });
  return tableToIPC(cells, "stream");
}

function numberVector(numbers: readonly number[]): Vector<Float64> {
  return new Vector([makeData({ type: new Float64(), length: numbers.length, data: Float64Array.from(numbers) })]);
}
