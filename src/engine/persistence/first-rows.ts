import { Table, tableFromIPC, type Utf8, type Vector } from "apache-arrow";
import type { StoredColumn, StoredVersion } from "../../worker/protocol.ts";
import { travelsAsText } from "../rows/cell-values.ts";
import { ROW_ID } from "../schema.ts";
import { dateText, decimalText, timestampText, timeText } from "./exact-text.ts";
import type { PersistenceClient } from "./persistence-client.ts";
import { storedName } from "./snapshot-sql.ts";
import { storageType } from "./storage-type.ts";
import { textVector } from "./text-vector.ts";
import { parseTypeName } from "./type-name.ts";

export interface FirstRowsOptions {
  readonly client: PersistenceClient;
  readonly version: StoredVersion;
  /** The version's first rows, as far as they came with its opening. */
  readonly head?: Uint8Array | null;
  /** Position in natural order. */
  readonly firstRow: number;
  readonly count: number;
  readonly signal?: AbortSignal;
}

/**
 * Rows `[firstRow, firstRow + count)` of a stored version in the transport form of a page, without the database. Null
 * when a column's text would take the database to get right (lists, structs, maps).
 */
export async function readFirstRows(options: FirstRowsOptions): Promise<Table | null> {
  const { client, version, head, firstRow, count, signal } = options;
  const converters = version.columns.map(textOf);
  if (converters.includes(null)) return null;
  if (head && firstRow === 0) return inTransportForm(tableFromIPC(head), version.columns, converters);
  const columns = [ROW_ID, ...version.columns.map(storedName)];
  const tables = await Promise.all(
    rangesOf(version, firstRow, count).map(async (range) => {
      const { ipc } = await client.readSegment({ ...range, columns }, signal ? { signal } : {});
      return tableFromIPC(ipc);
    }),
  );
  const [first, ...others] = tables;
  return first ? inTransportForm(first.concat(...others), version.columns, converters) : null;
}

function rangesOf(version: StoredVersion, firstRow: number, count: number) {
  let start = 0;
  return version.segments.flatMap((segment) => {
    const fromRow = Math.max(0, firstRow - start);
    const limit = Math.min(segment.rows, firstRow + count - start) - fromRow;
    start += segment.rows;
    return limit > 0 ? [{ segment, fromRow, limit }] : [];
  });
}

/** Text of row `index` of the column, which is not NULL there. */
type TextOf = (column: Vector, index: number) => string;

function inTransportForm(
  table: Table,
  columns: readonly StoredColumn[],
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
function textOf({ type }: StoredColumn): TextOf | "as-is" | null {
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
