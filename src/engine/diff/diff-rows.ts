import type { IdRange } from "../changes/change.ts";
import { lowerBound } from "../lower-bound.ts";
import type { RowIds } from "../rows/row-source.ts";
import type { DiffCounts, DiffFilter, DiffKind } from "./diff-types.ts";
import { ColumnSlots, hasBit, kindOfMark, REMOVED } from "./row-marks.ts";

/** Rows of one range that differ: eight bytes each. */
export interface MarkedRows {
  /** Ids less the first one of the range, ascending. */
  readonly offsets: Uint32Array;
  readonly marks: Uint32Array;
}

/** One object as long as nothing new is known of the range. */
export type MarkedRange = MarkedRows & IdRange;

interface Chunk extends MarkedRange {
  readonly counts: DiffCounts;
  /** Rows by the bit of their mark. */
  readonly bits: Uint32Array;
}

const NO_COUNTS: DiffCounts = { added: 0, removed: 0, changed: 0 };
const NO_ROWS = { offsets: new Uint32Array(), marks: new Uint32Array(), counts: NO_COUNTS, bits: new Uint32Array(32) };

/** The ids of all rows that differ, and in what, by ranges of ids that can be compared anew one by one. */
export class DiffRows {
  readonly slots = new ColumnSlots();
  readonly #chunks: Chunk[];
  #counts: DiffCounts = NO_COUNTS;
  #columns: ReadonlyMap<number, number> = new Map();
  #revision = 0;

  /** `ranges`: ascending, without overlaps. */
  constructor(ranges: readonly IdRange[]) {
    this.#chunks = ranges.map((range) => ({ ...range, ...NO_ROWS }));
  }

  get counts(): DiffCounts {
    return this.#counts;
  }

  /** Moves when something new is known. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#chunks.reduce((sum, { offsets }) => sum + offsets.length, 0);
  }

  get byteLength(): number {
    return this.size * 8;
  }

  /** All ranges, ascending. */
  get ranges(): readonly MarkedRange[] {
    return this.#chunks;
  }

  /** Ranges in which rows differ, and how many. */
  get filledRanges(): readonly { range: IdRange; count: number }[] {
    const filled = this.#chunks.filter(({ offsets }) => offsets.length > 0);
    return filled.map(({ firstId, endId, offsets }) => ({ range: { firstId, endId }, count: offsets.length }));
  }

  /** Rows that changed in each column, by its id. */
  get changedByColumn(): ReadonlyMap<number, number> {
    return this.#columns;
  }

  /** A range above all others. */
  add(range: IdRange): void {
    this.#chunks.push({ ...range, ...NO_ROWS });
  }

  /** Replaces what is known of a range. */
  set(index: number, rows: MarkedRows): void {
    const chunk = this.#chunks[index];
    if (!chunk) throw new RangeError(`There is no range ${index}.`);
    this.#chunks[index] = { firstId: chunk.firstId, endId: chunk.endId, ...rows, ...countMarks(rows.marks) };
    this.#revision++;
    this.#sum();
  }

  /** Undefined: the row is the same. */
  markOf(rowId: number): number | undefined {
    const chunk = this.#chunkOf(rowId);
    if (!chunk) return undefined;
    const offset = rowId - chunk.firstId;
    const at = lowerBound(chunk.offsets, offset);
    return chunk.offsets[at] === offset ? chunk.marks[at] : undefined;
  }

  /** The nearest id of a row that differs, above or below `rowId`, in which `isMeant`. */
  nearest(rowId: number, direction: "next" | "previous", isMeant: (mark: number) => boolean): number | null {
    const step = direction === "next" ? 1 : -1;
    const chunks = step > 0 ? this.#chunks : this.#chunks.toReversed();
    for (const { firstId, endId, offsets, marks } of chunks) {
      if (step > 0 ? endId <= rowId + 1 : firstId >= rowId) continue;
      const after = lowerBound(offsets, Math.max(0, step > 0 ? rowId + 1 - firstId : rowId - firstId));
      for (let at = step > 0 ? after : after - 1; at >= 0 && at < offsets.length; at += step) {
        if (isMeant(marks[at] ?? 0)) return firstId + (offsets[at] ?? 0);
      }
    }
    return null;
  }

  /** Calls back for each row that differs, in order of id. */
  forEach(visit: (rowId: number, mark: number) => void): void {
    for (const { firstId, offsets, marks } of this.#chunks) {
      for (let at = 0; at < offsets.length; at++) visit(firstId + (offsets[at] ?? 0), marks[at] ?? 0);
    }
  }

  /** Ids of the rows that the filter lets through, ascending. */
  ids(isMeant: (mark: number) => boolean): RowIds {
    let count = 0;
    this.forEach((_, mark) => (count += isMeant(mark) ? 1 : 0));
    const last = this.#chunks.at(-1)?.endId ?? 0;
    const ids = last <= 2 ** 32 ? new Uint32Array(count) : new Float64Array(count);
    let at = 0;
    this.forEach((rowId, mark) => {
      if (isMeant(mark)) ids[at++] = rowId;
    });
    return ids;
  }

  #chunkOf(rowId: number): Chunk | undefined {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle]?.endId ?? Infinity) <= rowId) low = middle + 1;
      else high = middle;
    }
    const chunk = this.#chunks[low];
    return chunk && chunk.firstId <= rowId ? chunk : undefined;
  }

  #sum(): void {
    const sum = (pick: (chunk: Chunk) => number) => this.#chunks.reduce((total, chunk) => total + pick(chunk), 0);
    this.#counts = {
      added: sum(({ counts }) => counts.added),
      removed: sum(({ counts }) => counts.removed),
      changed: sum(({ counts }) => counts.changed),
    };
    const rowsOf = (id: number) => {
      const slot = 31 - Math.clz32(this.slots.bitOf(id));
      return sum(({ bits }) => bits[slot] ?? 0);
    };
    this.#columns = new Map(this.slots.columnIds.map((id) => [id, rowsOf(id)]));
  }
}

function countMarks(marks: Uint32Array): Pick<Chunk, "counts" | "bits"> {
  const counts: Record<DiffKind, number> = { added: 0, removed: 0, changed: 0 };
  const bits = new Uint32Array(32);
  for (const mark of marks) {
    counts[kindOfMark(mark)]++;
    if (mark >= REMOVED) continue;
    for (let rest = mark; rest !== 0; rest &= rest - 1) {
      const slot = 31 - Math.clz32(rest & -rest);
      bits[slot] = (bits[slot] ?? 0) + 1;
    }
  }
  return { counts, bits };
}

/** Whether a row with the mark is shown. */
export function markFilter({ kinds, columnIds }: DiffFilter, slots: ColumnSlots): (mark: number) => boolean {
  const bits = columnIds?.reduce((all, id) => all | slots.bitOf(id), 0);
  return (mark) => {
    const kind = kindOfMark(mark);
    if (kinds && !kinds.includes(kind)) return false;
    return kind !== "changed" || bits === undefined || hasBit(mark, bits);
  };
}
