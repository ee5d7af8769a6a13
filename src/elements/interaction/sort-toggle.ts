import type { SortKey, SortModel } from "../../engine/models.ts";

/**
 * Ascending, descending, none. `keepOthers`: the column joins the keys that are there, at the end; else it is the only
 * one.
 */
export function toggleSort(sort: SortModel, column: string, { keepOthers }: { keepOthers: boolean }): SortModel {
  const current = sort.find((key) => key.column === column);
  const next = nextKey(column, current);
  if (!keepOthers) return next ? [next] : [];
  if (!current) return next ? [...sort, next] : sort;
  return sort.flatMap((key) => (key.column === column ? (next ?? []) : key));
}

function nextKey(column: string, current: SortKey | undefined): SortKey | null {
  if (!current) return { column, direction: "asc" };
  return current.direction === "asc" ? { column, direction: "desc" } : null;
}
