import { NO_DATE, NO_TIME, readDate, readTime } from "./iso-time.ts";

/**
 * The types that can hold a text without losing anything of it, as a set of bits. Any text is a VARCHAR as well, so
 * that is the empty set. A column's type is the first of `RANKED` in the intersection over its values.
 */
export const BOOLEAN = 1;
export const BIGINT = 2;
export const HUGEINT = 4;
export const DOUBLE = 8;
export const DATE = 16;
export const TIMESTAMP = 32;
export const TIMESTAMP_TZ = 64;
export const TIME = 128;
export const ANY = 255;

const RANKED: readonly (readonly [number, string])[] = [
  [BOOLEAN, "BOOLEAN"],
  [BIGINT, "BIGINT"],
  [HUGEINT, "HUGEINT"],
  [DOUBLE, "DOUBLE"],
  [DATE, "DATE"],
  [TIMESTAMP, "TIMESTAMP"],
  [TIMESTAMP_TZ, "TIMESTAMP WITH TIME ZONE"],
  [TIME, "TIME"],
];

const MAX_BIGINT = "9223372036854775807";
const MAX_SAFE_INTEGER = "9007199254740991";
/** What a double holds: more digits would be lost, and text with more was not written from one. */
export const DOUBLE_DIGITS = 17;

/** `YYYY-MM-DD HH:MM` */
const TIMESTAMP_BYTES_WITHOUT_SECONDS = 16;

/** The DuckDB type of a column whose values have the classes `mask` in common. */
export function typeOfClasses(mask: number): string {
  if (mask === ANY) return "VARCHAR";
  return RANKED.find(([bit]) => mask & bit)?.[1] ?? "VARCHAR";
}

/** The classes of the text in the UTF-8 bytes `[start, end)`, which must not be empty. Spaces around a value are none of it. */
export function classify(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  let to = end;
  while (from < to && bytes[from] === 32) from++;
  while (to > from && bytes[to - 1] === 32) to--;
  const classes = classifyTrimmed(bytes, from, to);
  if (from === start && to === end) return classes;
  // What DuckDB does not read with spaces around it.
  const isWithoutSeconds = to - from === TIMESTAMP_BYTES_WITHOUT_SECONDS && to < end;
  return classes & ~(isWithoutSeconds ? BOOLEAN | TIMESTAMP : BOOLEAN);
}

/** `[start, end)` without the spaces around it. */
export function trimmed(bytes: Uint8Array, start: number, end: number): readonly [start: number, end: number] {
  while (start < end && bytes[start] === 32) start++;
  while (end > start && bytes[end - 1] === 32) end--;
  return [start, end];
}

function classifyTrimmed(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start];
  if (first === undefined || start === end) return 0;
  if ((first >= 48 && first <= 57) || first === 45 || first === 46) {
    return classifyDigits(bytes, start, end) || classifyWord(bytes, start, end);
  }
  return end - start <= 9 ? classifyWord(bytes, start, end) : 0;
}

function classifyDigits(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === 45;
  const digits = negative ? start + 1 : start;
  let at = digits;
  while (at < end && isDigit(bytes[at])) at++;
  const count = at - digits;
  const leadingZero = count > 1 && bytes[digits] === 48;
  if (at === end) return leadingZero ? 0 : classifyInteger(bytes, digits, count, negative);
  const next = bytes[at];
  if (next === 45 && count === 4 && !negative) return classifyDate(bytes, start, end);
  if (next === 58 && count === 2 && !negative) return readTime(bytes, start, end, true) === NO_TIME ? 0 : TIME;
  return leadingZero ? 0 : classifyFraction(bytes, digits, at, end);
}

function classifyInteger(bytes: Uint8Array, start: number, count: number, negative: boolean): number {
  if (count === 0 || count > 38) return 0;
  if (count < 16) return negative && count === 1 && bytes[start] === 48 ? DOUBLE : BIGINT | HUGEINT | DOUBLE;
  if (count === 16 && !exceeds(bytes, start, MAX_SAFE_INTEGER)) return BIGINT | HUGEINT | DOUBLE;
  if (count < 19 || (count === 19 && !exceeds(bytes, start, MAX_BIGINT))) return BIGINT | HUGEINT;
  return HUGEINT;
}

/** `at` is behind the integer digits. */
function classifyFraction(bytes: Uint8Array, digits: number, at: number, end: number): number {
  const integerDigits = at - digits;
  let fractionDigits = 0;
  let significant = integerDigits === 1 && bytes[digits] === 48 ? 0 : integerDigits;
  if (bytes[at] === 46) {
    let zeros = 0;
    for (at++; at < end && isDigit(bytes[at]); at++, fractionDigits++) {
      if (bytes[at] !== 48) {
        significant += significant === 0 ? 1 : zeros + 1;
        zeros = 0;
      } else zeros++;
    }
  }
  if (integerDigits + fractionDigits === 0 || significant > DOUBLE_DIGITS) return 0;
  if (at === end) return DOUBLE;
  return isExponent(bytes, at, end) && integerDigits < 100 ? DOUBLE : 0;
}

/** An `e`, a sign and up to two digits: what stays within the range of a double. */
function isExponent(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== 101 && bytes[at] !== 69) return false;
  at++;
  if (bytes[at] === 43 || bytes[at] === 45) at++;
  const count = end - at;
  return (count === 1 || count === 2) && isDigit(bytes[at]) && (count === 1 || isDigit(bytes[at + 1]));
}

/** `YYYY-MM-DD`, alone or with a time, and that in UTC (`Z`) or without a zone. */
function classifyDate(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 10 || readDate(bytes, start) === NO_DATE) return 0;
  if (end - start === 10) return DATE;
  const separator = bytes[start + 10];
  if (separator !== 32 && separator !== 84) return 0;
  const utc = bytes[end - 1] === 90;
  if (readTime(bytes, start + 11, utc ? end - 1 : end, utc) === NO_TIME) return 0;
  return utc ? TIMESTAMP_TZ : TIMESTAMP;
}

const WORDS: readonly { readonly bytes: Uint8Array; readonly classes: number }[] = [
  ...["true", "false", "True", "False", "TRUE", "FALSE"].map((word) => ({ word, classes: BOOLEAN })),
  ...["NaN", "nan", "inf", "-inf", "Infinity", "-Infinity"].map((word) => ({ word, classes: DOUBLE })),
].map(({ word, classes }) => ({ bytes: new TextEncoder().encode(word), classes }));

function classifyWord(bytes: Uint8Array, start: number, end: number): number {
  for (const word of WORDS) {
    if (word.bytes.length === end - start && startsWith(bytes, start, word.bytes)) return word.classes;
  }
  return 0;
}

function startsWith(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let at = 0; at < word.length; at++) if (bytes[start + at] !== word[at]) return false;
  return true;
}

function exceeds(bytes: Uint8Array, start: number, limit: string): boolean {
  for (let i = 0; i < limit.length; i++) {
    const difference = (bytes[start + i] ?? 0) - limit.charCodeAt(i);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 48 && byte <= 57;
}
