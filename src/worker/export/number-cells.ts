import { type Data, DataType } from "apache-arrow";
import type { ByteSink } from "./byte-sink.ts";
import { type CellWriter, type TextWriter, textCell } from "./cell-writer.ts";

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
/** In the upper half of an integer of 64 bits that a double holds. */
const SAFE_UPPER_HALF = 2 ** 21;

/** How a file format says what is no number: `NaN`, `Infinity`, `-Infinity`. */
export type WordWriter = (sink: ByteSink, word: string) => void;

/** Arrow integers and doubles, digit for digit. */
export function numberCell(data: Data, writeWord: WordWriter): CellWriter {
  const type = data.type;
  if (DataType.isFloat(type)) return doubleCell(data.values as Float64Array, writeWord);
  if (DataType.isInt(type) && type.bitWidth === 64) {
    return wideIntegerCell(data.values as BigInt64Array | BigUint64Array, type.isSigned);
  }
  const values = data.values as Int32Array;
  return (row, sink) => sink.ascii(String(values[row]));
}

/** DuckDB's text of a number. */
export function digitsCell(data: Data, writeWord: WordWriter): CellWriter {
  return textCell(data, digitsWriter(writeWord));
}

/** The shortest text that is read as the same double, and as a double: `5.0`, not `5`. */
export function doubleText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

function doubleCell(values: Float64Array, writeWord: WordWriter): CellWriter {
  return (row, sink) => {
    const value = values[row] as number;
    if (Number.isFinite(value)) sink.ascii(doubleText(value));
    else writeWord(sink, String(value));
  };
}

/** By halves of 32 bits: text of a `bigint` takes several times as long as that of a number. */
function wideIntegerCell(values: BigInt64Array | BigUint64Array, isSigned: boolean): CellWriter {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const lowest = isSigned ? -SAFE_UPPER_HALF : 0;
  return (row, sink) => {
    const upper = halves[row * 2 + 1] as number;
    const isSafe = upper >= lowest && upper < SAFE_UPPER_HALF;
    sink.ascii(String(isSafe ? upper * 2 ** 32 + ((halves[row * 2] as number) >>> 0) : values[row]));
  };
}

/** A DECIMAL without digits before its point has no 0 there, which JSON asks for. */
function digitsWriter(writeWord: WordWriter): TextWriter {
  return (sink, source, start, end) => {
    const isNegative = source[start] === MINUS;
    const digits = isNegative ? start + 1 : start;
    const first = source[digits] as number;
    if (first >= ZERO && first <= NINE) {
      sink.bytes(source, start, end);
    } else if (first === POINT) {
      sink.ascii(isNegative ? "-0" : "0");
      sink.bytes(source, digits, end);
    } else {
      writeWord(sink, end - digits === 3 && first === 0x6e ? "NaN" : isNegative ? "-Infinity" : "Infinity");
    }
  };
}
