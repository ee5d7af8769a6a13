import { type Data, Float64, makeData } from "apache-arrow";
import type { CsvCells } from "./csv-cells.ts";
import { asciiText, type CsvColumnBuilder } from "./csv-column-builder.ts";
import { MISSING } from "./csv-tokenizer.ts";
import { doubleOfText, powerOfTen, scaleDown } from "./decimal-to-double.ts";
import { withRoomFor } from "./growing-array.ts";
import { ValidityBits } from "./validity-bits.ts";
import { classify, DOUBLE, DOUBLE_DIGITS } from "./value-classes.ts";

/** So many digits are an integer that a double holds. */
const EXACT_DIGITS = 15;
/** So many are one of 32 bits. */
const HALF_DIGITS = 9;

export class CsvDoubleColumn implements CsvColumnBuilder {
  readonly classes = DOUBLE;

  #values = new Float64Array(0);
  readonly #validity = new ValidityBits();

  clear(): void {
    this.#validity.clear();
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    this.#validity.reserve(to);
    const values = (this.#values = withRoomFor(this.#values, to));
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === MISSING || start === end) {
        this.#validity.setNull(row);
        values[row] = 0;
        continue;
      }
      const value = plainDecimal(bytes, start, end);
      if (value !== undefined) values[row] = value;
      else if (end > start && classify(bytes, start, end) & DOUBLE) values[row] = anyDouble(bytes, start, end);
      else return row;
    }
    return to;
  }

  data(rows: number): Data {
    return makeData({
      type: new Float64(),
      length: rows,
      data: this.#values.subarray(0, rows),
      ...this.#validity.parts(rows),
    });
  }
}

function anyDouble(bytes: Uint8Array, start: number, end: number): number {
  return doubleOfText(asciiText(bytes, start, end));
}

/** Undefined for what is not a `-`, digits without a leading zero and a point in them, or takes longer to be read exactly. */
function plainDecimal(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isNegative = bytes[start] === 45;
  const first = isNegative ? start + 1 : start;
  let high = 0;
  let low = 0;
  let digits = 0;
  let integerDigits = -1;
  for (let at = first; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits < HALF_DIGITS) high = (high * 10 + digit) | 0;
      else low = (low * 10 + digit) | 0;
      digits++;
      if (digits > DOUBLE_DIGITS) return undefined;
    } else if (digit === -2 && integerDigits < 0) integerDigits = digits;
    else return undefined;
  }
  if (digits === 0) return undefined;
  if (integerDigits < 0) {
    if (digits > EXACT_DIGITS) return undefined;
    integerDigits = digits;
  }
  if (integerDigits > 1 && bytes[first] === 48) return undefined;
  const upper = digits > HALF_DIGITS ? high * powerOfTen(digits - HALF_DIGITS) : high;
  const fractionDigits = digits - integerDigits;
  const value =
    digits <= EXACT_DIGITS ? (upper + low) / powerOfTen(fractionDigits) : scaleDown(upper, low, fractionDigits);
  return isNegative && value !== undefined ? -value : value;
}
