import type { Vector } from "apache-arrow";
import type { RowExtent } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import { quoteIdentifier } from "../database/sql.ts";
import type { Job } from "../scheduling/job.ts";
import { ROW_ID, ROWS_TABLE } from "../schema.ts";
import type { RowIds } from "./row-source.ts";
import { orderedPartSql, partRows, physicalRows } from "./view-buckets.ts";
import type { KeyedRows } from "./view-buckets.ts";
import type { ViewSql } from "./view-sql.ts";

const MATCHES = "temp.__pt_matches";

/**
 * The ids of a view in its order, for one job in a read transaction. To be sorted, matching rows are first set apart with
 * their sort keys, so that a costly condition runs once; then they are ordered part by part, each part a short slice.
 */
export async function* readViewIds(connection: Connection, view: ViewSql, extent: RowExtent): Job<RowIds> {
  const isNarrow = extent.endId <= 2 ** 32;
  const setsApart = view.where !== null && view.order.length > 0;
  const rows = setsApart ? yield* setMatchesApart(connection, view, extent) : physicalRows(ROWS_TABLE, extent);
  const parts: RowIds[] = [];
  for (const part of yield* partRows(connection, rows, view.order)) {
    const condition = setsApart || view.where === null ? part : `${part} AND ${view.where}`;
    // One list is one Arrow buffer; as rows, the ids would come in hundreds of batches.
    const list = `list(CAST(id AS ${isNarrow ? "UINTEGER" : "DOUBLE"}))`;
    const result = yield* connection.query(`SELECT ${list} FROM (${orderedPartSql(rows, view.order, condition)})`);
    const ids = result.getChildAt(0)?.get(0) as Vector | null;
    if (ids) parts.push(ids.toArray() as RowIds);
    yield;
  }
  if (setsApart) await connection.run(`DROP TABLE ${MATCHES}`);
  return concatIds(parts, isNarrow);
}

async function* setMatchesApart(connection: Connection, view: ViewSql, extent: RowExtent): Job<KeyedRows> {
  const keys = view.order.map((key, index) => `, ${quoteIdentifier(key.column.name)} AS k${index}`).join("");
  const matches = `SELECT ${ROW_ID} AS id${keys} FROM ${ROWS_TABLE} WHERE ${view.where}`;
  yield* connection.query(`CREATE TEMP TABLE ${MATCHES} AS ${matches}`);
  const count = yield* connection.query(`SELECT count(*)::DOUBLE FROM ${MATCHES}`);
  const rowCount = Number(count.getChildAt(0)?.get(0));
  const { firstId, endId } = extent;
  return { table: MATCHES, id: "id", keyName: (_key, index) => `k${index}`, rowCount, firstId, endId };
}

function concatIds(parts: readonly RowIds[], isNarrow: boolean): RowIds {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const ids = isNarrow ? new Uint32Array(length) : new Float64Array(length);
  let offset = 0;
  for (const part of parts) {
    ids.set(part, offset);
    offset += part.length;
  }
  return ids;
}
