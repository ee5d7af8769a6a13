import type { ExportColumn } from "../export-protocol.ts";
import { jsonCell, jsonKey, writeObject } from "./json-cells.ts";
import type { TextLayout } from "./text-layout.ts";

const LINE_FEED = 10;

/** One object a row, all properties in each. `lines`: NDJSON, else an array with a row a line. */
export function jsonLayout(columns: readonly ExportColumn[], { lines }: { lines: boolean }): TextLayout {
  const keys = columns.map(({ name }) => jsonKey(name));
  return {
    mediaType: lines ? "application/x-ndjson" : "application/json",
    marksUnicode: false,
    cell: jsonCell,
    begin(sink) {
      if (!lines) sink.ascii("[");
    },
    row(sink, cells, row, isFirst) {
      if (!lines) sink.ascii(isFirst ? "\n" : ",\n");
      writeObject(sink, keys, cells, row);
      if (lines) sink.byte(LINE_FEED);
    },
    end(sink, isEmpty) {
      if (!lines) sink.ascii(isEmpty ? "]" : "\n]\n");
    },
  };
}
