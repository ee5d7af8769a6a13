import type { IdRange } from "../changes/change.ts";
import type { CellValue } from "../rows/grid-data.ts";
import type { Column } from "../schema.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { DiffSide } from "./diff-side.ts";
import { readRows } from "./read-rows.ts";

export interface BaseCellsParts {
  readonly base: DiffSide;
  readonly queue: () => Promise<QueryQueue>;
  /** Columns of the base in which the row differs. */
  readonly changedColumns: (rowId: number) => readonly Column[];
  /** The rows, and other changed ones near them, which are likely to be looked at next. */
  readonly around: (rowIds: readonly number[]) => readonly number[];
  readonly onRows: (rowIds: readonly number[]) => void;
  readonly onError: (error: unknown) => void;
  readonly capacityBytes?: number;
}

interface CachedRow {
  readonly cells: ReadonlyMap<number, CellValue>;
  readonly byteLength: number;
}

const CAPACITY_BYTES = 8 * 2 ** 20;
const CELL_BYTES = 64;
/** Rows further apart are read by another request. */
const MAX_GAP_IDS = 8192;

/** The base's values of changed cells, read when they are looked at; the least recently used are dropped first. */
export class BaseCells {
  readonly #parts: BaseCellsParts;
  readonly #rows = new Map<number, CachedRow>();
  #byteLength = 0;
  #reading: AbortController | null = null;
  /** Rows that are being read, with the columns in which they differ. */
  #wanted: ReadonlyMap<number, string> = new Map();
  /** Those that are looked at. */
  #asked: ReadonlySet<number> = new Set();

  constructor(parts: BaseCellsParts) {
    this.#parts = parts;
  }

  /** Undefined: not here. */
  get(rowId: number, columnId: number): CellValue | undefined {
    return this.#rows.get(rowId)?.cells.get(columnId);
  }

  /** Reads what is missing of these rows, with others around; a newer call takes the place of one that does not do. */
  ensure(rowIds: readonly number[]): void {
    for (const rowId of rowIds) this.#touch(rowId);
    const missing = rowIds.filter((rowId) => !this.#isKnown(rowId));
    if (missing.length > 0) this.#asked = new Set(missing);
    if (missing.every((rowId) => this.#wanted.get(rowId) === this.#columnsOf(rowId))) return;
    const around = this.#parts.around(missing).filter((rowId) => !this.#isKnown(rowId));
    this.#wanted = new Map(around.map((rowId) => [rowId, this.#columnsOf(rowId)]));
    this.#reading?.abort(new DOMException("Other rows are in view.", "AbortError"));
    const reading = new AbortController();
    this.#reading = reading;
    this.#read(around, reading.signal)
      .catch((error: unknown) => {
        if (!reading.signal.aborted) this.#parts.onError(error);
      })
      .finally(() => {
        if (this.#reading === reading) this.#wanted = new Map();
      });
  }

  /** These rows may have come to differ in other columns. */
  forget(ranges: readonly IdRange[] | "all"): void {
    for (const [rowId, { byteLength }] of this.#rows) {
      if (ranges !== "all" && !ranges.some(({ firstId, endId }) => rowId >= firstId && rowId < endId)) continue;
      this.#rows.delete(rowId);
      this.#byteLength -= byteLength;
    }
  }

  close(): void {
    this.#reading?.abort(new DOMException("The comparison was closed.", "AbortError"));
    this.forget("all");
  }

  async #read(rowIds: readonly number[], signal: AbortSignal): Promise<void> {
    for (const group of groupsOf(rowIds)) {
      const columns = [...new Set(group.flatMap((rowId) => this.#parts.changedColumns(rowId)))];
      const rows = await readRows(this.#parts.queue, this.#parts.base, { rowIds: group, columns, signal });
      // A row that was just taken out of the base is not asked for again.
      const nothing = new Map(columns.map(({ id }) => [id, null]));
      // Last what is looked at: for want of room, the first go first.
      const inOrder = group.toSorted((a, b) => Number(this.#asked.has(a)) - Number(this.#asked.has(b)));
      for (const rowId of inOrder) this.#put(rowId, rows.get(rowId) ?? nothing);
      this.#parts.onRows(group);
    }
  }

  /** It may have been read before it was found to differ in another column as well. */
  #isKnown(rowId: number): boolean {
    const cells = this.#rows.get(rowId)?.cells;
    return cells !== undefined && this.#parts.changedColumns(rowId).every(({ id }) => cells.has(id));
  }

  #columnsOf(rowId: number): string {
    return this.#parts
      .changedColumns(rowId)
      .map(({ id }) => id)
      .join();
  }

  #put(rowId: number, cells: ReadonlyMap<number, CellValue>): void {
    let byteLength = CELL_BYTES;
    for (const value of cells.values()) byteLength += CELL_BYTES + (typeof value === "string" ? value.length * 2 : 0);
    this.#byteLength += byteLength - (this.#rows.get(rowId)?.byteLength ?? 0);
    this.#rows.delete(rowId);
    this.#rows.set(rowId, { cells, byteLength });
    for (const [oldest, row] of this.#rows) {
      if (this.#byteLength <= (this.#parts.capacityBytes ?? CAPACITY_BYTES) || oldest === rowId) return;
      this.#rows.delete(oldest);
      this.#byteLength -= row.byteLength;
    }
  }

  #touch(rowId: number): void {
    const row = this.#rows.get(rowId);
    if (!row) return;
    this.#rows.delete(rowId);
    this.#rows.set(rowId, row);
  }
}

/** Rows that one request reads together. */
export function groupsOf(rowIds: readonly number[]): number[][] {
  const groups: number[][] = [];
  let last = -Infinity;
  for (const rowId of Float64Array.from(rowIds).sort()) {
    if (rowId - last > MAX_GAP_IDS) groups.push([rowId]);
    else groups.at(-1)?.push(rowId);
    last = rowId;
  }
  return groups;
}
