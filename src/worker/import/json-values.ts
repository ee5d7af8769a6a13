import type { ExactNumbers } from "./exact-numbers.ts";
import { classify, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ } from "./value-classes.ts";

/** The values of one column in one chunk, in the narrowest form that holds them all. */
export type EncodedColumn =
  | { readonly kind: "null"; readonly rows: number }
  | { readonly kind: "boolean"; readonly rows: number; readonly valid: Uint8Array | null; readonly bits: Uint8Array }
  /** `safe`: a double holds each exactly. */
  | {
      readonly kind: "integer";
      readonly rows: number;
      readonly valid: Uint8Array | null;
      readonly data: BigInt64Array;
      readonly safe: boolean;
    }
  | { readonly kind: "double"; readonly rows: number; readonly valid: Uint8Array | null; readonly data: Float64Array }
  | EncodedText;

/**
 * `huge`: integers of up to 38 digits; `text`: strings, whose `classes` are the types in `value-classes.ts` that hold each
 * exactly; `mixed`: values of several kinds, as text; `blob`: bytes.
 */
export interface EncodedText {
  readonly kind: "huge" | "text" | "mixed" | "blob";
  readonly rows: number;
  readonly valid: Uint8Array | null;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  readonly classes: number;
}

const TEMPORAL = DATE | TIME | TIMESTAMP | TIMESTAMP_TZ;
const MAX_BIGINT = 2n ** 63n - 1n;
const MAX_HUGE_DIGITS = 38;

const NONE = 0;
const BOOL = 1;
const INTEGER = 2;
const DOUBLE = 4;
const BIG = 8;
const STRING = 16;
const BYTES = 32;
const OTHER = 64;

/** `undefined` and `null` are NULL. */
export function encodeValues(values: readonly unknown[], numbers: ExactNumbers): EncodedColumn {
  const kinds = kindsOf(values, numbers);
  const rows = values.length;
  if (kinds === NONE) return { kind: "null", rows };
  const valid = validity(values);
  switch (kinds) {
    case BOOL:
      return { kind: "boolean", rows, valid, bits: bitmap(values, (value) => value === true) };
    case INTEGER:
      return { kind: "integer", rows, valid, data: integers(values), safe: true };
    case DOUBLE:
    case INTEGER | DOUBLE:
      return {
        kind: "double",
        rows,
        valid,
        data: Float64Array.from(values, (value) => (value as number | null | undefined) ?? 0),
      };
    case BIG:
    case INTEGER | BIG:
      return encodeIntegers(values, valid, numbers);
    case STRING:
      return encodeText(
        "text",
        values.map((value) => value ?? ""),
        valid,
      );
    case BYTES:
      return encodeBytes(values, valid);
    default:
      return encodeText(
        "mixed",
        values.map((value) => textOf(value, numbers)),
        valid,
      );
  }
}

/** A value as text without loss: strings as they are, objects and arrays as JSON. */
export function textOf(value: unknown, numbers: ExactNumbers): string {
  switch (typeof value) {
    case "string":
      return numbers.unwrap(value) ?? value;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "object":
      if (value === null) return "";
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
      if (value instanceof Uint8Array) return hex(value);
      return numbers.stringify(value);
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return "";
  }
}

function kindsOf(values: readonly unknown[], numbers: ExactNumbers): number {
  let kinds = NONE;
  for (const value of values) if (value !== null && value !== undefined) kinds |= kindOf(value, numbers);
  return kinds;
}

function kindOf(value: unknown, numbers: ExactNumbers): number {
  switch (typeof value) {
    case "string": {
      const exact = value.charCodeAt(0) === 1 ? numbers.unwrap(value) : undefined;
      return exact === undefined ? STRING : /^-?\d+$/.test(exact) ? BIG : OTHER;
    }
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? INTEGER : DOUBLE;
    case "boolean":
      return BOOL;
    case "bigint":
      return BIG;
    default:
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? NONE : STRING;
      return value instanceof Uint8Array ? BYTES : OTHER;
  }
}

/** By halves of 32 bits, which is several times as fast as by `BigInt`. */
function integers(values: readonly unknown[]): BigInt64Array {
  const halves = new Int32Array(values.length * 2);
  for (let row = 0; row < values.length; row++) {
    const value = (values[row] as number | null | undefined) ?? 0;
    halves[row * 2] = value;
    halves[row * 2 + 1] = Math.floor(value / 2 ** 32);
  }
  return new BigInt64Array(halves.buffer);
}

function encodeIntegers(values: readonly unknown[], valid: Uint8Array | null, numbers: ExactNumbers): EncodedColumn {
  const texts = values.map((value) => textOf(value, numbers));
  const exact = texts.map((text) => BigInt(text));
  const rows = values.length;
  if (exact.every((value) => value <= MAX_BIGINT && value >= -MAX_BIGINT - 1n)) {
    const safe = exact.every((value) => Number.isSafeInteger(Number(value)));
    return { kind: "integer", rows, valid, data: BigInt64Array.from(exact), safe };
  }
  const fits = texts.every((text) => text.replace("-", "").length <= MAX_HUGE_DIGITS);
  return encodeText(fits ? "huge" : "mixed", texts, valid);
}

export function encodeText(
  kind: EncodedText["kind"],
  values: readonly unknown[],
  valid: Uint8Array | null,
): EncodedText {
  const texts = values.map((value) => (value instanceof Date ? dateText(value) : (value as string)));
  const offsets = new Int32Array(texts.length + 1);
  const joined = texts.join("");
  let bytes = encoder.encode(joined);
  let at = 0;
  if (bytes.length === joined.length) {
    for (let row = 0; row < texts.length; row++) offsets[row + 1] = at += texts[row]?.length ?? 0;
  } else {
    bytes = new Uint8Array(joined.length * 3);
    for (let row = 0; row < texts.length; row++) {
      at += encoder.encodeInto(texts[row] ?? "", bytes.subarray(at)).written;
      offsets[row + 1] = at;
    }
    bytes = bytes.slice(0, at);
  }
  const classes = kind === "text" ? temporalClasses(bytes, offsets, valid) : 0;
  return { kind, rows: texts.length, valid, offsets, bytes, classes };
}

function encodeBytes(values: readonly unknown[], valid: Uint8Array | null): EncodedText {
  const parts = values.map((value) => (value instanceof Uint8Array ? value : new Uint8Array()));
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, row) => (offsets[row + 1] = (offsets[row] ?? 0) + part.length));
  const bytes = new Uint8Array(offsets[parts.length] ?? 0);
  parts.forEach((part, row) => bytes.set(part, offsets[row]));
  return { kind: "blob", rows: parts.length, valid, offsets, bytes, classes: 0 };
}

function temporalClasses(bytes: Uint8Array, offsets: Int32Array, valid: Uint8Array | null): number {
  let classes = TEMPORAL;
  for (let row = 0; row + 1 < offsets.length && classes !== 0; row++) {
    if (!isValid(valid, row)) continue;
    const start = offsets[row] as number;
    const end = offsets[row + 1] as number;
    // The database would take spaces around a date; they would be lost.
    classes &= end - start < 8 || bytes[start] === 32 || bytes[end - 1] === 32 ? 0 : classify(bytes, start, end);
  }
  return classes;
}

export function isValid(valid: Uint8Array | null, row: number): boolean {
  return valid === null || (((valid[row >> 3] as number) >> (row & 7)) & 1) === 1;
}

function validity(values: readonly unknown[]): Uint8Array | null {
  const present = (value: unknown): boolean => {
    return value !== null && value !== undefined && !(value instanceof Date && Number.isNaN(value.getTime()));
  };
  return values.every(present) ? null : bitmap(values, present);
}

function bitmap(values: readonly unknown[], test: (value: unknown) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 64) * 8);
  for (let row = 0; row < values.length; row++) {
    if (test(values[row])) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
  }
  return bits;
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

const encoder = new TextEncoder();
