import type { Table } from "apache-arrow";
import { BITS, type ColumnPair } from "./compare-sql.ts";
import type { MarkedRows } from "./diff-rows.ts";
import { ADDED, REMOVED, type ColumnSlots } from "./row-marks.ts";

/** What `compareSql` found, with the columns' slots in place of their positions. */
export function readMarks(found: Table, pairs: readonly ColumnPair[], slots: ColumnSlots): MarkedRows {
  const marks = new Uint32Array(found.numRows);
  for (let start = 0; start < Math.max(1, pairs.length); start += BITS) {
    const translate = translator(pairs.slice(start, start + BITS), slots);
    const words = numbersOf(found, 1 + start / BITS);
    for (let row = 0; row < marks.length; row++) marks[row] = (marks[row] ?? 0) | translate(words[row] ?? 0);
  }
  return ascending(numbersOf(found, 0), marks);
}

/** Whether any row is on one side only. */
export function hasWholeRows(found: Table): boolean {
  return numbersOf(found, 1).some((word) => word >= REMOVED);
}

/** Rows have few patterns of changes: each is translated once. */
function translator(pairs: readonly ColumnPair[], slots: ColumnSlots): (word: number) => number {
  const known = new Map<number, number>();
  const translated = (word: number): number => {
    if (word >= ADDED) return ADDED;
    if (word >= REMOVED) return REMOVED;
    return pairs.reduce((mark, { id }, bit) => ((word & (2 ** bit)) === 0 ? mark : mark | slots.take(id)), 0);
  };
  return (word) => {
    const mark = known.get(word) ?? translated(word);
    known.set(word, mark);
    return mark;
  };
}

function numbersOf(table: Table, column: number): Uint32Array {
  const values: unknown = table.getChildAt(column)?.toArray();
  return values instanceof Uint32Array ? values : Uint32Array.from((values as Iterable<number> | undefined) ?? []);
}

/** Offsets are below 2^21 in a range of one segment; with its mark one is an exact number then. */
const MARKS = 2 ** 32;

function ascending(offsets: Uint32Array, marks: Uint32Array): MarkedRows {
  let isAscending = true;
  for (let at = 1; at < offsets.length && isAscending; at++) isAscending = (offsets[at - 1] ?? 0) < (offsets[at] ?? 0);
  if (isAscending) return { offsets: offsets.slice(), marks };
  const packed = Float64Array.from(offsets, (offset, at) => offset * MARKS + (marks[at] ?? 0)).sort();
  return {
    offsets: Uint32Array.from(packed, (value) => Math.floor(value / MARKS)),
    marks: Uint32Array.from(packed, (value) => value % MARKS),
  };
}
