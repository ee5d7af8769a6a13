import { Bool, type Data, makeData } from "apache-arrow";
import { type CsvCells, MISSING } from "./csv-cells.ts";
import type { CsvColumnBuilder } from "./csv-column-builder.ts";
import { withRoomFor } from "./growing-array.ts";
import { ValidityBits } from "./validity-bits.ts";
import { BOOLEAN, classify } from "./value-classes.ts";

export class CsvBooleanColumn implements CsvColumnBuilder {
  readonly classes = BOOLEAN;

  #bits = new Uint8Array(0);
  readonly #validity = new ValidityBits();

  clear(): void {
    this.#bits.fill(0);
    this.#validity.clear();
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    this.#validity.reserve(to);
    const bits = (this.#bits = withRoomFor(this.#bits, Math.ceil(to / 8)));
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === MISSING || start === end) this.#validity.setNull(row);
      else if (!(end > start && classify(bytes, start, end) & BOOLEAN)) return row;
      else if (bytes[start] === 116 || bytes[start] === 84) {
        bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
      }
    }
    return to;
  }

  data(rows: number): Data {
    return makeData({
      type: new Bool(),
      length: rows,
      data: this.#bits.subarray(0, Math.ceil(rows / 8)),
      ...this.#validity.parts(rows),
    });
  }
}
