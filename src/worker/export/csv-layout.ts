import type { Data } from "apache-arrow";
import type { ExportColumn, ValueForm } from "../export-protocol.ts";
import { booleanCell, type CellWriter, textCell, withNulls } from "./cell-writer.ts";
import { csvTextWriter } from "./csv-text.ts";
import { digitsCell, numberCell, type WordWriter } from "./number-cells.ts";
import type { TextLayout } from "./text-layout.ts";
import { timestampWriter } from "./timestamp-text.ts";

const COMMA = 44;
const ROW_END = "\r\n";

/** RFC 4180 with a header. Without a byte order mark spreadsheet programs take UTF-8 for the encoding of their locale. */
export function csvLayout(columns: readonly ExportColumn[], options: { escapeFormulas: boolean }): TextLayout {
  const writeAnyText = csvTextWriter(options);
  const presentCell = (data: Data, { kind }: ValueForm): CellWriter => {
    switch (kind) {
      case "boolean":
        return booleanCell(data);
      case "number":
        return numberCell(data, bareWord);
      case "digits":
        return digitsCell(data, bareWord);
      case "timestamp":
        return textCell(data, writeTimestamp);
      case "word":
        return textCell(data, writeWord);
      case "text":
        return textCell(data, writeAnyText);
      default:
        throw new RangeError(`A ${kind} goes into CSV as text.`);
    }
  };
  return {
    mediaType: "text/csv;charset=utf-8;header=present",
    marksUnicode: true,
    cell: (data, form) => withNulls(data, presentCell(data, form), () => undefined),
    begin(sink) {
      for (const [index, { name }] of columns.entries()) {
        if (index > 0) sink.byte(COMMA);
        const bytes = encoder.encode(name);
        writeAnyText(sink, bytes, 0, bytes.length);
      }
      sink.ascii(ROW_END);
    },
    row(sink, cells, row) {
      for (let index = 0; index < cells.length; index++) {
        if (index > 0) sink.byte(COMMA);
        (cells[index] as CellWriter)(row, sink);
      }
      sink.ascii(ROW_END);
    },
    end: () => undefined,
  };
}

const bareWord: WordWriter = (sink, word) => sink.ascii(word);
const writeWord = csvTextWriter({ escapeFormulas: false });
const writeTimestamp = timestampWriter(" ");
const encoder = new TextEncoder();
