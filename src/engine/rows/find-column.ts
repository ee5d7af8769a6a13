import { PersistentTableError } from "../errors.ts";
import type { Column } from "../schema.ts";

const NAMES_SHOWN = 8;

/** The column called `name`: exactly so, else ignoring case as DuckDB does. Throws `unknown-column`. */
export function findColumn<C extends Pick<Column, "name">>(columns: readonly C[], name: string, where: string): C {
  const lower = name.toLowerCase();
  const column =
    columns.find((candidate) => candidate.name === name) ??
    columns.find((candidate) => candidate.name.toLowerCase() === lower);
  if (column) return column;
  const names = columns.slice(0, NAMES_SHOWN).map((candidate) => candidate.name);
  const more = columns.length > NAMES_SHOWN ? `, … (${columns.length} columns)` : "";
  throw new PersistentTableError(
    "unknown-column",
    `${where}: there is no column "${name}". The columns are: ${names.join(", ")}${more}.`,
  );
}
