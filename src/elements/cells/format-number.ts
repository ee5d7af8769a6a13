import type { TypeInfo } from "../../engine/rows/column-types.ts";
import type { CellValue } from "../../engine/rows/grid-data.ts";
import type { ColumnFormat } from "./format-types.ts";

type FormatNumber = (value: CellValue) => string;

const MAX_FRACTION_DIGITS = 20;
const PLAIN_BELOW = 1e21;
const PLAIN_FROM = 1e-7;

/** Formats exactly: bigints, and the text of DECIMAL and HUGEINT, never pass through a double. */
export function numberFormatter(
  type: TypeInfo,
  locale: string | undefined,
  format: ColumnFormat | undefined,
): FormatNumber {
  if (format?.style === "plain") return String;
  const numbers = createNumberFormat(locale, numberOptions(type, format));
  const formatExact = (value: CellValue): string =>
    // TypeScript's lib knows numeric strings here only as literals.
    typeof value === "string" ? numbers.format(value as Intl.StringNumericLiteral) : numbers.format(value as number);
  if (type.kind !== "float") return formatExact;
  const scientific = createNumberFormat(locale, { notation: "scientific", maximumFractionDigits: MAX_FRACTION_DIGITS });
  return (value) => {
    const number = Number(value);
    const size = Math.abs(number);
    const isPlain = size < PLAIN_BELOW && (size >= PLAIN_FROM || size === 0);
    return isPlain || !Number.isFinite(number) ? numbers.format(number) : scientific.format(number);
  };
}

function numberOptions({ kind, scale = 0 }: TypeInfo, format: ColumnFormat | undefined): Intl.NumberFormatOptions {
  const isCurrency = format?.style === "currency" && format.currency !== undefined;
  const style = isCurrency ? "currency" : format?.style === "percent" ? "percent" : "decimal";
  const options: Intl.NumberFormatOptions = { style };
  // A year or a short number of an item reads better without a separator.
  if (kind === "integer" && !format) options.useGrouping = "min2";
  if (isCurrency) options.currency = format.currency;
  const shiftedScale = style === "percent" ? Math.max(0, scale - 2) : scale;
  const minimum = format?.minimumFractionDigits;
  const maximum = format?.maximumFractionDigits;
  if (isCurrency && minimum === undefined && maximum === undefined) return options;
  const naturalMinimum = kind === "decimal" ? shiftedScale : 0;
  const naturalMaximum = kind === "decimal" ? shiftedScale : MAX_FRACTION_DIGITS;
  options.maximumFractionDigits = maximum ?? Math.max(naturalMaximum, minimum ?? 0);
  options.minimumFractionDigits = Math.min(minimum ?? naturalMinimum, options.maximumFractionDigits);
  return options;
}

/** A format that `Intl` refuses (an unknown currency, a malformed locale) must not take the grid down. */
function createNumberFormat(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, options);
  } catch {
    return new Intl.NumberFormat(undefined, { maximumFractionDigits: MAX_FRACTION_DIGITS });
  }
}
