import { parseCellInput } from "../changes/cell-input.ts";
import { literal, quoteIdentifier, stringLiteral } from "../database/sql.ts";
import { PersistentTableError } from "../errors.ts";
import type { FilterModel, FilterValue } from "../models.ts";
import type { Column } from "../schema.ts";
import { typeInfo } from "./column-types.ts";
import { findColumn } from "./find-column.ts";

const OPERATORS = { lt: "<", le: "<=", gt: ">", ge: ">=" } as const;
const TEXT_TESTS = { contains: "contains", "starts-with": "starts_with", "ends-with": "ends_with" } as const;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A filter as a SQL condition that is never NULL: `ne` and `not` take the rows that `eq` and the condition leave.
 * `eq` and `ne` with `null` test for NULL. Text is compared exactly by `eq`…`ge` and `in`, ignoring case by
 * `contains`, `starts-with` and `ends-with`, which look at any type's text form. Throws `unknown-column` and
 * `invalid-argument`.
 */
export function filterSql(filter: FilterModel, columns: readonly Column[]): string {
  switch (filter.op) {
    case "and":
    case "or":
      return groupSql(filter, columns);
    case "not":
      return `(NOT ${filterSql(filter.condition, columns)})`;
    default:
      return testSql(filter, findColumn(columns, filter.column, "filter"));
  }
}

function groupSql(filter: Extract<FilterModel, { op: "and" | "or" }>, columns: readonly Column[]): string {
  if (filter.conditions.length === 0) return filter.op === "and" ? "TRUE" : "FALSE";
  const conditions = filter.conditions.map((condition) => filterSql(condition, columns));
  return `(${conditions.join(filter.op === "and" ? " AND " : " OR ")})`;
}

type Test = Extract<FilterModel, { column: string }>;

function testSql(test: Test, column: Column): string {
  const name = quoteIdentifier(column.name);
  const constant = (value: FilterValue): string => constantSql(value, column, test.op);
  switch (test.op) {
    case "is-null":
      return `(${name} IS NULL)`;
    case "is-not-null":
      return `(${name} IS NOT NULL)`;
    case "eq":
      return test.value === null ? `(${name} IS NULL)` : known(`${name} = ${constant(test.value)}`, name);
    case "ne":
      if (test.value === null) return `(${name} IS NOT NULL)`;
      return `(${name} <> ${constant(test.value)} OR ${name} IS NULL)`;
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return known(`${name} ${OPERATORS[test.op]} ${constant(test.value)}`, name);
    case "between":
      return known(`${name} BETWEEN ${constant(test.from)} AND ${constant(test.to)}`, name);
    case "in":
      return inSql(test.values, column, name);
    case "contains":
    case "starts-with":
    case "ends-with":
      return textTestSql(test.op, test.value, column);
  }
}

/** The NULL test as a condition of its own keeps the comparison pushed down into the scan. */
function known(comparison: string, name: string): string {
  return `(${comparison} AND ${name} IS NOT NULL)`;
}

function inSql(values: readonly FilterValue[], column: Column, name: string): string {
  const constants = values.filter((value) => value !== null).map((value) => constantSql(value, column, "in"));
  const tests = constants.length > 0 ? [known(`${name} IN (${constants.join(", ")})`, name)] : [];
  if (values.includes(null)) tests.push(`${name} IS NULL`);
  return tests.length > 0 ? `(${tests.join(" OR ")})` : "FALSE";
}

function textTestSql(op: keyof typeof TEXT_TESTS, value: FilterValue, column: Column): string {
  if (value === null) throw mismatch(column, op, value, "text");
  const test = `${TEXT_TESTS[op]}(lower(${textSql(column)}), lower(${stringLiteral(String(value))}))`;
  return known(test, quoteIdentifier(column.name));
}

/** A column's cells as text, in the form in which a page shows them before formatting. */
export function textSql(column: Pick<Column, "name" | "type">): string {
  const name = quoteIdentifier(column.name);
  return typeInfo(column.type).kind === "text" ? name : `CAST(${name} AS VARCHAR)`;
}

function constantSql(value: FilterValue, column: Column, op: string): string {
  const { kind } = typeInfo(column.type);
  if (value === null) throw mismatch(column, op, value, "a value; use is-null or is-not-null");
  if (kind === "integer" || kind === "decimal") return numberSql(value, column, op);
  if (kind === "text") return stringLiteral(String(value));
  if (typeof value !== "boolean" && typeof value !== "string" && kind !== "float" && kind !== "boolean") {
    throw mismatch(column, op, value, "text in the form of that type");
  }
  // A filter travels in a page's source: it reads the same for every reader, whatever their locale.
  const parsed = parseCellInput(String(value), { type: column.type, nullable: false }, "en-CA");
  if (parsed.ok === "ask") return `CAST(${stringLiteral(String(value))} AS ${column.type})`;
  if (!parsed.ok) throw mismatch(column, op, value, `a ${column.type}`, parsed.reason);
  return literal(parsed.value, column.type);
}

/** Numbers stay as they are written: a cast to the column's type would round them, or fail past its range. */
function numberSql(value: Exclude<FilterValue, null>, column: Column, op: string): string {
  const text = String(value).trim();
  if (typeof value !== "boolean" && NUMBER.test(text) && Number.isFinite(Number(text))) return text;
  if (typeof value === "number") return `CAST('${text}' AS DOUBLE)`;
  throw mismatch(column, op, value, "a number");
}

function mismatch(column: Column, op: string, value: FilterValue, expected: string, reason = ""): PersistentTableError {
  const found = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : String(value);
  return new PersistentTableError(
    "invalid-argument",
    `filter: "${op}" on column "${column.name}" (${column.type}) takes ${expected}, found ${found}.${reason && ` ${reason}`}`,
  );
}
