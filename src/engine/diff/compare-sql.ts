import { quoteIdentifier } from "../database/sql.ts";
import type { IdRange } from "../changes/change.ts";
import { idsWithin } from "../changes/transforms/pass-sql.ts";
import { typeInfo } from "../rows/column-types.ts";
import { ROW_ID, type Column } from "../schema.ts";
import { ADDED, REMOVED } from "./row-marks.ts";

/** One column on both sides; null: it is not there, and counts as NULL. */
export interface ColumnPair {
  readonly id: number;
  readonly base: Column | null;
  readonly present: Column | null;
}

/** Two relations of `__pt_id` and `c<column id>`, each column in its own type. */
export interface Relations {
  readonly base: string;
  readonly present: string;
}

/** Bits of one result column. */
export const BITS = 30;

/** The columns of both, those of the present first. */
export function pairColumns(base: readonly Column[], present: readonly Column[]): ColumnPair[] {
  const ofBase = new Map(base.map((column) => [column.id, column]));
  const kept = present.map((column) => ({ id: column.id, base: ofBase.get(column.id) ?? null, present: column }));
  const ids = new Set(present.map(({ id }) => id));
  const dropped = base.filter(({ id }) => !ids.has(id));
  return [...kept, ...dropped.map((column) => ({ id: column.id, base: column, present: null }))];
}

/** A relation of a table's rows within the range. */
export function tableRelation(table: string, columns: readonly Column[], range: IdRange): string {
  const list = [ROW_ID, ...columns.map((column) => `${quoteIdentifier(column.name)} AS c${column.id}`)].join(", ");
  return `SELECT ${list} FROM ${table} WHERE ${idsWithin(range)}`;
}

/**
 * The rows that differ: offset of the id from `firstId`, and a mark for each `BITS` of the pairs, the first of which
 * tells of rows that are on one side only. `isAligned`: both sides have the same ids in the same order, which spares the
 * search for them; where that turns out wrong, rows are told as added or removed.
 */
export function compareSql(
  relations: Relations,
  pairs: readonly ColumnPair[],
  { firstId, isAligned = false }: { firstId: number; isAligned?: boolean },
): string {
  const words: string[] = [];
  for (let start = 0; start < Math.max(1, pairs.length); start += BITS) {
    const bits = pairs
      .slice(start, start + BITS)
      .map((pair, bit) => `CASE WHEN ${differs(pair)} THEN ${2 ** bit} ELSE 0 END`);
    const mask = bits.join(" + ") || "0";
    const whole =
      start === 0
        ? `WHEN b.${ROW_ID} IS NULL OR p.${ROW_ID} <> b.${ROW_ID} THEN ${ADDED} WHEN p.${ROW_ID} IS NULL THEN ${REMOVED}`
        : `WHEN b.${ROW_ID} IS NULL OR p.${ROW_ID} IS NULL THEN 0`;
    words.push(`CAST(CASE ${whole} ELSE ${mask} END AS UINTEGER) AS m${start / BITS}`);
  }
  const offset = `CAST(coalesce(p.${ROW_ID}, b.${ROW_ID}) - ${firstId} AS UINTEGER) AS o`;
  return `SELECT ${[offset, ...words].join(", ")} FROM ${isAligned ? aligned(relations) : joined(relations)} WHERE ${isAligned ? `p.${ROW_ID} IS DISTINCT FROM b.${ROW_ID} OR ` : ""}${anyDiffers(pairs)}`;
}

function aligned({ base, present }: Relations): string {
  return `(${present}) AS p POSITIONAL JOIN (${base}) AS b`;
}

export function joined({ base, present }: Relations): string {
  return `(${present}) AS p FULL JOIN (${base}) AS b ON p.${ROW_ID} = b.${ROW_ID}`;
}

export function anyDiffers(pairs: readonly ColumnPair[]): string {
  return [`b.${ROW_ID} IS NULL`, `p.${ROW_ID} IS NULL`, ...pairs.map(differs)].join(" OR ");
}

/** Whether the cells of the pair differ in a row that is on both sides. What DuckDB takes for equal and shows otherwise differs. */
export function differs({ id, base, present }: ColumnPair): string {
  const [b, p] = [`b.c${id}`, `p.c${id}`];
  if (!base) return `p.c${id} IS NOT NULL`;
  if (!present) return "FALSE";
  if (base.type !== present.type) {
    // 5 and 5.0 are the same, 5.5 is not 6, nor "05" 5.
    const isOther = (from: string, type: string, to: string) => `TRY_CAST(${from} AS ${type}) IS DISTINCT FROM ${to}`;
    return `(${isOther(b, present.type, p)} OR ${isOther(p, base.type, b)})`;
  }
  const { kind } = typeInfo(present.type);
  if (kind === "float") return `(${b} IS DISTINCT FROM ${p} OR (${b} = 0 AND signbit(${b}) <> signbit(${p})))`;
  if (kind === "interval") return `CAST(${b} AS VARCHAR) IS DISTINCT FROM CAST(${p} AS VARCHAR)`;
  return `${b} IS DISTINCT FROM ${p}`;
}
