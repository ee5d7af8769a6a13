import { quoteIdentifier } from "../database/sql.ts";
import type { ViewModel } from "../models.ts";
import { ROW_ID } from "../schema.ts";
import type { Column } from "../schema.ts";
import { filterSql } from "./filter-sql.ts";
import { findColumn } from "./find-column.ts";
import { searchSql } from "./search-sql.ts";

/** A view as SQL over the physical table. */
export interface ViewSql {
  /** Condition on the rows, never NULL as a value; null: all rows. */
  readonly where: string | null;
  /** Each column once, the first key first; NULLs come last whatever the direction, and ties by id. */
  readonly order: readonly OrderKey[];
}

export interface OrderKey {
  readonly column: Column;
  readonly descending: boolean;
}

/** Throws `unknown-column` or `invalid-argument`, naming what is wrong and what is accepted. */
export function viewSql(model: ViewModel, columns: readonly Column[]): ViewSql {
  const order: OrderKey[] = [];
  for (const { column: name, direction } of model.sort) {
    const column = findColumn(columns, name, "sort");
    if (!order.some((key) => key.column === column)) order.push({ column, descending: direction === "desc" });
  }
  const filter = model.filter === null ? undefined : filterSql(model.filter, columns);
  const search = searchSql(model.search, columns);
  const where = [filter, search].filter((condition) => condition !== undefined).join(" AND ");
  return { where: where || null, order };
}

/** ORDER BY of `keys`, NULLs last, ties by id. `expression` spells a key's column where it is not the table's own. */
export function orderBy(
  keys: readonly OrderKey[],
  expression = (key: OrderKey, _index: number): string => quoteIdentifier(key.column.name),
  id = ROW_ID,
): string {
  const terms = keys.map((key, index) => `${expression(key, index)} ${key.descending ? "DESC" : "ASC"} NULLS LAST`);
  return [...terms, id].join(", ");
}

export function isNaturalView(model: ViewModel): boolean {
  return model.sort.length === 0 && model.filter === null && model.search.trim() === "";
}
