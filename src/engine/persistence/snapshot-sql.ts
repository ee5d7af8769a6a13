import type { ColumnLayout } from "../../worker/protocol.ts";
import { quoteIdentifier } from "../database/sql.ts";
import { PersistentTableError } from "../errors.ts";
import { type Column, ROW_ID } from "../schema.ts";
import { columnLayout, storageType } from "./storage-type.ts";

/** A column's name in segments: stable through renames. */
export function storedName(column: Pick<Column, "id">): string {
  return `c${column.id}`;
}

/** The SELECT list of a segment: the hidden id, then `columns`. */
export function exportList(columns: readonly Column[]): string {
  return [ROW_ID, ...columns.map(exportColumn)].join(", ");
}

/** @throws PersistentTableError `storage-io` for a column that no snapshot can hold. */
export function exportLayouts(columns: readonly Column[]): ColumnLayout[] {
  return columns.map((column) => columnLayout(exportType(column)));
}

/** Rows with ids `[firstId, endId)` as a segment holds them. */
export function exportSql(
  table: string,
  list: string,
  range: { firstId: number; endId: number; sorted: boolean },
): string {
  const order = range.sorted ? "" : ` ORDER BY ${ROW_ID}`;
  return `SELECT ${list} FROM ${quoteIdentifier(table)} WHERE ${idsBetween(range)}${order}`;
}

function exportColumn(column: Column): string {
  const name = quoteIdentifier(column.name);
  const type = exportType(column);
  return `${type === column.type ? name : `CAST(${name} AS ${type})`} AS ${storedName(column)}`;
}

function exportType(column: Column): string {
  const type = storageType(column.type);
  if (type !== null) return type;
  throw new PersistentTableError(
    "storage-io",
    `The column "${column.name}" cannot be saved: its type ${column.type} holds a UNION. Cast the column to another type.`,
  );
}

/** One row: how many rows the ids `[firstId, endId)` have, and whether a scan meets them in order of id. */
export function rangeFactsSql(table: string, range: { firstId: number; endId: number }): string {
  // A row that moved within the table (DuckDB updates some types by delete and insert) has another distance to its rowid.
  const distance = `${ROW_ID} - rowid`;
  return `SELECT count(*)::DOUBLE, coalesce(min(${distance}) = max(${distance}), true) FROM ${quoteIdentifier(table)} WHERE ${idsBetween(range)}`;
}

export function createTableSql(table: string, columns: readonly Pick<Column, "name" | "type">[]): string {
  const list = columns.map((column) => `, ${quoteIdentifier(column.name)} ${column.type}`).join("");
  return `CREATE TABLE ${quoteIdentifier(table)} (${ROW_ID} BIGINT${list})`;
}

function idsBetween({ firstId, endId }: { firstId: number; endId: number }): string {
  return `${ROW_ID} >= ${firstId} AND ${ROW_ID} < ${endId}`;
}
