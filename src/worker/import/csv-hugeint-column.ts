import { type CsvCells, MISSING } from "./csv-cells.ts";
import type { CsvColumnBuilder } from "./csv-column-builder.ts";
import { classify, HUGEINT } from "./value-classes.ts";

/** Integers of more than 64 bits, for which Arrow has no type: they are only checked. */
export class CsvHugeintColumn implements CsvColumnBuilder {
  readonly classes = HUGEINT;

  clear(): void {
    // Nothing is kept.
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === MISSING || start === end) continue;
      if (!(end > start && classify(bytes, start, end) & HUGEINT)) return row;
    }
    return to;
  }

  data(): null {
    return null;
  }
}
