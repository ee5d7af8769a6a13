import { type Data, makeData } from "apache-arrow";
import { typeInfo } from "../rows/column-types.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import type { CellValue } from "../rows/grid-data.ts";

/** Where a value of the patch goes. */
export interface PatchedCell {
  /** Position in the column's data, ascending. */
  readonly row: number;
  /** Position in the patch. */
  readonly cell: number;
}

/** New values of some cells of one column. */
export interface ColumnPatch {
  /** Ascending. */
  readonly rowIds: Float64Array;
  /** The data with the values in it; the memory of fixed-width ones may be the same. */
  write(data: Data, cells: readonly PatchedCell[]): Data;
}

/** What of Arrow's `Data` is read here. */
interface ColumnData {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array;
  readonly values: unknown;
  readonly valueOffsets: Int32Array;
}

type Values = readonly CellValue[];
/** The buffers of the data that are others now. */
type Write = (data: ColumnData, cells: readonly PatchedCell[], values: Values) => Partial<ColumnBuffers>;

interface ColumnBuffers {
  readonly data: unknown;
  readonly valueOffsets: Int32Array;
}

interface PatchableType {
  /** Whether the value, which is not null, can be written as it is. */
  readonly takes: (value: CellValue) => boolean;
  readonly write: Write;
}

const INTEGERS = new Set(["TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"]);
const BIG_INTEGERS = new Set(["BIGINT", "UBIGINT"]);

/** Of types whose values a segment holds as a page carries them, so that nothing is to be cast. */
function patchableType(type: string): PatchableType | null {
  const { name, range } = typeInfo(type);
  if (name === "VARCHAR") return { takes: (value) => typeof value === "string", write: writeTexts };
  if (name === "DOUBLE") return { takes: (value) => typeof value === "number", write: fixedWidth(Number) };
  const takes = (value: CellValue): boolean => {
    if (typeof value !== "bigint" && !Number.isSafeInteger(value)) return false;
    const whole = BigInt(value as bigint | number);
    return range !== undefined && whole >= range.min && whole <= range.max;
  };
  if (INTEGERS.has(name)) return { takes, write: fixedWidth(Number) };
  return BIG_INTEGERS.has(name) ? { takes, write: fixedWidth((value) => BigInt(value as bigint | number)) } : null;
}

/** Null: nothing to be written, or something that only the database can make of its text what the column holds. */
export function columnPatch(type: string, edits: readonly CellEdit[]): ColumnPatch | null {
  const patchable = edits.length > 0 ? patchableType(type) : null;
  if (!patchable) return null;
  if (!edits.every(({ value }) => value === null || patchable.takes(value))) return null;
  const sorted = edits.toSorted((a, b) => a.rowId - b.rowId);
  const values = sorted.map(({ value }) => value);
  return {
    rowIds: Float64Array.from(sorted, ({ rowId }) => rowId),
    write: (data, cells) => {
      const written = patchable.write(data, cells, values);
      return makeData({
        type: data.type,
        length: data.length,
        ...validity(data, cells, values),
        ...written,
      } as Parameters<typeof makeData>[0]);
    },
  };
}

function fixedWidth(toElement: (value: CellValue) => number | bigint): Write {
  return ({ values: data }, cells, values) => {
    const elements = data as Record<number, number | bigint>;
    for (const { row, cell } of cells) {
      const value = values[cell] ?? null;
      if (value !== null) elements[row] = toElement(value);
    }
    return { data };
  };
}

/** What is between two cells stays as it is, moved by what the texts before it grew. */
function writeTexts(
  { length, values: data, valueOffsets }: ColumnData,
  cells: readonly PatchedCell[],
  values: Values,
): ColumnBuffers {
  const encoder = new TextEncoder();
  const texts = cells.map(({ cell }) => encoder.encode((values[cell] ?? "") as string));
  const old = data as Uint8Array;
  const first = valueOffsets[0] ?? 0;
  const grown = cells.reduce(
    (sum, { row }, index) => sum + (texts[index]?.length ?? 0) - widthAt(valueOffsets, row),
    0,
  );
  const bytes = new Uint8Array((valueOffsets[length] ?? 0) - first + grown);
  const offsets = new Int32Array(length + 1);
  let end = 0;
  let copied = 0;
  const copyUpTo = (row: number): void => {
    const from = valueOffsets[copied] ?? 0;
    const to = valueOffsets[row] ?? 0;
    bytes.set(old.subarray(from, to), end);
    for (let at = copied; at < row; at++) offsets[at] = (valueOffsets[at] ?? 0) - from + end;
    end += to - from;
    offsets[row] = end;
    copied = row;
  };
  for (const [index, { row }] of cells.entries()) {
    copyUpTo(row);
    const text = texts[index] ?? new Uint8Array();
    bytes.set(text, end);
    end += text.length;
    copied = row + 1;
    offsets[copied] = end;
  }
  copyUpTo(length);
  return { data: bytes, valueOffsets: offsets };
}

function widthAt(offsets: Int32Array, row: number): number {
  return (offsets[row + 1] ?? 0) - (offsets[row] ?? 0);
}

function validity(
  { length, nullCount, nullBitmap }: ColumnData,
  cells: readonly PatchedCell[],
  values: Values,
): { nullBitmap: Uint8Array | null; nullCount: number } {
  const isPatchedNull = cells.some(({ cell }) => (values[cell] ?? null) === null);
  if (nullCount === 0 && !isPatchedNull) return { nullBitmap: null, nullCount: 0 };
  const bits = nullCount === 0 ? new Uint8Array((length + 7) >> 3).fill(0xff) : nullBitmap.slice();
  let count = nullCount;
  for (const { row, cell } of cells) {
    const byte = bits[row >> 3] ?? 0;
    const bit = 1 << (row & 7);
    const wasValid = (byte & bit) !== 0;
    const isValid = (values[cell] ?? null) !== null;
    bits[row >> 3] = isValid ? byte | bit : byte & ~bit;
    count += Number(wasValid) - Number(isValid);
  }
  return { nullBitmap: bits, nullCount: count };
}
