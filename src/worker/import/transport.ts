import {
  Bool,
  type Data,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
} from "apache-arrow";
import type { DecodedColumn } from "../import-protocol.ts";
import { doubleOfText } from "./decimal-to-double.ts";

type Texts = readonly (string | null)[];

/**
 * A page of rows from row 0 in the transport form of `CellValue`: `texts` has the values of each column as they
 * were written, in a form that their type can hold exactly.
 */
export function transportIpc(columns: readonly DecodedColumn[], texts: readonly Texts[]): Uint8Array {
  const rows = texts[0]?.length ?? 0;
  const ids = BigInt64Array.from({ length: rows }, (_, row) => BigInt(row));
  const children = [
    makeData({ type: new Int64(), length: rows, nullCount: 0, data: ids }),
    ...columns.map(({ type }, column) => transportData(type, texts[column] ?? [])),
  ];
  const fields = children.map(({ type }, index) => new Field(index === 0 ? "__pt_id" : `c${index}`, type, true));
  const data = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(new Schema(fields), data)]).toUint8Array(true);
}

/** Not by Arrow's builders: they take 50 ms for 200 rows before they are warm, and this is all that they would build. */
function transportData(type: string, texts: Texts): Data {
  const { length } = texts;
  const base = { length, ...validity(texts) };
  switch (type) {
    case "BOOLEAN":
      return makeData({ type: new Bool(), data: bitsWhere(texts, (text) => text?.toLowerCase() === "true"), ...base });
    case "BIGINT": {
      const data = BigInt64Array.from(texts, (text) => BigInt(text?.trim() ?? 0));
      return makeData({ type: new Int64(), data, ...base });
    }
    case "DOUBLE": {
      const data = Float64Array.from(texts, (text) => doubleOfText(text ?? ""));
      return makeData({ type: new Float64(), data, ...base });
    }
    case "VARCHAR":
      return utf8Data(texts, base);
    default:
      return utf8Data(
        texts.map((text) => text && databaseText(type, text.trim())),
        base,
      );
  }
}

interface DataBase {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array;
}

function utf8Data(texts: Texts, base: DataBase): Data<Utf8> {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text ?? ""));
  const valueOffsets = new Int32Array(texts.length + 1);
  encoded.forEach((bytes, index) => (valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + bytes.length));
  const data = new Uint8Array(valueOffsets.at(-1) ?? 0);
  encoded.forEach((bytes, index) => data.set(bytes, valueOffsets[index]));
  return makeData({ type: new Utf8(), valueOffsets, data, ...base });
}

function validity(texts: Texts): { nullCount: number; nullBitmap: Uint8Array } {
  const nullCount = texts.reduce((count, text) => count + Number(text === null), 0);
  return { nullCount, nullBitmap: bitsWhere(texts, (text) => text !== null) };
}

function bitsWhere(texts: Texts, holds: (text: string | null) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(texts.length / 8));
  texts.forEach((text, index) => {
    if (holds(text)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bits;
}

/** As DuckDB writes the value that it reads from `text`. */
function databaseText(type: string, text: string): string {
  if (type === "TIME") return trimFraction(text);
  if (!type.startsWith("TIMESTAMP")) return text;
  const [date = "", time = ""] = text.replace("Z", "").split(/[ T]/);
  const seconds = time.length === 5 ? `${time}:00` : trimFraction(time);
  return `${date} ${seconds}${type === "TIMESTAMP" ? "" : "+00"}`;
}

function trimFraction(time: string): string {
  return time.includes(".") ? time.replace(/\.?0+$/, "") : time;
}
