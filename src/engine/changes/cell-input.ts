import { typeInfo } from "../rows/column-types.ts";
import type { TypeInfo } from "../rows/column-types.ts";
import type { CellValue } from "../rows/grid-data.ts";
import { shortestFloat } from "../rows/shortest-float.ts";
import type { Column } from "../schema.ts";
import { localeForms } from "./locale-forms.ts";
import { readDate, readTime, readTimestamp } from "./time-input.ts";
import type { TimeInput } from "./time-input.ts";

/**
 * `ask`: only the database can tell (a CAST of the text to the column's type, read back in transport form).
 * A reason is a sentence for the reader.
 */
export type CellInput =
  | { readonly ok: true; readonly value: CellValue }
  | { readonly ok: false; readonly reason: string }
  | { readonly ok: "ask" };

type InputColumn = Pick<Column, "type" | "nullable">;

const PLAIN_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const DIGITS = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/;
const UUID = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;
const BOOLEANS = new Map(
  [
    { value: true, words: ["true", "t", "yes", "y", "1"] },
    { value: false, words: ["false", "f", "no", "n", "0"] },
  ].flatMap(({ value, words }) => words.map((word) => [word, value] as const)),
);
const INFINITIES = new Map([
  ["nan", NaN],
  ["infinity", Infinity],
  ["inf", Infinity],
  ["∞", Infinity],
]);
const NANOSECOND_YEARS = { first: 1678, last: 2261 };
const CHOICES_SHOWN = 8;

const good = (value: CellValue): CellInput => ({ ok: true, value });
const bad = (reason: string): CellInput => ({ ok: false, reason });

/**
 * What a reader typed, as a value of the column. A number in plain form (`-1234.5`) means the same everywhere; else
 * the locale's form counts. Empty text is NULL, in a text column the empty string.
 */
export function parseCellInput(text: string, column: InputColumn, locale?: string): CellInput {
  const type = typeInfo(column.type);
  if (type.kind === "text") return good(text);
  const trimmed = text.trim();
  if (trimmed === "") return parseNull(column);
  switch (type.kind) {
    case "integer":
      return parseInteger(trimmed, type, locale);
    case "decimal":
      return parseDecimal(trimmed, type, locale);
    case "float":
      return parseFloating(trimmed, type, locale);
    case "boolean":
      return parseBoolean(trimmed);
    case "date":
    case "time":
    case "timestamp":
      return parseTemporal(trimmed, type, locale);
    case "uuid":
      return parseUuid(trimmed);
    case "enum":
      return parseEnum(text, type.values ?? []);
    case "blob":
      return parseBytes(text);
    case "interval":
    case "bit":
    case "nested":
    case "other":
      return { ok: "ask" };
  }
}

/** A value from a program: text as typed, or a typed value, which must fit the column without loss. */
export function parseCellValue(value: CellValue, column: InputColumn, locale?: string): CellInput {
  if (value === null) return parseNull(column);
  if (typeof value === "string") return parseCellInput(value, column, locale);
  const { kind } = typeInfo(column.type);
  if (value instanceof Uint8Array) return kind === "blob" ? good(value) : bad("Bytes fit only a column of bytes.");
  if (kind === "boolean" && typeof value !== "boolean") return bad("Neither true nor false.");
  if (typeof value === "number" && kind === "float") {
    return parseFloating(Object.is(value, -0) ? "-0" : String(value), typeInfo(column.type), locale);
  }
  const isBigWhole = typeof value === "number" && Number.isInteger(value);
  return parseCellInput(isBigWhole ? BigInt(value).toString() : String(value), column, locale);
}

function parseNull(column: InputColumn): CellInput {
  return column.nullable ? good(null) : bad("This column needs a value.");
}

function parseInteger(text: string, { name, range }: TypeInfo, locale: string | undefined): CellInput {
  const [, sign, whole, fraction] = DIGITS.exec(plainNumber(text, locale) ?? "x") ?? [];
  const limits = range ? ` between ${range.min} and ${range.max}` : "";
  if (whole === undefined || fraction) return bad(`Not a whole number${limits}.`);
  const value = BigInt(whole || "0") * (sign === "-" ? -1n : 1n);
  if (range && (value < range.min || value > range.max)) return bad(`Not a whole number${limits}.`);
  if (name === "BIGINT" || name === "UBIGINT") return good(value);
  return good(/HUGEINT|BIGNUM/.test(name) ? String(value) : Number(value));
}

function parseDecimal(text: string, type: TypeInfo, locale: string | undefined): CellInput {
  const [, sign, whole, fraction = ""] = DIGITS.exec(plainNumber(text, locale) ?? "x") ?? [];
  const { precision = 18, scale = 3 } = type;
  if (whole === undefined) return bad("Not a number.");
  if (whole.length > precision - scale) return bad(`At most ${digits(precision - scale)} before the point.`);
  if (fraction.length > scale) return bad(`At most ${digits(scale)} behind the point.`);
  const isZero = whole === "" && fraction === "";
  const unsigned = (whole || "0") + (scale === 0 ? "" : `.${fraction.padEnd(scale, "0")}`);
  return good(sign === "-" && !isZero ? `-${unsigned}` : unsigned);
}

function digits(count: number): string {
  return count === 1 ? "1 digit" : `${count} digits`;
}

function parseFloating(text: string, { name }: TypeInfo, locale: string | undefined): CellInput {
  const special = INFINITIES.get(text.replace(/^[+-]/, "").toLowerCase());
  if (special !== undefined) return good(text.startsWith("-") ? -special : special);
  const plain = plainNumber(text, locale) ?? (PLAIN_NUMBER.test(text) ? text : undefined);
  if (plain === undefined) return bad("Not a number.");
  const value = name === "FLOAT" ? shortestFloat(Number(plain)) : Number(plain);
  return Number.isFinite(value) ? good(value) : bad("Too large for this column.");
}

/** Digits with at most one point; undefined for other text and for exponents. */
function plainNumber(text: string, locale: string | undefined): string | undefined {
  if (PLAIN_NUMBER.test(text)) return /e/i.test(text) ? undefined : text;
  return localeForms(locale).plainNumber(text);
}

function parseBoolean(text: string): CellInput {
  const value = BOOLEANS.get(text.toLowerCase());
  return value === undefined ? bad("Neither true nor false.") : good(value);
}

function parseTemporal(text: string, type: TypeInfo, locale: string | undefined): CellInput {
  if (type.withTimeZone || /^-?infinity$|\(BC\)$/i.test(text)) return { ok: "ask" };
  const { kind, secondDigits = 6 } = type;
  if (kind === "date") return fromTime(readDate(text, locale));
  if (kind === "time") return fromTime(readTime(text, secondDigits));
  const utc = /^\d{4}-\d\d-\d\d[T ][\d:.]+Z$/i.test(text);
  const parsed = readTimestamp(utc ? text.slice(0, -1) : text, secondDigits, locale);
  if ("reason" in parsed && /[+-]\d\d(?::?\d\d)?$/.test(text)) return { ok: "ask" };
  if ("text" in parsed && type.name === "TIMESTAMP_NS" && !fitsNanoseconds(parsed.text)) {
    return bad(`Only years ${NANOSECOND_YEARS.first} to ${NANOSECOND_YEARS.last}.`);
  }
  return fromTime(parsed);
}

function fitsNanoseconds(timestamp: string): boolean {
  const year = Number.parseInt(timestamp, 10);
  return year >= NANOSECOND_YEARS.first && year <= NANOSECOND_YEARS.last;
}

function fromTime(input: TimeInput): CellInput {
  return "reason" in input ? bad(input.reason) : good(input.text);
}

function parseUuid(text: string): CellInput {
  const parts = UUID.exec(text)?.slice(1);
  return parts ? good(parts.join("-").toLowerCase()) : bad("Not a UUID, such as 123e4567-e89b-12d3-a456-426614174000.");
}

function parseEnum(text: string, values: readonly string[]): CellInput {
  const exact = values.find((value) => value === text) ?? values.find((value) => value === text.trim());
  if (exact !== undefined) return good(exact);
  const shown = values.slice(0, CHOICES_SHOWN).join(", ");
  return bad(`Not one of: ${shown}${values.length > CHOICES_SHOWN ? ", …" : ""}.`);
}

function parseBytes(text: string): CellInput {
  const bytes: number[] = [];
  for (const [part] of text.matchAll(/\\x[0-9a-f]{2}|./gisu)) {
    const code = part.length === 4 ? Number.parseInt(part.slice(2), 16) : part.charCodeAt(0);
    if (part === "\\" || (part.length !== 4 && code > 0x7e)) {
      return bad("Write bytes as \\x00 to \\xFF, or as plain ASCII characters.");
    }
    bytes.push(code);
  }
  return good(Uint8Array.from(bytes));
}
