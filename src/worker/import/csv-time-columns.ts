import { type Data, DateDay, makeData, TimeMicrosecond, TimestampMicrosecond } from "apache-arrow";
import { type CsvCells, MISSING } from "./csv-cells.ts";
import type { CsvColumnBuilder } from "./csv-column-builder.ts";
import { withRoomFor } from "./growing-array.ts";
import { Int64Array } from "./int64-array.ts";
import { NO_DATE, NO_TIME, readDate, readTime } from "./iso-time.ts";
import { ValidityBits } from "./validity-bits.ts";
import { classify, DATE, TIME, TIMESTAMP_TZ, trimmed } from "./value-classes.ts";

const DATE_BYTES = 10;
const DAY_MICROS = 86_400_000_000;

/** `YYYY-MM-DD` */
export class CsvDateColumn implements CsvColumnBuilder {
  readonly classes = DATE;

  #days = new Int32Array(0);
  readonly #validity = new ValidityBits();

  clear(): void {
    this.#validity.clear();
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    this.#validity.reserve(to);
    const days = (this.#days = withRoomFor(this.#days, to));
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      let start = starts[cell] as number;
      let end = ends[cell] as number;
      days[row] = 0;
      if (start === MISSING || start === end) {
        this.#validity.setNull(row);
        continue;
      }
      if (end - start > DATE_BYTES) [start, end] = trimmed(bytes, start, end);
      const date = end - start === DATE_BYTES ? readDate(bytes, start) : NO_DATE;
      if (date === NO_DATE) return row;
      days[row] = date;
    }
    return to;
  }

  data(rows: number): Data {
    return makeData({
      type: new DateDay(),
      length: rows,
      data: this.#days.subarray(0, rows),
      ...this.#validity.parts(rows),
    });
  }
}

/** `YYYY-MM-DD`, a space or `T`, and a time; with `Z` at the end where they are in UTC. */
export class CsvTimestampColumn implements CsvColumnBuilder {
  readonly classes: number;

  readonly #micros = new Int64Array();
  readonly #validity = new ValidityBits();

  /** `classes` is those of TIMESTAMP or TIMESTAMP WITH TIME ZONE. */
  constructor(classes: number) {
    this.classes = classes;
  }

  clear(): void {
    this.#validity.clear();
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    this.#validity.reserve(to);
    this.#micros.reserve(to);
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === MISSING || start === end) {
        this.#validity.setNull(row);
        this.#micros.set(row, 0);
      } else if (!this.#readValue(bytes, start, end, row)) return row;
    }
    return to;
  }

  data(rows: number): Data {
    const type = new TimestampMicrosecond(this.classes === TIMESTAMP_TZ ? "UTC" : null);
    return makeData({ type, length: rows, data: this.#micros.values(rows), ...this.#validity.parts(rows) });
  }

  #readValue(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    if (bytes[start] === 32 || bytes[end - 1] === 32) {
      if (!(classify(bytes, start, end) & this.classes)) return false;
      [start, end] = trimmed(bytes, start, end);
    }
    if (end - start <= DATE_BYTES) return false;
    const separator = bytes[start + DATE_BYTES];
    if (separator !== 32 && separator !== 84) return false;
    const isUtc = bytes[end - 1] === 90;
    if (isUtc !== (this.classes === TIMESTAMP_TZ)) return false;
    const days = readDate(bytes, start);
    const micros = readTime(bytes, start + DATE_BYTES + 1, isUtc ? end - 1 : end, isUtc);
    if (days === NO_DATE || micros === NO_TIME) return false;
    const value = days * DAY_MICROS + micros;
    if (Number.isSafeInteger(value)) this.#micros.set(row, value);
    else this.#micros.setBigInt(row, BigInt(days) * BigInt(DAY_MICROS) + BigInt(micros));
    return true;
  }
}

/** `HH:MM:SS` with up to six digits of a fraction. */
export class CsvTimeColumn implements CsvColumnBuilder {
  readonly classes = TIME;

  readonly #micros = new Int64Array();
  readonly #validity = new ValidityBits();

  clear(): void {
    this.#validity.clear();
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    this.#validity.reserve(to);
    this.#micros.reserve(to);
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      let start = starts[cell] as number;
      let end = ends[cell] as number;
      this.#micros.set(row, 0);
      if (start === MISSING || start === end) {
        this.#validity.setNull(row);
        continue;
      }
      if (bytes[start] === 32 || bytes[end - 1] === 32) [start, end] = trimmed(bytes, start, end);
      const time = readTime(bytes, start, end, true);
      if (time === NO_TIME) return row;
      this.#micros.set(row, time);
    }
    return to;
  }

  data(rows: number): Data {
    return makeData({
      type: new TimeMicrosecond(),
      length: rows,
      data: this.#micros.values(rows),
      ...this.#validity.parts(rows),
    });
  }
}
