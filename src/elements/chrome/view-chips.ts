import type { FilterModel, FilterValue, SortModel } from "../../engine/models.ts";

/** Names in the header, where they differ from the column's own. */
export type ColumnLabels = ReadonlyMap<string, string>;

const COMPARISONS = {
  eq: "=",
  ne: "≠",
  lt: "<",
  le: "≤",
  gt: ">",
  ge: "≥",
  contains: "contains",
  "starts-with": "starts with",
  "ends-with": "ends with",
} as const;

const MAX_LISTED_VALUES = 3;

/** What can be taken away one by one: the parts of an `and`, else the filter as a whole. */
export function filterParts(filter: FilterModel | null): readonly FilterModel[] {
  if (filter === null) return [];
  return filter.op === "and" ? filter.conditions : [filter];
}

export function withoutFilterPart(filter: FilterModel | null, index: number): FilterModel | null {
  const rest = filterParts(filter).filter((_, at) => at !== index);
  if (rest.length > 1) return { op: "and", conditions: rest };
  return rest[0] ?? null;
}

export function withoutSortKey(sort: SortModel, index: number): SortModel {
  return sort.filter((_, at) => at !== index);
}

export function withFlippedSortKey(sort: SortModel, index: number): SortModel {
  return sort.map((key, at) => {
    if (at !== index) return key;
    return { column: key.column, direction: key.direction === "asc" ? "desc" : "asc" };
  });
}

/** The condition in words, for a reader. */
export function describeFilter(filter: FilterModel, labels: ColumnLabels): string {
  switch (filter.op) {
    case "and":
    case "or":
      return filter.conditions.map((condition) => describeNested(condition, labels)).join(` ${filter.op} `);
    case "not":
      return `not ${describeNested(filter.condition, labels)}`;
    case "is-null":
      return `${labelOf(filter.column, labels)} is null`;
    case "is-not-null":
      return `${labelOf(filter.column, labels)} is not null`;
    case "between":
      return `${labelOf(filter.column, labels)} between ${describeValue(filter.from)} and ${describeValue(filter.to)}`;
    case "in":
      return `${labelOf(filter.column, labels)} is ${describeList(filter.values)}`;
    default:
      return `${labelOf(filter.column, labels)} ${COMPARISONS[filter.op]} ${describeValue(filter.value)}`;
  }
}

export function labelOf(column: string, labels: ColumnLabels): string {
  return labels.get(column) ?? column;
}

function describeNested(filter: FilterModel, labels: ColumnLabels): string {
  const text = describeFilter(filter, labels);
  return filter.op === "and" || filter.op === "or" ? `(${text})` : text;
}

function describeList(values: readonly FilterValue[]): string {
  if (values.length === 0) return "none of the values";
  const shown = values.slice(0, MAX_LISTED_VALUES).map(describeValue).join(" or ");
  const more = values.length - MAX_LISTED_VALUES;
  return more > 0 ? `${shown} or ${more} more` : shown;
}

function describeValue(value: FilterValue): string {
  return typeof value === "string" ? `“${value}”` : String(value);
}
