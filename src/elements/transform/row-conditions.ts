import { parseCellInput } from "../../engine/changes/cell-input.ts";
import { PersistentTableError } from "../../engine/errors.ts";
import type { FilterModel, ViewModel } from "../../engine/models.ts";
import { typeInfo } from "../../engine/rows/column-types.ts";
import { filterSql } from "../../engine/rows/filter-sql.ts";
import { searchSql } from "../../engine/rows/search-sql.ts";
import type { Column } from "../../engine/schema.ts";
import type { Constant } from "./column-sql.ts";
import type { ConditionOp } from "./transform-form.ts";

/** In words, for a list. */
export const CONDITIONS: readonly { readonly op: ConditionOp; readonly label: string }[] = [
  { op: "eq", label: "is" },
  { op: "ne", label: "is not" },
  { op: "lt", label: "is less than" },
  { op: "le", label: "is at most" },
  { op: "gt", label: "is more than" },
  { op: "ge", label: "is at least" },
  { op: "contains", label: "contains" },
  { op: "starts-with", label: "starts with" },
  { op: "ends-with", label: "ends with" },
  { op: "is-null", label: "is null" },
  { op: "is-not-null", label: "is not null" },
  { op: "expression", label: "by an expression" },
];

/** False: the condition says all by itself. */
export function comparesValue(op: ConditionOp): op is ValueOp {
  return op !== "expression" && op !== "is-null" && op !== "is-not-null";
}

type ValueOp = Exclude<ConditionOp, "expression" | "is-null" | "is-not-null">;

/** The rows that filter and search let through, as a condition; null: all. */
export function viewSql({ filter, search }: ViewModel, columns: readonly Column[]): string | null {
  const conditions = [filter && filterSql(filter, columns), searchSql(search, columns)].filter((sql) => sql != null);
  return conditions.length === 0 ? null : conditions.join(" AND ");
}

/** Both conditions; a comment at the end of one that a reader wrote does not swallow the other. */
export function bothSql(condition: string, other: string | null): string {
  return other === null ? condition : `(${condition}\n) AND ${other}`;
}

/** A comparison of a column's cells with what a reader typed, in plain form or that of the locale. */
export function comparisonSql(
  column: Column,
  op: Exclude<ConditionOp, "expression">,
  text: string,
  locale: string | undefined,
): Constant {
  const test = { column: column.name, op };
  if (!comparesValue(op)) return { sql: filterSql({ ...test, op }, [column]) };
  if (TEXT_TESTS.has(op)) return { sql: filterSql({ ...test, op, value: text }, [column]) };
  const parsed = parseCellInput(text, { type: column.type, nullable: false }, locale);
  // A column of whole numbers can be compared with 10.5, which it cannot hold.
  const value = parsed.ok === true && !(parsed.value instanceof Uint8Array) ? parsed.value : text;
  const sql = tryFilter({ ...test, op, value: typeof value === "number" ? String(value) : value }, column);
  if (sql !== null) return { sql };
  return { problem: parsed.ok === false ? parsed.reason : `Not a value of type ${typeInfo(column.type).name}.` };
}

const TEXT_TESTS: ReadonlySet<ConditionOp> = new Set(["contains", "starts-with", "ends-with"]);

function tryFilter(filter: FilterModel, column: Column): string | null {
  try {
    return filterSql(filter, [column]);
  } catch (error) {
    if (error instanceof PersistentTableError) return null;
    throw error;
  }
}
