import { Float64, makeData, Table, tableToIPC, Vector } from "apache-arrow";
import { quoteIdentifier, valueText } from "../../database/sql.ts";
import { textVector } from "../../persistence/text-vector.ts";
import { fromTextSql } from "../../rows/cell-values.ts";
import type { CellEdit } from "../../rows/edit-overlay.ts";
import { ROW_ID, ROWS_TABLE } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { WriteContext } from "../change.ts";

/** Encoding so many takes the main thread a few ms. */
const CELLS_PER_CHUNK = 10_000;
const STAGING = "__pt_new_cells";

/**
 * Writes many cells, each named once, whatever was in them: one statement a column. Cells of rows and columns that are
 * not there are left out.
 */
export async function* writeCellsInBulk({ connection, state }: WriteContext, edits: readonly CellEdit[]): Job<void> {
  for (let start = 0; start < edits.length; start += CELLS_PER_CHUNK) {
    const ipc = cellsIpc(edits.slice(start, start + CELLS_PER_CHUNK));
    await connection.insertIpc(STAGING, ipc, { create: start === 0 });
    yield;
  }
  const written = new Set(edits.map(({ columnId }) => columnId));
  for (const column of state.schema.columns.filter(({ id }) => written.has(id))) {
    const value = fromTextSql(column, `${STAGING}.value`);
    yield* connection.query(
      `UPDATE ${ROWS_TABLE} SET ${quoteIdentifier(column.name)} = ${value} FROM ${STAGING} ` +
        `WHERE ${STAGING}.column_id = ${column.id} AND ${ROWS_TABLE}.${ROW_ID} = CAST(${STAGING}.row_id AS BIGINT)`,
    );
  }
  await connection.run(`DROP TABLE ${STAGING}`);
}

/** `row_id`, `column_id`, `value` as text: one Arrow IPC stream. */
export function cellsIpc(edits: readonly CellEdit[]): Uint8Array {
  const numbers = (pick: (edit: CellEdit) => number) =>
    new Vector([makeData({ type: new Float64(), length: edits.length, data: Float64Array.from(edits, pick) })]);
  const cells = new Table({
    row_id: numbers(({ rowId }) => rowId),
    column_id: numbers(({ columnId }) => columnId),
    value: textVector(edits.map(({ value }) => (value === null ? null : valueText(value)))),
  });
  return tableToIPC(cells, "stream");
}
