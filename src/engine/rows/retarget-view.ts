import type { FilterModel, SortKey, ViewModel } from "../models.ts";
import type { Column } from "../schema.ts";

/** The view after a change of the columns, and the names of those that are gone. */
export interface RetargetedView {
  readonly view: ViewModel;
  readonly lost: readonly string[];
}

type NamedColumn = Pick<Column, "id" | "name">;

/**
 * Follows columns by id: renamed ones under their new names, and what was asked of those that are gone is left out. The
 * same view when it names no column that changed.
 */
export function retargetView(
  view: ViewModel,
  before: readonly NamedColumn[],
  after: readonly NamedColumn[],
): RetargetedView {
  const lost = new Set<string>();
  const renamed = new Set<string>();
  const rename = (name: string): string | null => {
    const column = columnCalled(name, before);
    const now = column && after.find(({ id }) => id === column.id);
    if (!column || now?.name === column.name) return name;
    (now ? renamed : lost).add(column.name);
    return now?.name ?? null;
  };
  const sort = view.sort.flatMap((key): SortKey[] => {
    const column = rename(key.column);
    return column === null ? [] : [{ ...key, column }];
  });
  const filter = view.filter && retargetFilter(view.filter, rename);
  return { view: renamed.size + lost.size > 0 ? { ...view, sort, filter } : view, lost: [...lost] };
}

/** Names of a view are as forgiving as `findColumn`. */
function columnCalled(name: string, columns: readonly NamedColumn[]): NamedColumn | undefined {
  const lower = name.toLowerCase();
  return (
    columns.find((column) => column.name === name) ?? columns.find((column) => column.name.toLowerCase() === lower)
  );
}

function retargetFilter(filter: FilterModel, rename: (name: string) => string | null): FilterModel | null {
  switch (filter.op) {
    case "and":
    case "or": {
      const conditions = filter.conditions.flatMap((condition) => retargetFilter(condition, rename) ?? []);
      return conditions.length > 0 || filter.conditions.length === 0 ? { ...filter, conditions } : null;
    }
    case "not": {
      const condition = retargetFilter(filter.condition, rename);
      return condition && { ...filter, condition };
    }
    default: {
      const column = rename(filter.column);
      return column === null ? null : { ...filter, column };
    }
  }
}
