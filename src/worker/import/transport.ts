import {
  Bool,
  type Data,
  type DataType,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import type { DecodedColumn } from "../import-protocol.ts";

/**
 * A page of rows from row 0 in the transport form of `CellValue`: `texts` has the values of each column as they
 * were written, in a form that their type can hold exactly.
 */
export function transportIpc(
  columns: readonly DecodedColumn[],
  texts: readonly (readonly (string | null)[])[],
): Uint8Array {
  const rows = texts[0]?.length ?? 0;
  const ids = vectorFromArray(BigInt64Array.from({ length: rows }, (_, row) => BigInt(row)));
  const vectors = [ids, ...columns.map(({ type }, column) => transportVector(type, texts[column] ?? []))];
  const fields = vectors.map(
    (vector, index) => new Field(index === 0 ? "__pt_id" : `c${index}`, vector.type as DataType, true),
  );
  const schema = new Schema(fields);
  const children = vectors.map((vector) => vector.data[0] as Data);
  const data = makeData({ type: new Struct(fields), length: rows, children });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
}

function transportVector(type: string, texts: readonly (string | null)[]): Vector {
  const map = <T>(convert: (text: string) => T): (T | null)[] =>
    texts.map((text) => (text === null ? null : convert(text)));
  switch (type) {
    case "BOOLEAN":
      return vectorFromArray(
        map((text) => text.toLowerCase() === "true"),
        new Bool(),
      );
    case "BIGINT":
      return vectorFromArray(
        map((text) => BigInt(text.trim())),
        new Int64(),
      );
    case "DOUBLE":
      return vectorFromArray(map(parseDouble), new Float64());
    case "VARCHAR":
      return vectorFromArray([...texts], new Utf8());
    default:
      return vectorFromArray(
        map((text) => databaseText(type, text.trim())),
        new Utf8(),
      );
  }
}

function parseDouble(text: string): number {
  const word = text.trim().toLowerCase();
  if (word === "inf" || word === "-inf") return word === "inf" ? Infinity : -Infinity;
  if (word === "infinity" || word === "-infinity") return word === "infinity" ? Infinity : -Infinity;
  return Number(word);
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
