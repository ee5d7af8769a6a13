import { type Data, Float64, makeData } from "apache-arrow";
import { type CsvCells, MISSING } from "./csv-cells.ts";
import { asciiText, type CsvColumnBuilder } from "./csv-column-builder.ts";
import { doubleOfText, MAX_FRACTION_DIGITS, powerOfTen, scaleDown } from "./decimal-to-double.ts";
import { withRoomFor } from "./growing-array.ts";
import { ValidityBits } from "./validity-bits.ts";
import { classify, DOUBLE, DOUBLE_DIGITS } from "./value-classes.ts";

/** So many digits are an integer that a double holds. */
const EXACT_DIGITS = 15;
/** So many are one of 32 bits. */
const HALF_DIGITS = 9;
/** Less 48. */
const POINT = -2;

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

/**
 * Undefined for what is not a `-`, digits without a leading zero, a point in or around them and an exponent, or takes
 * longer to be read exactly.
 */
function plainDecimal(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isNegative = bytes[start] === 45;
  const first = isNegative ? start + 1 : start;
  let high = 0;
  let low = 0;
  /** From the first on that is not 0. */
  let digits = 0;
  let pointAt = -1;
  let at = first;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits < HALF_DIGITS) high = (high * 10 + digit) | 0;
      else low = (low * 10 + digit) | 0;
      if (high !== 0 && ++digits > DOUBLE_DIGITS) return undefined;
    } else if (digit === POINT && pointAt < 0) pointAt = at;
    else break;
  }
  const integerEnd = pointAt < 0 ? at : pointAt;
  const isInteger = pointAt < 0 && at === end;
  if (at - first < (pointAt < 0 ? 1 : 2) || (isInteger && digits > EXACT_DIGITS)) return undefined;
  if (integerEnd - first > 1 && bytes[first] === 48) return undefined;
  const exponent = at === end ? 0 : readExponent(bytes, at, end);
  const fractionDigits = (pointAt < 0 ? 0 : at - pointAt - 1) - exponent;
  // Also when the exponent is NaN.
  if (!(fractionDigits >= 0 && fractionDigits <= MAX_FRACTION_DIGITS)) return undefined;
  const upper = digits > HALF_DIGITS ? high * powerOfTen(digits - HALF_DIGITS) : high;
  const value = scaleDown(upper, low, fractionDigits);
  return isNegative && value !== undefined ? -value : value;
}

/** Of an `e`, a sign and up to two digits at `at`; NaN for anything else. */
function readExponent(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== 101 && bytes[at] !== 69) return NaN;
  const isNegative = bytes[at + 1] === 45;
  const first = isNegative || bytes[at + 1] === 43 ? at + 2 : at + 1;
  if (end - first !== 1 && end - first !== 2) return NaN;
  let exponent = 0;
  for (let next = first; next < end; next++) {
    const digit = (bytes[next] as number) - 48;
    if (digit < 0 || digit > 9) return NaN;
    exponent = exponent * 10 + digit;
  }
  return isNegative ? -exponent : exponent;
}
