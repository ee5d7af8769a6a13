import {
  Binary,
  Bool,
  type Data,
  Field,
  Float64,
  Int64,
  makeData,
  Null,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
} from "apache-arrow";
import type { DecodedColumn } from "../import-protocol.ts";
import { chunkTexts } from "./column-conversion.ts";
import { uniqueNames } from "./column-names.ts";
import { type ImportPort, PREVIEW_ROWS } from "./import-port.ts";
import type { EncodedColumn } from "./json-values.ts";
import type { ObjectColumns } from "./object-columns.ts";
import { transportIpc } from "./transport.ts";

/** The first rows, in the types that they alone would have. Only the first chunk may be there yet. */
export function sendObjectPreview(
  columns: ObjectColumns,
  first: readonly EncodedColumn[],
  estimatedRows: number,
  port: ImportPort,
): void {
  const described = describe(columns, columns.types());
  const ipc = transportIpc(
    described,
    first.map((column) => chunkTexts(column, PREVIEW_ROWS)),
  );
  port.send({ type: "preview", columns: described, ipc, estimatedRows }, [ipc.buffer as ArrayBuffer]);
}

/** All chunks, in the types that hold them all. */
export async function sendObjectChunks(columns: ObjectColumns, sourceBytes: number, port: ImportPort): Promise<void> {
  const types = columns.types();
  port.send({ type: "columns", columns: describe(columns, types) });
  let firstId = 0;
  for (const [chunk, rows] of columns.chunkRows.entries()) {
    if (rows === 0) continue;
    await port.ready();
    const ipc = encodeIpc(columns.takeChunk(chunk, types), firstId, rows);
    port.send({ type: "chunk", ipc, rows, sourceBytes }, [ipc.buffer as ArrayBuffer]);
    firstId += rows;
  }
}

function describe(columns: ObjectColumns, types: readonly string[]): DecodedColumn[] {
  return uniqueNames(columns.names).map((name, index) => ({ name, type: types[index] ?? "VARCHAR" }));
}

function encodeIpc(columns: readonly EncodedColumn[], firstId: number, rows: number): Uint8Array {
  const ids = BigInt64Array.from({ length: rows }, (_, row) => BigInt(firstId + row));
  const children = [makeData({ type: new Int64(), length: rows, nullCount: 0, data: ids }), ...columns.map(arrowData)];
  const fields = children.map((data, index) => new Field(index === 0 ? "__pt_id" : `c${index}`, data.type, true));
  const data = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(new Schema(fields), data)]).toUint8Array(true);
}

function arrowData(column: EncodedColumn): Data {
  if (column.kind === "null") return makeData({ type: new Null(), length: column.rows });
  const nulls = column.valid ? { nullBitmap: column.valid, nullCount: -1 } : { nullCount: 0 };
  const base = { length: column.rows, ...nulls };
  switch (column.kind) {
    case "boolean":
      return makeData({ type: new Bool(), data: column.bits, ...base });
    case "integer":
      return makeData({ type: new Int64(), data: column.data, ...base });
    case "double":
      return makeData({ type: new Float64(), data: column.data, ...base });
    case "blob":
      return makeData({ type: new Binary(), valueOffsets: column.offsets, data: column.bytes, ...base });
    default:
      return makeData({ type: new Utf8(), valueOffsets: column.offsets, data: column.bytes, ...base });
  }
}
