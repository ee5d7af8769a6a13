import { alignmentOf, typeInfo } from "../../engine/rows/column-types.ts";
import { yieldToMain } from "../../engine/scheduling/yield.ts";
import type { CellValue } from "../../engine/rows/grid-data.ts";
import { numberFormatter } from "./format-number.ts";
import { formatBlob, formatText } from "./format-text.ts";
import { timeFormatter } from "./format-time.ts";
import type { ColumnFormat, FormatOptions, FormattedCell } from "./format-types.ts";

export type { ColumnFormat, FormatOptions, FormattedCell } from "./format-types.ts";

export type CellFormatter = (value: CellValue) => FormattedCell;

type ByType = Map<string, CellFormatter>;
type ByLocale = Map<string | undefined, ByType>;

const defaultFormatters: ByLocale = new Map();
const customFormatters = new WeakMap<ColumnFormat, ByLocale>();

/**
 * The text of a cell of DuckDB type `type`, on one line, for reading only: long texts and BLOBs are shortened. Numbers
 * and dates follow `locale`, and are exact.
 */
export function formatCell(value: CellValue, type: string, options: FormatOptions): FormattedCell {
  return cellFormatter(type, options)(value);
}

/** What `formatCell` uses for every cell of a column: one formatter for each type, locale and `format` object. */
export function cellFormatter(type: string, options: FormatOptions): CellFormatter {
  const byType = formattersOf(options.locale, options.format);
  let formatter = byType.get(type);
  if (!formatter) byType.set(type, (formatter = createFormatter(type, options)));
  return formatter;
}

/** The first formats of a page take some 10 ms to make: better while it waits for rows than when they are there. */
export async function warmFormatters(): Promise<void> {
  for (const type of ["BIGINT", "DOUBLE", "TIMESTAMP"]) {
    await yieldToMain();
    cellFormatter(type, { locale: undefined });
  }
}

function formattersOf(locale: string | undefined, format: ColumnFormat | undefined): ByType {
  const byLocale = format === undefined ? defaultFormatters : customFormattersOf(format);
  const known = byLocale.get(locale);
  if (known) return known;
  const byType: ByType = new Map();
  byLocale.set(locale, byType);
  return byType;
}

function customFormattersOf(format: ColumnFormat): ByLocale {
  const known = customFormatters.get(format);
  if (known) return known;
  const byLocale: ByLocale = new Map();
  customFormatters.set(format, byLocale);
  return byLocale;
}

function createFormatter(type: string, { locale, format }: FormatOptions): CellFormatter {
  const align = alignmentOf(type);
  const nullCell: FormattedCell = { text: "null", kind: "null", align };
  const emptyCell: FormattedCell = { text: "", kind: "empty", align };
  const toText = textFormatter(type, locale, format);
  return (value) => {
    if (value === null) return nullCell;
    if (value === "") return emptyCell;
    return { text: toText(value), kind: "value", align };
  };
}

function textFormatter(
  type: string,
  locale: string | undefined,
  format: ColumnFormat | undefined,
): (value: CellValue) => string {
  const info = typeInfo(type);
  switch (info.kind) {
    case "integer":
    case "float":
    case "decimal":
      return numberFormatter(info, locale, format);
    case "date":
    case "time":
    case "timestamp":
      return timeFormatter(info.kind, locale, format);
    default: {
      const formatCount = numberFormatter(typeInfo("INTEGER"), locale, undefined);
      return (value) => (value instanceof Uint8Array ? formatBlob(value, formatCount) : formatText(String(value)));
    }
  }
}
