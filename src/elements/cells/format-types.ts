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
