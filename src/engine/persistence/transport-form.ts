import { Table, type Utf8, type Vector } from "apache-arrow";
import type { Column } from "../schema.ts";
import { ROW_ID } from "../schema.ts";
import { travelsAsText } from "../rows/cell-values.ts";
import { dateText, decimalText, timestampText, timeText } from "./exact-text.ts";
import { storedName } from "./snapshot-sql.ts";
import { storageType } from "./storage-type.ts";
import { textVector } from "./text-vector.ts";
import { parseTypeName } from "./type-name.ts";

type StoredType = Pick<Column, "id" | "type">;

/**
 * Makes a page (the hidden id, then `columns`, in transport form) of rows as a segment holds them, without the database.
 * Null when a column's text would take the database to get right (lists, structs, maps).
 */
export function transportForm(columns: readonly StoredType[]): ((stored: Table) => Table) | null {
  const texts = columns.map(textOf);
  return texts.includes(null) ? null : (stored) => inTransportForm(stored, columns, texts);
}

/** Text of row `index` of the column, which is not NULL there. */
type TextOf = (column: Vector, index: number) => string;

function inTransportForm(
  table: Table,
  columns: readonly StoredType[],
  texts: readonly (TextOf | "as-is" | null)[],
): Table {
  const vectors: Record<string, Vector> = {};
  for (const name of [ROW_ID, ...columns.map(storedName)]) {
    const vector = table.getChild(name);
    if (vector) vectors[name] = vector;
  }
  for (const [position, column] of columns.entries()) {
    const text = texts[position];
    const vector = vectors[storedName(column)];
    if (typeof text === "function" && vector) vectors[storedName(column)] = asText(vector, text);
  }
  return new Table(vectors);
}

function asText(vector: Vector, text: TextOf): Vector<Utf8> {
  const values = Array.from({ length: vector.length }, (_, index) =>
    vector.isValid(index) ? text(vector, index) : null,
  );
  return textVector(values);
}

/** How the stored column becomes text; `as-is` when a page carries it as it is stored. */
function textOf({ type }: StoredType): TextOf | "as-is" | null {
  if (!travelsAsText(type) || storageType(type) === "VARCHAR") return "as-is";
  const node = parseTypeName(type);
  if (node.kind !== "scalar") return null;
  switch (node.name) {
    case "DECIMAL": {
      const [width = 18, scale = 0] = node.parameters.slice(1, -1).split(",").map(Number);
      return (column, index) => decimalText(decimalAt(column, index), width, scale);
    }
    case "DATE":
      return (column, index) => dateText(int32At(column, index));
    case "TIME":
      return (column, index) => timeText(int64At(column, index), 6);
    case "TIMESTAMP":
      return (column, index) => timestampText(int64At(column, index), 6, false);
    case "TIMESTAMP_S":
      return (column, index) => timestampText(int64At(column, index), 0, false);
    case "TIMESTAMP_MS":
      return (column, index) => timestampText(int64At(column, index), 3, false);
    case "TIMESTAMP_NS":
      return (column, index) => timestampText(int64At(column, index), 9, false);
    case "TIMESTAMP WITH TIME ZONE":
      return (column, index) => timestampText(int64At(column, index), 6, true);
    default:
      return null;
  }
}

/** The column's own memory: Arrow's accessors would round or make dates of the values. */
function rawAt(column: Vector, index: number): { values: unknown; at: number } {
  let at = index;
  for (const data of column.data) {
    if (at < data.length) return { values: data.values, at };
    at -= data.length;
  }
  throw new RangeError(`Row ${index} is not in the column.`);
}

function int32At(column: Vector, index: number): number {
  const { values, at } = rawAt(column, index);
  return (values as Int32Array)[at] ?? 0;
}

function int64At(column: Vector, index: number): bigint {
  const { values, at } = rawAt(column, index);
  return (values as BigInt64Array)[at] ?? 0n;
}

/** 128 bits, little-endian, two's complement. */
function decimalAt(column: Vector, index: number): bigint {
  const { values, at } = rawAt(column, index);
  const words = (values as Uint32Array).subarray(at * 4, at * 4 + 4);
  let unsigned = 0n;
  for (const word of [...words].reverse()) unsigned = (unsigned << 32n) | BigInt(word);
  return BigInt.asIntN(128, unsigned);
}
