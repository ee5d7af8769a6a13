import type { Connection } from "../database/database.ts";
import { quoteIdentifier, stringLiteral } from "../database/sql.ts";
import type { Job } from "../scheduling/job.ts";
import { ROW_ID } from "../schema.ts";
import { typeInfo } from "./column-types.ts";
import { orderBy } from "./view-sql.ts";
import type { OrderKey } from "./view-sql.ts";

/** Sorting is one slice in DuckDB, however long: 256k rows keep it near 30 ms. */
const BUCKET_ROWS = 256_000;
/** Ids come nearly in order, which sorts faster. */
const BUCKET_IDS = 1_024_000;
/** Each bucket costs a scan of the key, which is dear where the key is text. */
const MAX_BUCKETS = 16;
const MAX_TEXT_BUCKETS = 8;
const SAMPLES_PER_BUCKET = 200;
/** Enough of a text to part rows by it. */
const BOUND_CHARACTERS = 64;

/** Where the rows to order are: the physical table, or a temporary one with the keys that matter. */
export interface KeyedRows {
  readonly table: string;
  readonly id: string;
  readonly keyName: (key: OrderKey, index: number) => string;
  readonly rowCount: number;
  /** Ids in `[firstId, endId)`. */
  readonly firstId: number;
  readonly endId: number;
}

/** Conditions that part the rows so that each part can be ordered by itself and all follow one another. */
export async function* partRows(connection: Connection, rows: KeyedRows, keys: readonly OrderKey[]): Job<string[]> {
  const [first] = keys;
  if (!first) return idRanges(rows);
  const maxCount = typeInfo(first.column.type).kind === "text" ? MAX_TEXT_BUCKETS : MAX_BUCKETS;
  const count = Math.min(maxCount, Math.ceil(rows.rowCount / BUCKET_ROWS));
  if (count <= 1 || !partsByText(first.column.type)) return ["TRUE"];
  const name = rows.keyName(first, 0);
  const bounds = yield* sampleBounds(connection, { rows, first, name, count });
  return rangeConditions(name, bounds, first.descending);
}

/** The rows of a part in order; see `partRows`. */
export function orderedPartSql(rows: KeyedRows, keys: readonly OrderKey[], condition: string): string {
  return `SELECT ${rows.id} AS id FROM ${rows.table} WHERE ${condition} ORDER BY ${orderBy(keys, rows.keyName, rows.id)}`;
}

function idRanges({ firstId, endId, id }: KeyedRows): string[] {
  const count = Math.ceil((endId - firstId) / BUCKET_IDS);
  return Array.from({ length: count }, (_, index) => {
    const start = firstId + index * BUCKET_IDS;
    return `${id} >= ${start} AND ${id} < ${Math.min(start + BUCKET_IDS, endId)}`;
  });
}

/** Whether any value of the type survives the way through its text. */
function partsByText(type: string): boolean {
  const { kind } = typeInfo(type);
  return kind !== "nested" && kind !== "other" && kind !== "interval";
}

async function* sampleBounds(
  connection: Connection,
  { rows, first, name, count }: { rows: KeyedRows; first: OrderKey; name: string; count: number },
): Job<string[]> {
  const { type } = first.column;
  const key = typeInfo(type).kind === "text" ? `left(${name}, ${BOUND_CHARACTERS})` : name;
  const fractions = Array.from({ length: count - 1 }, (_, index) => (index + 1) / count);
  const sample = `SELECT ${key} AS k FROM ${rows.table} WHERE ${name} IS NOT NULL USING SAMPLE ${count * SAMPLES_PER_BUCKET} ROWS`;
  const quantiles = `SELECT unnest(quantile_disc(k, [${fractions.join(", ")}])) AS bound FROM (${sample})`;
  const result = yield* connection.query(
    `SELECT CAST(bound AS VARCHAR) FROM (SELECT DISTINCT bound FROM (${quantiles})) ORDER BY bound ${first.descending ? "DESC" : "ASC"}`,
  );
  const texts = Array.from(result.getChildAt(0) ?? [], String);
  return texts.map((text) => `CAST(${stringLiteral(text)} AS ${type})`);
}

function rangeConditions(name: string, bounds: readonly string[], descending: boolean): string[] {
  const [before, from] = descending ? [">", "<="] : ["<", ">="];
  const ranges = [...bounds, undefined].map((bound, index) => {
    const lower = index > 0 ? `${name} ${from} ${bounds[index - 1]}` : undefined;
    const upper = bound === undefined ? undefined : `${name} ${before} ${bound}`;
    return [lower, upper].filter((condition) => condition !== undefined).join(" AND ") || `${name} IS NOT NULL`;
  });
  return [...ranges, `${name} IS NULL`];
}

/** The physical table itself. */
export function physicalRows(table: string, extent: { rowCount: number; firstId: number; endId: number }): KeyedRows {
  return { ...extent, table, id: ROW_ID, keyName: (key) => quoteIdentifier(key.column.name) };
}
