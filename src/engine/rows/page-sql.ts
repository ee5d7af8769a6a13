import { ROW_ID, ROWS_TABLE } from "../schema.ts";

/** Measured: one SELECT in a UNION takes 0.3 ms to plan and run, a scanned cell 2.5 ns. */
const SELECT_COST_MS = 0.3;
const SCANNED_CELL_COST_MS = 2.5e-6;
/** So many rows for each that is asked for cost less than to look for it. */
const LOOSE = 4;

/** Rows with ids `[firstId, endId)`, in any order. Zone maps make it cheap wherever the range lies. */
export function idRangePageSql(projection: string, firstId: number, endId: number): string {
  return `SELECT ${projection} FROM ${ROWS_TABLE} WHERE ${ROW_ID} >= ${firstId} AND ${ROW_ID} < ${endId}`;
}

/**
 * Rows with the given ids, in any order. An IN list alone makes DuckDB read every column of the whole table; so ids
 * that lie close together are looked up by one SELECT over their range, unless there are too many of those.
 * `table`: rows of the table and columns of the page. `isLoose`: rows between them may come, too, where that is cheaper.
 */
export function idListPageSql(
  projection: string,
  ids: ArrayLike<number>,
  table: { rowCount: number; columnCount: number },
  { isLoose = false }: { isLoose?: boolean } = {},
): string {
  const rowCostMs = table.columnCount * SCANNED_CELL_COST_MS;
  const clusters = clusterIds(ids, SELECT_COST_MS / rowCostMs);
  const scansOnce = clusters.length * SELECT_COST_MS > table.rowCount * rowCostMs;
  const parts = scansOnce && clusters.length > 1 ? [clusters.flat()] : clusters;
  const selects = parts.map((part) => `SELECT ${projection} FROM ${ROWS_TABLE} WHERE ${idCondition(part, isLoose)}`);
  return selects.length > 0 ? selects.join(" UNION ALL ") : `SELECT ${projection} FROM ${ROWS_TABLE} LIMIT 0`;
}

/** Parts the ids where scanning on to the next one would cost more than another SELECT. */
function clusterIds(ids: ArrayLike<number>, maxGap: number): number[][] {
  const clusters: number[][] = [];
  let last = -Infinity;
  for (const id of Float64Array.from(ids).sort()) {
    if (id - last > maxGap) clusters.push([id]);
    else clusters.at(-1)?.push(id);
    last = id;
  }
  return clusters;
}

function idCondition(ids: readonly number[], isLoose: boolean): string {
  const first = ids[0] ?? 0;
  const last = ids.at(-1) ?? 0;
  if (first === last) return `${ROW_ID} = ${first}`;
  const range = `${ROW_ID} >= ${first} AND ${ROW_ID} <= ${last}`;
  const isRange = last - first < ids.length * (isLoose ? LOOSE : 1);
  return isRange ? range : `${range} AND ${ROW_ID} IN (${ids.join(", ")})`;
}
