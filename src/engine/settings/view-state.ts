import type { FilterModel, SortModel } from "../models.ts";

/** How a table was looked at. Columns go by id, so that a renamed one keeps its place. */
export interface ViewState {
  readonly columns: readonly ColumnState[];
  readonly sort: SortModel;
  readonly filter: FilterModel | null;
  readonly search: string;
  /** Position in the view of the row at the top. */
  readonly scrollRow: number;
}

/** In the order of display; what is absent is as the page's `columns` attribute or the default has it. */
export interface ColumnState {
  readonly id: number;
  readonly widthPx?: number;
  readonly hidden?: boolean;
  readonly pinned?: "start" | "end";
}

/** Takes over what has the right form, field by field. */
export function parseViewState(stored: unknown): Partial<ViewState> {
  if (!isRecord(stored)) return {};
  const { columns, sort, filter, search, scrollRow } = stored;
  return {
    ...(Array.isArray(columns) && { columns: columns.flatMap(parseColumn) }),
    ...(Array.isArray(sort) && sort.every(isSortKey) && { sort }),
    ...((filter === null || isRecord(filter)) && { filter: filter as FilterModel | null }),
    ...(typeof search === "string" && { search }),
    ...(isCount(scrollRow) && { scrollRow }),
  };
}

function parseColumn(stored: unknown): ColumnState[] {
  if (!isRecord(stored) || !isCount(stored["id"])) return [];
  const { id, widthPx, hidden, pinned } = stored;
  const column: ColumnState = {
    id,
    ...(typeof widthPx === "number" && widthPx > 0 && Number.isFinite(widthPx) && { widthPx }),
    ...(typeof hidden === "boolean" && { hidden }),
    ...((pinned === "start" || pinned === "end") && { pinned }),
  };
  return [column];
}

function isSortKey(value: unknown): value is SortModel[number] {
  if (!isRecord(value)) return false;
  return typeof value["column"] === "string" && (value["direction"] === "asc" || value["direction"] === "desc");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
