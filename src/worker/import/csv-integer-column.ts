import { type Data, Int64, makeData } from "apache-arrow";
import { type CsvCells, MISSING } from "./csv-cells.ts";
import type { CsvColumnBuilder } from "./csv-column-builder.ts";
import { Int64Array } from "./int64-array.ts";
import { ValidityBits } from "./validity-bits.ts";
import { BIGINT, classify, trimmed } from "./value-classes.ts";

/** So many digits are an integer that a double holds, so that it may stand in a column of doubles as well. */
const SAFE_DIGITS = 15;
const SMALL_DIGITS = 9;
const SMALL_LIMIT = 1_000_000_000n;

export class CsvIntegerColumn implements CsvColumnBuilder {
  classes: number;

  readonly #values = new Int64Array();
  readonly #validity = new ValidityBits();

  constructor(classes: number) {
    this.classes = classes;
  }

  clear(): void {
    this.#validity.clear();
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    this.#values.reserve(to);
    this.#validity.reserve(to);
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === MISSING || start === end) {
        this.#validity.setNull(row);
        this.#values.set(row, 0);
        continue;
      }
      const value = shortInteger(bytes, start, end);
      if (value === value) this.#values.set(row, value);
      else if (!this.#readOther(bytes, start, end, row)) return row;
    }
    return to;
  }

  data(rows: number): Data {
    return makeData({
      type: new Int64(),
      length: rows,
      data: this.#values.values(rows),
      ...this.#validity.parts(rows),
    });
  }

  #readOther(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    const classes = end > start ? classify(bytes, start, end) : 0;
    if (!(classes & BIGINT)) return false;
    this.classes &= classes;
    this.#values.setBigInt(row, anyInteger(bytes, ...trimmed(bytes, start, end)));
    return true;
  }
}

/** Of a `-` and up to 19 digits. */
function anyInteger(bytes: Uint8Array, start: number, end: number): bigint {
  const isNegative = bytes[start] === 45;
  const first = isNegative ? start + 1 : start;
  const middle = Math.max(first, end - SMALL_DIGITS);
  const value = BigInt(number(bytes, first, middle)) * SMALL_LIMIT + BigInt(number(bytes, middle, end));
  return isNegative ? -value : value;
}

function number(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] as number) - 48;
  return value;
}

/** NaN for what is not a `-` and up to 15 digits without a leading zero. */
function shortInteger(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === 45;
  let at = isNegative ? start + 1 : start;
  const count = end - at;
  let value = (bytes[at] as number) - 48;
  if (!(count >= 1 && count <= SAFE_DIGITS) || value < 0 || value > 9) return NaN;
  if (value === 0 && (count > 1 || isNegative)) return NaN;
  const smallEnd = count > SMALL_DIGITS ? at + SMALL_DIGITS : end;
  for (at++; at < smallEnd; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = (value * 10 + digit) | 0;
  }
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}
