import type { CellValue } from "../../engine/rows/grid-data.ts";
import type { ColumnFormat } from "./format-types.ts";

type FormatTime = (value: CellValue) => string;

interface Moment {
  /** Milliseconds of the wall clock, read as UTC. */
  readonly milliseconds: number;
  /** Digits after the second, as stored. */
  readonly fraction: string;
  /** ` UTC`, ` UTC+02` or empty. */
  readonly zone: string;
}

const MOMENT = /^(?:(\d{4,6})-(\d\d)-(\d\d))?(?:(?:^| )(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?([+-]\d\d(?::\d\d)*)?$/;
const FIRST_YEAR = 1000;
const DATE_FIELDS: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
const TIME_FIELDS: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit" };

/**
 * DuckDB's text form to the reader's, digit for digit: no time zone is applied, and no fraction lost. What a calendar
 * of the locale cannot show well (`infinity`, years BC or before 1000, 24:00:00) stays as it is.
 */
export function timeFormatter(
  kind: "date" | "time" | "timestamp",
  locale: string | undefined,
  format: ColumnFormat | undefined,
): FormatTime {
  if (format?.style === "plain") return String;
  const formats = new Map<number, Intl.DateTimeFormat>();
  let formatLongFraction: ReturnType<typeof longFractionFormatter> | undefined;
  const hasStyle = format?.dateStyle !== undefined || format?.timeStyle !== undefined;
  const formatWithDigits = (digits: number): Intl.DateTimeFormat => {
    const shown = hasStyle ? 0 : Math.min(digits, 3);
    let found = formats.get(shown);
    if (!found) formats.set(shown, (found = createFormat(locale, timeOptions(kind, format, shown))));
    return found;
  };
  return (value) => {
    const text = String(value);
    const moment = parseMoment(text);
    if (!moment) return text;
    const { milliseconds, fraction, zone } = moment;
    const intl = formatWithDigits(fraction.length);
    if (fraction.length <= 3 || hasStyle) return intl.format(milliseconds) + zone;
    formatLongFraction ??= longFractionFormatter(intl);
    return formatLongFraction(milliseconds, fraction) + zone;
  };
}

function timeOptions(
  kind: "date" | "time" | "timestamp",
  format: ColumnFormat | undefined,
  fractionDigits: number,
): Intl.DateTimeFormatOptions {
  const options: Intl.DateTimeFormatOptions = { timeZone: "UTC" };
  const dateStyle = kind === "time" ? undefined : format?.dateStyle;
  const timeStyle = kind === "date" ? undefined : format?.timeStyle;
  if (dateStyle !== undefined) options.dateStyle = dateStyle;
  // The zone that the longer styles would add is not known of a wall clock.
  if (timeStyle !== undefined) options.timeStyle = timeStyle === "short" ? "short" : "medium";
  if (dateStyle !== undefined || timeStyle !== undefined) return options;
  if (kind !== "time") Object.assign(options, DATE_FIELDS);
  if (kind !== "date") Object.assign(options, TIME_FIELDS);
  if (kind !== "date" && fractionDigits > 0) options.fractionalSecondDigits = fractionDigits as 1 | 2 | 3;
  return options;
}

function createFormat(locale: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, options);
  } catch {
    return new Intl.DateTimeFormat(undefined, options);
  }
}

/** `Intl` ends at milliseconds: the digits below them are put behind its own. */
function longFractionFormatter(intl: Intl.DateTimeFormat): (milliseconds: number, fraction: string) => string {
  const { numberingSystem } = intl.resolvedOptions();
  const digits = new Intl.NumberFormat("en", { numberingSystem });
  const localDigits = (text: string): string =>
    numberingSystem === "latn" ? text : [...text].map((digit) => digits.format(Number(digit))).join("");
  return (milliseconds, fraction) => {
    let text = "";
    for (const { type, value } of intl.formatToParts(milliseconds)) {
      text += type === "fractionalSecond" ? value + localDigits(fraction.slice(3)) : value;
    }
    return text;
  };
}

function parseMoment(text: string): Moment | null {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = "", offset] = match;
  const years = year === undefined ? 1970 : Number(year);
  const hours = Number(hour ?? 0);
  if (years < FIRST_YEAR || hours > 23) return null;
  const wholeMilliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const milliseconds = Date.UTC(
    years,
    Number(month ?? 1) - 1,
    Number(day ?? 1),
    hours,
    Number(minute ?? 0),
    Number(second ?? 0),
    wholeMilliseconds,
  );
  if (Number.isNaN(milliseconds)) return null;
  const zone = offset === undefined ? "" : /^[+-]00(?::00)*$/.test(offset) ? " UTC" : ` UTC${offset}`;
  return { milliseconds, fraction, zone };
}
