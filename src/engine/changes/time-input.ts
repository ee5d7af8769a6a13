import { localeForms } from "./locale-forms.ts";
import type { DatePart } from "./locale-forms.ts";

/** Text in DuckDB's own form, or a reason for the reader. */
export type TimeInput = { readonly text: string } | { readonly reason: string };

const NOT_A_DATE = { reason: "Not a date, such as 2024-01-31." };
const NOT_A_TIME = { reason: "Not a time of day, such as 14:30 or 14:30:15." };
const NO_CENTURY = { reason: "Write the year with four digits." };
const ISO_DATE = /^(\d{4,6})([-/.])(\d{1,2})\2(\d{1,2})$/;
const NUMERIC_DATE = /^(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?$/;
const DAY_FIRST = /^(\d{1,2})\.?\s+(?:de\s+)?(\p{L}+)\.?,?\s+(?:de\s+)?(\d{1,6})$/u;
const MONTH_FIRST = /^(\p{L}+)\.?\s+(\d{1,2}),?\s+(\d{1,6})$/u;
const TIME = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:\s?([ap])\.?m\.?)?$/i;

/** A date in ISO form, in the locale's order of day, month and year, or with the month's name (English or the locale's). */
export function readDate(text: string, locale: string | undefined): TimeInput {
  const iso = ISO_DATE.exec(text);
  if (iso) return date(Number(iso[1]), Number(iso[3]), Number(iso[4]));
  const numeric = NUMERIC_DATE.exec(text);
  if (numeric) return dateInOrder([numeric[1], numeric[3], numeric[4]], localeForms(locale).dateOrder);
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return namedDate(dayFirst[3], dayFirst[2], dayFirst[1], locale);
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) return namedDate(monthFirst[3], monthFirst[1], monthFirst[2], locale);
  return NOT_A_DATE;
}

function dateInOrder(parts: readonly (string | undefined)[], order: readonly DatePart[]): TimeInput {
  const part = (name: DatePart): string => parts[order.indexOf(name)] ?? "";
  if (part("year").length < 4) return parts.some((value) => value?.length === 4) ? NOT_A_DATE : NO_CENTURY;
  return date(Number(part("year")), Number(part("month")), Number(part("day")));
}

function namedDate(year = "", name = "", day = "", locale: string | undefined): TimeInput {
  const month = localeForms(locale).months.get(name.toLowerCase());
  if (month === undefined) return NOT_A_DATE;
  return year.length < 4 ? NO_CENTURY : date(Number(year), month, Number(day));
}

function date(year: number, month: number, day: number): TimeInput {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || year < 1) {
    return { reason: "There is no such day in the calendar." };
  }
  return { text: `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}` };
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A time of day with at most `secondDigits` digits behind the second. */
export function readTime(text: string, secondDigits: number): TimeInput {
  const match = TIME.exec(text);
  if (!match) return NOT_A_TIME;
  const [, hourText, minute = "", second = "00", fraction = "", half] = match;
  const hour = half === undefined ? Number(hourText) : fullHour(Number(hourText), half.toLowerCase());
  if (!(hour < 24) || Number(minute) > 59 || Number(second) > 59) return NOT_A_TIME;
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > secondDigits) {
    return { reason: secondDigits === 0 ? "Only whole seconds." : `At most ${secondDigits} digits behind the second.` };
  }
  return { text: `${pad(hour)}:${minute}:${second}${digits && `.${digits}`}` };
}

function fullHour(hour: number, half: string): number {
  return hour < 1 || hour > 12 ? NaN : (hour % 12) + (half === "p" ? 12 : 0);
}

/** A date, or a date and a time after a space, a comma or `T`. */
export function readTimestamp(text: string, secondDigits: number, locale: string | undefined): TimeInput {
  const time = /(?:[,\s]\s*|(?<=\d)T)(\d{1,2}:.*)$/i.exec(text);
  const day = readDate(time ? text.slice(0, time.index) : text, locale);
  if ("reason" in day) return day === NOT_A_DATE ? { reason: "Not a date and time, such as 2024-01-31 14:30." } : day;
  const clock = time ? readTime(time[1] ?? "", secondDigits) : { text: "00:00:00" };
  return "reason" in clock ? clock : { text: `${day.text} ${clock.text}` };
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
