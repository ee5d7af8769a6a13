import type { Connection } from "../../database/database.ts";
import { quoteIdentifier } from "../../database/sql.ts";
import { typeInfo } from "../../rows/column-types.ts";
import { ROW_ID, ROWS_TABLE, SEGMENT_ROWS, type Column, type TableSchema } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { IdRange } from "../change.ts";

let tables = 0;

/** A name for rows that a record of the history keeps. */
export function nextUndoTable(): string {
  return `__pt_undo_rows_${++tables}`;
}

/** Moves rows out of the table into `apart`, which is created. */
export async function* takeRowsOut(
  connection: Connection,
  { apart, schema, where }: { apart: string; schema: TableSchema; where: string },
): Job<void> {
  const columns = columnList(schema);
  yield* connection.query(`CREATE TABLE ${apart} AS SELECT ${columns} FROM ${ROWS_TABLE} WHERE ${where}`);
  yield* deleteRowsOf(connection, apart);
}

/** Deletes the rows that `apart` holds. */
export async function* deleteRowsOf(connection: Connection, apart: string): Job<void> {
  yield* connection.query(`DELETE FROM ${ROWS_TABLE} WHERE ${ROW_ID} IN (SELECT ${ROW_ID} FROM ${apart})`);
}

/** Puts the rows that `apart` holds back into the table, under their ids. */
export async function* putRowsBack(
  connection: Connection,
  { apart, schema }: { apart: string; schema: TableSchema },
): Job<void> {
  const columns = columnList(schema);
  yield* connection.query(`INSERT INTO ${ROWS_TABLE} (${columns}) SELECT ${columns} FROM ${apart}`);
}

/** How many rows `apart` holds, and in which segments their ids lie. */
export async function* describeRows(
  connection: Connection,
  apart: string,
): Job<{ rowCount: number; ranges: IdRange[] }> {
  const block = `CAST(floor(${ROW_ID} / ${SEGMENT_ROWS}) AS DOUBLE)`;
  const result = yield* connection.query(
    `SELECT ${block}, count(*)::DOUBLE, min(${ROW_ID})::DOUBLE, max(${ROW_ID})::DOUBLE FROM ${apart} GROUP BY ALL`,
  );
  const value = (row: number, column: number) => Number(result.getChildAt(column)?.get(row));
  const rows = Array.from({ length: result.numRows }, (_, row) => row);
  return {
    rowCount: rows.reduce((sum, row) => sum + value(row, 1), 0),
    ranges: rows.map((row) => ({ firstId: value(row, 2), endId: value(row, 3) + 1 })),
  };
}

/** About what a row takes in the database. */
export function rowBytes(columns: readonly Column[]): number {
  return columns.reduce((sum, { type }) => sum + (isWide(type) ? 32 : 8), 8);
}

function isWide(type: string): boolean {
  const { kind } = typeInfo(type);
  return kind === "text" || kind === "blob" || kind === "nested" || kind === "other";
}

/** By name: the order in which the database keeps columns need not be the schema's. */
function columnList(schema: TableSchema): string {
  return [ROW_ID, ...schema.columns.map(({ name }) => quoteIdentifier(name))].join(", ");
}
