import type { ByteSource } from "./byte-source.ts";
import type { HeadField } from "./csv-dialect.ts";
import { columnCount, columnNames, type CsvHead } from "./csv-head.ts";
import { type ImportPort, PREVIEW_ROWS } from "./import-port.ts";
import { transportIpc } from "./transport.ts";
import { ANY, typeOfClasses } from "./value-classes.ts";

/**
 * Sends the preview when first called: the database has its first piece by then. Rests until it is painted, for which
 * the page would else have too few turns.
 */
export function previewSender(head: CsvHead, source: ByteSource, port: ImportPort): () => Promise<void> {
  const rows = head.rows.slice(0, PREVIEW_ROWS);
  const whole = source.blocks.ended && head.rows.length <= PREVIEW_ROWS;
  const estimated = whole ? rows.length : Math.max(rows.length, estimateRows(source.blocks.bytes, source.totalBytes));
  let sent = false;
  return async () => {
    if (sent) return;
    sent = true;
    const count = Math.max(
      columnCount(head),
      ...rows.map((row) => row.findLastIndex((field) => field.text !== "") + 1),
    );
    const columns = columnNames(head, count).map((name, column) => ({ name, type: headType(rows, column) }));
    const ipc = transportIpc(
      columns,
      columns.map(({ type }, column) => rows.map((row) => headText(row[column], type))),
    );
    port.send({ type: "preview", columns, ipc, estimatedRows: estimated }, [ipc.buffer as ArrayBuffer]);
    await port.shown();
  };
}

function headType(rows: CsvHead["rows"], column: number): string {
  const fields = rows.map((row) => row[column]).filter((field) => field !== undefined && field.text !== "");
  return typeOfClasses(fields.reduce((mask, field) => mask & (field?.classes ?? ANY), ANY));
}

function headText(field: HeadField | undefined, type: string): string | null {
  return !field || (field.text === "" && !(field.quoted && type === "VARCHAR")) ? null : field.text;
}

function estimateRows(head: Uint8Array, totalBytes = 0): number {
  let lines = 1;
  for (let at = head.indexOf(10); at >= 0; at = head.indexOf(10, at + 1)) lines++;
  return Math.round((lines * Math.max(totalBytes, head.length)) / head.length);
}
