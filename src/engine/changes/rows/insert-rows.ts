import { Int32, makeData, Table, tableToIPC, Vector } from "apache-arrow";
import type { Connection } from "../../database/database.ts";
import { quoteIdentifier, valueText } from "../../database/sql.ts";
import { textVector } from "../../persistence/text-vector.ts";
import { fromTextSql } from "../../rows/cell-values.ts";
import { ROW_ID, ROWS_TABLE } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { TypedRows } from "./type-rows.ts";

/** Encoding so many takes the main thread a few ms. */
const CELLS_PER_CHUNK = 20_000;
const STAGING = "__pt_new_rows";

/**
 * Adds rows with the ids from `firstId` on, in the writer's transaction. All values go as text, which is exact, and are
 * cast in the database.
 */
export async function* insertRows(connection: Connection, rows: TypedRows, firstId: number): Job<void> {
  const rowsPerChunk = Math.max(1, Math.floor(CELLS_PER_CHUNK / (rows.columns.length + 1)));
  for (let start = 0; start < rows.rowCount; start += rowsPerChunk) {
    const ipc = chunkIpc(rows, start, Math.min(rows.rowCount, start + rowsPerChunk));
    await connection.insertIpc(STAGING, ipc, { create: start === 0 });
    yield;
  }
  const names = rows.columns.map(({ column }) => `, ${quoteIdentifier(column.name)}`).join("");
  const values = rows.columns.map((column, index) => `, ${fromTextSql(column.column, `c${index}`)}`).join("");
  yield* connection.query(
    `INSERT INTO ${ROWS_TABLE} (${ROW_ID}${names}) SELECT CAST(${firstId} AS BIGINT) + i${values} FROM ${STAGING}`,
  );
  await connection.run(`DROP TABLE ${STAGING}`);
}

function chunkIpc({ columns }: TypedRows, start: number, end: number): Uint8Array {
  const rows = Int32Array.from({ length: end - start }, (_, index) => start + index);
  const index = new Vector([makeData({ type: new Int32(), length: rows.length, data: rows })]);
  const texts = columns.map(({ values }, position) => {
    return [
      `c${position}`,
      textVector(values.slice(start, end).map((value) => (value === null ? null : valueText(value)))),
    ] as const;
  });
  return tableToIPC(new Table({ i: index, ...Object.fromEntries(texts) }), "stream");
}
