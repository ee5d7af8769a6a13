import { DataType, Precision } from "apache-arrow";
import type { Data, Vector } from "apache-arrow";
import type { CellValue } from "./grid-data.ts";
import { shortestFloat } from "./shortest-float.ts";

/** Cells of one column in one block of rows, in memory of its own. */
export interface CellColumn {
  /** Null for NULL and for a row that was not there. */
  get(index: number): CellValue;
  /** Estimate of the memory it holds on to. */
  readonly byteLength: number;
}

const OBJECT_BYTES = 96;
const POINTER_BYTES = 8;
/** A byte order mark inside a cell is the cell's, not ours to drop. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Copies the cells at `rows` (indices into `vector`, in the order wanted; -1: no such row, read as NULL) out of a
 * page in transport form (`cell-values.ts`), so that nothing keeps the page alive. FLOAT becomes the shortest number
 * that is the same 32-bit float: 0.1, not 0.10000000149011612.
 */
export function copyCells(vector: Vector, rows: Int32Array): CellColumn {
  const cells = locate(vector, rows);
  const { type } = vector as Vector<DataType>;
  if (DataType.isUtf8(type)) return new TextCells(cells);
  if (DataType.isBool(type)) return new ValueCells(cells.map(readBoolean), POINTER_BYTES);
  if (DataType.isInt(type)) return new ValueCells(cells.map(type.bitWidth === 64 ? readBigInt : readNumber), 16);
  if (DataType.isFloat(type)) {
    return new ValueCells(cells.map(type.precision === Precision.SINGLE ? readFloat : readNumber), 16);
  }
  if (DataType.isBinary(type)) return bytesCells(cells);
  return new ValueCells(
    Array.from(rows, (row) => (row < 0 ? null : plainValue(vector.get(row)))),
    32,
  );
}

/** A chunk and an index in it; null for NULL. */
type Cell = { readonly data: Data; readonly index: number } | null;

function locate(vector: Vector, rows: Int32Array): Cell[] {
  const starts: number[] = [];
  let length = 0;
  for (const data of vector.data) {
    starts.push(length);
    length += data.length;
  }
  return Array.from(rows, (row) => {
    if (row < 0 || row >= length) return null;
    let chunk = starts.length - 1;
    while (chunk > 0 && row < (starts[chunk] ?? 0)) chunk--;
    const data = vector.data[chunk];
    const index = row - (starts[chunk] ?? 0);
    return data?.getValid(index) ? { data, index } : null;
  });
}

const readNumber = (cell: Cell): CellValue => (cell ? ((cell.data.values as Int32Array)[cell.index] ?? null) : null);
const readBigInt = (cell: Cell): CellValue => (cell ? ((cell.data.values as BigInt64Array)[cell.index] ?? null) : null);
const readFloat = (cell: Cell): CellValue => {
  const value = readNumber(cell);
  return typeof value === "number" ? shortestFloat(value) : null;
};
const readBoolean = (cell: Cell): CellValue => {
  if (!cell) return null;
  const bit = cell.data.offset + cell.index;
  return (((cell.data.values as Uint8Array)[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
};

function readBytes(cell: Cell): Uint8Array {
  if (!cell) return new Uint8Array();
  const { valueOffsets, values } = cell.data as { valueOffsets: Int32Array; values: Uint8Array };
  return values.subarray(valueOffsets[cell.index], valueOffsets[cell.index + 1]);
}

/** Previews may come with types that DuckDB would not send, e.g. dictionaries. */
function plainValue(value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint") return value;
  return value instanceof Uint8Array ? value.slice() : (value as string | Vector).toString();
}

function bytesCells(cells: readonly Cell[]): CellColumn {
  const values = cells.map((cell) => (cell ? readBytes(cell).slice() : null));
  const bytes = values.reduce((sum, value) => sum + (value ? value.byteLength + OBJECT_BYTES : 0), 0);
  return new ValueCells(values, POINTER_BYTES, bytes);
}

class ValueCells implements CellColumn {
  readonly byteLength: number;
  readonly #values: readonly CellValue[];

  constructor(values: readonly CellValue[], bytesEach: number, extraBytes = 0) {
    this.#values = values;
    this.byteLength = OBJECT_BYTES + values.length * bytesEach + extraBytes;
  }

  get(index: number): CellValue {
    return this.#values[index] ?? null;
  }
}

/** Text stays UTF-8 until a cell is asked for, and is kept as a string from then on. */
class TextCells implements CellColumn {
  readonly byteLength: number;
  readonly #bytes: Uint8Array;
  /** End of each cell in `#bytes`; of a NULL, -1. */
  readonly #ends: Int32Array;
  readonly #starts: Int32Array;
  readonly #texts: string[];

  constructor(cells: readonly Cell[]) {
    const parts = cells.map(readBytes);
    this.#bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
    this.#starts = new Int32Array(cells.length);
    this.#ends = new Int32Array(cells.length);
    this.#texts = new Array<string>(cells.length);
    let offset = 0;
    for (const [index, part] of parts.entries()) {
      this.#bytes.set(part, offset);
      this.#starts[index] = offset;
      offset += part.byteLength;
      this.#ends[index] = cells[index] ? offset : -1;
    }
    this.byteLength = OBJECT_BYTES + this.#bytes.byteLength * 3 + cells.length * 40;
  }

  get(index: number): CellValue {
    const end = this.#ends[index] ?? -1;
    if (end < 0) return null;
    return (this.#texts[index] ??= utf8.decode(this.#bytes.subarray(this.#starts[index], end)));
  }
}
