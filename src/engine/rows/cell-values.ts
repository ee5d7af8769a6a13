import { quoteIdentifier } from "../database/sql.ts";
import { ROW_ID } from "../schema.ts";
import type { Column } from "../schema.ts";
import { typeInfo } from "./column-types.ts";

/** Types that Arrow carries exactly and cheaply; all others travel as DuckDB's own text, which is exact too. */
const CARRIED_AS_THEY_ARE = new Set([
  "BOOLEAN",
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "UBIGINT",
  "FLOAT",
  "DOUBLE",
  "VARCHAR",
  "BLOB",
]);

/** Whether cells of the type are cast to text in SQL on their way to the page. */
export function travelsAsText(type: string): boolean {
  return !CARRIED_AS_THEY_ARE.has(typeInfo(type).name);
}

/**
 * The SELECT list of a page: the hidden id, then `columns` in the transport form of `CellValue`. Results are read by
 * position; the names `c<column id>` are there for people.
 */
export function pageProjection(columns: readonly Pick<Column, "id" | "name" | "type">[]): string {
  return [ROW_ID, ...columns.map((column) => `${transportExpression(column)} AS c${column.id}`)].join(", ");
}

/** One column in transport form, as a SQL expression. */
export function transportExpression(column: Pick<Column, "name" | "type">): string {
  const name = quoteIdentifier(column.name);
  return travelsAsText(column.type) ? `CAST(${name} AS VARCHAR)` : name;
}

/** `text`, a SQL expression of what `valueText` made of a cell, as a value of the column. */
export function fromTextSql({ type }: Pick<Column, "type">, text: string): string {
  const { kind } = typeInfo(type);
  if (kind === "text") return text;
  return kind === "blob" ? `from_hex(${text})` : `CAST(${text} AS ${type})`;
}
