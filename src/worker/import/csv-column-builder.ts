import type { Data } from "apache-arrow";
import type { CsvCells } from "./csv-cells.ts";

/** Turns the values of one column of a piece into Arrow. */
export interface CsvColumnBuilder {
  /** The value classes that the values read so far, in any piece, have in common. The builder's type is theirs. */
  readonly classes: number;
  /** A piece begins. */
  clear(): void;
  /** Reads the rows `[from, to)`, which follow those read before. Returns the first whose value is not of the type, else `to`. */
  read(cells: CsvCells, column: number, from: number, to: number): number;
  /** Of the first `rows` rows, in views of buffers that are used again; null when only the database can tell what they are. */
  data(rows: number): Data | null;
}

/** Of ASCII bytes. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  // Spreading the bytes takes twice as long.
  return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
}
