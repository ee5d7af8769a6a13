import { quoteIdentifier } from "../../database/sql.ts";
import { DATA_VIEW, ROWS_TABLE, type Column } from "../../schema.ts";

/**
 * What makes a table with the columns `from` one with the columns `to`; a column that is new in it, or has another type,
 * is empty. DuckDB refuses to commit a table that was altered after its rows were: these come first in a transaction.
 */
export function alterations(from: readonly Column[], to: readonly Column[]): string[] {
  const dropped = from.filter((column) => !isKept(column, to));
  const renamed = from.flatMap((column) => {
    const after = to.find(({ id }) => id === column.id);
    return after && isKept(column, to) && after.name !== column.name ? [{ ...column, to: after.name }] : [];
  });
  const added = to.filter((column) => !isKept(column, from));
  return [
    ...dropped.map(({ name }) => `DROP COLUMN ${quoteIdentifier(name)}`),
    ...renames(renamed),
    ...added.map(({ name, type }) => `ADD COLUMN ${quoteIdentifier(name)} ${type}`),
  ].map((alteration) => `ALTER TABLE ${ROWS_TABLE} ${alteration}`);
}

/** The view of the rows without their hidden id. */
export function createDataView(columns: readonly Column[]): string[] {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  return [`DROP VIEW IF EXISTS ${DATA_VIEW}`, `CREATE VIEW ${DATA_VIEW} AS SELECT ${names} FROM ${ROWS_TABLE}`];
}

function isKept({ id, type }: Column, columns: readonly Column[]): boolean {
  return columns.some((column) => column.id === id && column.type === type);
}

/** Columns may swap their names: then all of them go by another one in between. */
function renames(columns: readonly (Column & { readonly to: string })[]): string[] {
  const rename = (from: string, to: string) => `RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`;
  const lower = (name: string) => name.toLowerCase();
  const names = new Set(columns.map(({ name }) => lower(name)));
  if (!columns.some(({ name, to }) => names.has(lower(to)) && lower(to) !== lower(name))) {
    return columns.map(({ name, to }) => rename(name, to));
  }
  const between = ({ id }: Column) => `__pt_renamed_${id}`;
  return [
    ...columns.map((column) => rename(column.name, between(column))),
    ...columns.map((column) => rename(between(column), column.to)),
  ];
}
