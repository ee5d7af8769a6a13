import type { Connection } from "../database/database.ts";
import type { Job } from "../scheduling/job.ts";
import { quoteIdentifier } from "../database/sql.ts";
import { ROW_ID, ROWS_TABLE } from "../schema.ts";
import type { RowExtent } from "../current-table.ts";
import type { RowIds } from "./row-source.ts";
import { orderedPartSql, partRows, physicalRows } from "./view-buckets.ts";
import type { KeyedRows } from "./view-buckets.ts";
import type { ViewSql } from "./view-sql.ts";

const MATCHES = "temp.__pt_matches";
const ORDERED = "temp.__pt_ordered";
/** What the page takes over between two yields. */
const ROWS_PER_READ = 100_000;

/**
 * The ids of a view in its order, for one job in a read transaction (nothing it makes outlives the job). Matching
 * rows are first set apart with their sort keys, so that a costly condition runs once; then they are ordered part by
 * part, each part one short slice; then read in ranges.
 */
export async function* readViewIds(connection: Connection, view: ViewSql, extent: RowExtent): Job<RowIds> {
  const idType = extent.endId <= 2 ** 32 ? "UINTEGER" : "DOUBLE";
  const rows = view.where === null ? physicalRows(ROWS_TABLE, extent) : yield* setMatchesApart(connection, view, extent);
  await connection.run(`CREATE TEMP TABLE ${ORDERED} (id ${idType})`);
  for (const condition of yield* partRows(connection, rows, view.order)) {
    yield* connection.query(`INSERT INTO ${ORDERED} ${orderedPartSql(rows, view.order, condition)}`);
    yield;
  }
  if (view.where !== null) await connection.run(`DROP TABLE ${MATCHES}`);
  const ids = yield* readOrdered(connection, idType === "UINTEGER");
  await connection.run(`DROP TABLE ${ORDERED}`);
  return ids;
}

async function* setMatchesApart(connection: Connection, view: ViewSql, extent: RowExtent): Job<KeyedRows> {
  const keys = view.order.map((key, index) => `, ${quoteIdentifier(key.column.name)} AS k${index}`).join("");
  yield* connection.query(
    `CREATE TEMP TABLE ${MATCHES} AS SELECT ${ROW_ID} AS id${keys} FROM ${ROWS_TABLE} WHERE ${view.where}`,
  );
  const rowCount = yield* count(connection, MATCHES);
  const { firstId, endId } = extent;
  return { table: MATCHES, id: "id", keyName: (_key, index) => `k${index}`, rowCount, firstId, endId };
}

async function* readOrdered(connection: Connection, isNarrow: boolean): Job<RowIds> {
  const length = yield* count(connection, ORDERED);
  const ids = isNarrow ? new Uint32Array(length) : new Float64Array(length);
  for (let start = 0; start < length; start += ROWS_PER_READ) {
    const range = `rowid >= ${start} AND rowid < ${start + ROWS_PER_READ}`;
    const chunk = await connection.run(`SELECT id FROM ${ORDERED} WHERE ${range}`);
    let offset = start;
    for (const data of chunk.getChildAt(0)?.data ?? []) {
      ids.set(data.values as Uint32Array | Float64Array, offset);
      offset += data.length;
    }
    yield;
  }
  return ids;
}

async function* count(connection: Connection, table: string): Job<number> {
  const result = yield* connection.query(`SELECT count(*)::DOUBLE FROM ${table}`);
  return Number(result.getChildAt(0)?.get(0));
}
