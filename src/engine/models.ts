/** What the reader asked to see. Travels as a model; becomes SQL in rows/view-sql.ts only. */
export interface ViewModel {
  readonly sort: SortModel;
  readonly filter: FilterModel | null;
  /** Quick search over all columns, case-insensitive; empty: none. */
  readonly search: string;
}

export interface SortKey {
  readonly column: string;
  readonly direction: "asc" | "desc";
}
export type SortModel = readonly SortKey[];

export type FilterValue = string | number | boolean | bigint | null;

export type FilterModel =
  | { readonly op: "and" | "or"; readonly conditions: readonly FilterModel[] }
  | { readonly op: "not"; readonly condition: FilterModel }
  | {
      readonly column: string;
      readonly op: "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "contains" | "starts-with" | "ends-with";
      readonly value: FilterValue;
    }
  | { readonly column: string; readonly op: "between"; readonly from: FilterValue; readonly to: FilterValue }
  | { readonly column: string; readonly op: "in"; readonly values: readonly FilterValue[] }
  | { readonly column: string; readonly op: "is-null" | "is-not-null" };

export const NATURAL_VIEW: ViewModel = { sort: [], filter: null, search: "" };
