import type { Table, Vector } from "apache-arrow";
import type { RowExtent } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import { quoteIdentifier } from "../database/sql.ts";
import type { Job } from "../scheduling/job.ts";
import { ROW_ID, ROWS_TABLE } from "../schema.ts";
import { IdRanges } from "./id-ranges.ts";
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
  const parts = yield* view.order.length === 0
    ? readMatches(connection, view, extent)
    : readOrdered(connection, view, extent);
  return concatIds(parts, isNarrow);
}

/** In order of id. */
async function* readMatches(connection: Connection, view: ViewSql, extent: RowExtent): Job<RowIds[]> {
  const parts: RowIds[] = [];
  for (const ranges = new IdRanges(extent); ranges.hasNext;) {
    const where = [ranges.condition, ...(view.where === null ? [] : [view.where])].join(" AND ");
    const list = listSql(`SELECT ${ROW_ID} AS id FROM ${ROWS_TABLE} WHERE ${where} ORDER BY ${ROW_ID}`, extent);
    addIds(parts, yield* ranges.measure(connection.query(list)));
    yield;
  }
  return parts;
}

async function* readOrdered(connection: Connection, view: ViewSql, extent: RowExtent): Job<RowIds[]> {
  const setsApart = view.where !== null;
  const rows = setsApart ? yield* setMatchesApart(connection, view, extent) : physicalRows(ROWS_TABLE, extent);
  const parts: RowIds[] = [];
  for (const part of yield* partRows(connection, rows, view.order)) {
    addIds(parts, yield* connection.query(listSql(orderedPartSql(rows, part), extent)));
    yield;
  }
  if (setsApart) await connection.run(`DROP TABLE ${MATCHES}`);
  return parts;
}

async function* setMatchesApart(connection: Connection, view: ViewSql, extent: RowExtent): Job<KeyedRows> {
  const keys = view.order.map((key, index) => `, ${quoteIdentifier(key.column.name)} AS k${index}`).join("");
  const matches = `SELECT ${ROW_ID} AS id${keys} FROM ${ROWS_TABLE} WHERE`;
  await connection.run(`CREATE TEMP TABLE ${MATCHES} AS ${matches} false`);
  let rowCount = 0;
  for (const ranges = new IdRanges(extent); ranges.hasNext;) {
    const insert = `INSERT INTO ${MATCHES} ${matches} ${ranges.condition} AND ${view.where}`;
    const inserted = yield* ranges.measure(connection.query(insert));
    rowCount += Number(inserted.getChildAt(0)?.get(0));
    yield;
  }
  const { firstId, endId } = extent;
  const keyName: KeyedRows["keyName"] = (key) => `k${view.order.indexOf(key)}`;
  return { table: MATCHES, id: "id", keyName, rowCount, firstId, endId };
}

/** One list is one Arrow buffer; as rows, the ids would come in hundreds of batches. */
function listSql(rows: string, { endId }: RowExtent): string {
  return `SELECT list(CAST(id AS ${endId <= 2 ** 32 ? "UINTEGER" : "DOUBLE"})) FROM (${rows})`;
}

function addIds(parts: RowIds[], result: Table): void {
  const ids = result.getChildAt(0)?.get(0) as Vector | null;
  if (ids) parts.push(ids.toArray() as RowIds);
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
