import type { Connection } from "../database/database.ts";
import { quoteIdentifier, stringLiteral } from "../database/sql.ts";
import type { Job } from "../scheduling/job.ts";
import { ROW_ID } from "../schema.ts";
import { typeInfo } from "./column-types.ts";
import { cutSample, type KeySpan, type SampledValue } from "./sample-cuts.ts";
import { orderBy } from "./view-sql.ts";
import type { OrderKey } from "./view-sql.ts";

/** Sorting is one slice in DuckDB, however long: 256k rows by numbers keep it near 30 ms, 128k by texts that begin alike near 70. */
const BUCKET_ROWS = 256_000;
const TEXT_BUCKET_ROWS = 128_000;
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
  readonly keyName: (key: OrderKey) => string;
  readonly rowCount: number;
  /** Ids in `[firstId, endId)`. */
  readonly firstId: number;
  readonly endId: number;
}

/** Rows that follow one another when the parts do, each to be ordered by its own keys, then by id. */
export interface RowsPart {
  readonly condition: string;
  readonly keys: readonly OrderKey[];
}

/**
 * Parts that can be ordered in a short slice each. Rows that have the first key's value in common need not be compared
 * by it, which would be slow, and are parted by the next.
 */
export async function* partRows(
  connection: Connection,
  rows: KeyedRows,
  keys: readonly OrderKey[],
  within = "TRUE",
): Job<RowsPart[]> {
  const [first, ...rest] = keys;
  if (!first) return idRanges(rows).map((range) => ({ condition: `${within} AND ${range}`, keys }));
  const count = bucketCount(rows, keys);
  if (count <= 1 || !partsByText(first.column.type)) return [{ condition: within, keys }];
  const sample = yield* sampleKey(connection, { rows, first, within, count });
  const spans = yield* possibleSpans(connection, { rows, first, within, spans: cutSample(sample.values, count) });
  const parts: RowsPart[] = [];
  const add = async function* (condition: string, sampled: number): Job<void> {
    const rowCount = Math.ceil((rows.rowCount * sampled) / Math.max(1, sample.size));
    parts.push(...(yield* partRows(connection, { ...rows, rowCount }, rest, `${within} AND ${condition}`)));
  };
  const name = rows.keyName(first);
  for (const span of spans) {
    if (span.kind === "only") yield* add(`${name} = ${bound(span.value, first)}`, span.count);
    else parts.push({ condition: [within, ...betweenConditions(name, first, span)].join(" AND "), keys });
  }
  yield* add(`${name} IS NULL`, sample.nulls);
  return parts;
}

/** The rows of a part in order; see `partRows`. */
export function orderedPartSql(rows: KeyedRows, { condition, keys }: RowsPart): string {
  return `SELECT ${rows.id} AS id FROM ${rows.table} WHERE ${condition} ORDER BY ${orderBy(keys, rows.keyName, rows.id)}`;
}

function bucketCount({ rowCount }: KeyedRows, keys: readonly OrderKey[]): number {
  const isText = ({ column }: OrderKey) => typeInfo(column.type).kind === "text";
  const bucketRows = keys.some(isText) ? TEXT_BUCKET_ROWS : BUCKET_ROWS;
  const max = keys[0] && isText(keys[0]) ? MAX_TEXT_BUCKETS : MAX_BUCKETS;
  return Math.min(max, Math.ceil(rowCount / bucketRows));
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

interface KeyQuery {
  readonly rows: KeyedRows;
  readonly first: OrderKey;
  readonly within: string;
}

/** Values of the first key in order of the sort, and how many rows of the sample have none. */
async function* sampleKey(
  connection: Connection,
  { rows, first, within, count }: KeyQuery & { count: number },
): Job<{ values: SampledValue[]; nulls: number; size: number }> {
  const isText = typeInfo(first.column.type).kind === "text";
  const name = rows.keyName(first);
  const key = isText ? `left(${name}, ${BOUND_CHARACTERS})` : name;
  const keys = `SELECT ${key} AS k FROM ${rows.table} WHERE ${within}`;
  const sample = `SELECT k FROM (${keys}) USING SAMPLE ${count * SAMPLES_PER_BUCKET} ROWS`;
  const result = yield* connection.query(
    `SELECT CAST(k AS VARCHAR), count(*)::INTEGER FROM (${sample}) GROUP BY k ORDER BY k ${first.descending ? "DESC" : "ASC"} NULLS LAST`,
  );
  const values: SampledValue[] = [];
  let nulls = 0;
  let size = 0;
  for (let row = 0; row < result.numRows; row++) {
    const text = result.getChildAt(0)?.get(row) as string | null;
    const counted = Number(result.getChildAt(1)?.get(row));
    size += counted;
    if (text === null) nulls = counted;
    else values.push({ text, count: counted, isWhole: !isText || text.length < BOUND_CHARACTERS });
  }
  return { values, nulls, size };
}

/** Without those between values of which there are no others, where one look tells that. */
async function* possibleSpans(
  connection: Connection,
  { rows, first, within, spans }: KeyQuery & { spans: KeySpan[] },
): Job<KeySpan[]> {
  const values = spans.filter((span) => span.kind === "only");
  if (values.length === 0 || spans.some((span) => span.kind === "between" && span.count > 0)) return spans;
  const list = values.map(({ value }) => bound(value, first)).join(", ");
  const others = `SELECT 1 FROM ${rows.table} WHERE ${within} AND ${rows.keyName(first)} NOT IN (${list}) LIMIT 1`;
  const found = yield* connection.query(others);
  return found.numRows === 0 ? values : spans;
}

function betweenConditions(
  name: string,
  first: OrderKey,
  { from, above, below }: Extract<KeySpan, { kind: "between" }>,
): string[] {
  const [after, before] = first.descending ? ["<", ">"] : [">", "<"];
  const conditions = [
    from === null ? null : `${name} ${after}= ${bound(from, first)}`,
    above === null ? null : `${name} ${after} ${bound(above, first)}`,
    below === null ? null : `${name} ${before} ${bound(below, first)}`,
  ].filter((condition) => condition !== null);
  return conditions.length > 0 ? conditions : [`${name} IS NOT NULL`];
}

function bound(text: string, { column }: OrderKey): string {
  return `CAST(${stringLiteral(text)} AS ${column.type})`;
}

/** The physical table itself. */
export function physicalRows(table: string, extent: { rowCount: number; firstId: number; endId: number }): KeyedRows {
  return { ...extent, table, id: ROW_ID, keyName: (key) => quoteIdentifier(key.column.name) };
}
