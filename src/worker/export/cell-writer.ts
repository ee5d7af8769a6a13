import type { Data } from "apache-arrow";
import type { ByteSink } from "./byte-sink.ts";

/** Writes the cell of a row of one record batch. */
export type CellWriter = (row: number, sink: ByteSink) => void;

/** `write`, but `writeNull` where the cell is NULL. */
export function withNulls(data: Data, write: CellWriter, writeNull: (sink: ByteSink) => void): CellWriter {
  if (data.nullCount === 0) return write;
  const { nullBitmap, offset } = data as { nullBitmap: Uint8Array; offset: number };
  return (row, sink) => {
    const bit = offset + row;
    if (((nullBitmap[bit >> 3] as number) >> (bit & 7)) & 1) write(row, sink);
    else writeNull(sink);
  };
}

/** Writes UTF-8 bytes `[start, end)` of `source` in the way of a file format. */
export type TextWriter = (sink: ByteSink, source: Uint8Array, start: number, end: number) => void;

export function textCell(data: Data, write: TextWriter): CellWriter {
  const { valueOffsets, values } = data as { valueOffsets: Int32Array; values: Uint8Array };
  return (row, sink) => write(sink, values, valueOffsets[row] as number, valueOffsets[row + 1] as number);
}

export function booleanCell(data: Data): CellWriter {
  const { values, offset } = data as { values: Uint8Array; offset: number };
  return (row, sink) => {
    const bit = offset + row;
    sink.ascii(((values[bit >> 3] as number) >> (bit & 7)) & 1 ? "true" : "false");
  };
}
