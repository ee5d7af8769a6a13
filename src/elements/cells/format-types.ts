/** How the cells of a column are shown; plain JSON, so that it fits into the `columns` attribute. */
export interface ColumnFormat {
  /** `plain` shows numbers ungrouped and dates as stored: for ids, years and codes. */
  readonly style?: "decimal" | "percent" | "currency" | "plain";
  /** ISO 4217 code; needed by `style: "currency"`. */
  readonly currency?: string;
  readonly minimumFractionDigits?: number;
  readonly maximumFractionDigits?: number;
  /** Of dates and timestamps. With only one of the two styles a timestamp shows only that part. */
  readonly dateStyle?: "full" | "long" | "medium" | "short";
  readonly timeStyle?: "full" | "long" | "medium" | "short";
}

export interface FormattedCell {
  readonly text: string;
  /** `null` and `empty` (the empty string) are told apart by more than their text. */
  readonly kind: "value" | "null" | "empty";
  readonly align: "start" | "end";
}

export interface FormatOptions {
  /** BCP 47 tag; undefined: the browser's. */
  readonly locale: string | undefined;
  readonly format?: ColumnFormat | undefined;
}

/** What of a DuckDB type matters to its display. */
export type DisplayType =
  | { readonly kind: "integer" | "float" | "double" | "boolean" | "blob" | "text" }
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "date" | "time" | "timestamp" };

const KINDS: Readonly<Record<string, Exclude<DisplayType["kind"], "decimal">>> = {
  TINYINT: "integer",
  SMALLINT: "integer",
  INTEGER: "integer",
  BIGINT: "integer",
  HUGEINT: "integer",
  UTINYINT: "integer",
  USMALLINT: "integer",
  UINTEGER: "integer",
  UBIGINT: "integer",
  UHUGEINT: "integer",
  FLOAT: "float",
  DOUBLE: "double",
  BOOLEAN: "boolean",
  BLOB: "blob",
  DATE: "date",
  TIME: "time",
  TIMESTAMP: "timestamp",
  TIMESTAMP_S: "timestamp",
  TIMESTAMP_MS: "timestamp",
  TIMESTAMP_NS: "timestamp",
  "TIMESTAMP WITH TIME ZONE": "timestamp",
};

export function displayType(type: string): DisplayType {
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type);
  if (decimal) return { kind: "decimal", scale: Number(decimal[1]) };
  return { kind: Object.hasOwn(KINDS, type) ? (KINDS[type] ?? "text") : "text" };
}
