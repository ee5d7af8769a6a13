import type { JournalEntry } from "../../src/worker/protocol.ts";
import type { Random } from "./random.ts";

/** The table of the model: a value, or none, for each id. */
export type Cells = readonly (number | null)[];

export interface CellChange {
  readonly id: number;
  readonly value: number | null;
}

export const ROWS = 24;
export const SEGMENT_ROWS = 8;
export const SEGMENTS = ROWS / SEGMENT_ROWS;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function randomCells(random: Random): Cells {
  const filled = random.below(ROWS) + 1;
  return Array.from({ length: ROWS }, (_, id) => (id < filled ? random.seed() : null));
}

export function randomChange(random: Random): CellChange {
  return { id: random.below(ROWS), value: random.chance(0.2) ? null : random.seed() };
}

export function changed(cells: Cells, { id, value }: CellChange): Cells {
  return cells.with(id, value);
}

export function segmentOf(cells: Cells, segment: number): Cells {
  return cells.slice(segment * SEGMENT_ROWS, (segment + 1) * SEGMENT_ROWS);
}

/** Rows of a segment as bytes, some sectors of them; none for none. */
export function encodeRows(rows: Cells): Uint8Array<ArrayBuffer> {
  const values = rows.filter((value) => value !== null);
  if (values.length === 0) return new Uint8Array();
  const text = JSON.stringify(rows);
  return encoder.encode(text + text.slice(1).repeat(1 + ((values[0] ?? 0) % 20)));
}

export function decodeRows(bytes: Uint8Array): Cells {
  const text = decoder.decode(bytes);
  return JSON.parse(text.slice(0, text.indexOf("]") + 1)) as Cells;
}

/**
 * An entry that sets one cell. Most have one length, so that entries of different times lie at the same places; some are
 * sectors long.
 */
export function encodeChange(sequence: number, change: CellChange): JournalEntry {
  const value = change.value ?? 0;
  const text = JSON.stringify(change).padEnd(value % 10 === 1 ? 48 + (value % 1500) : 48);
  return { sequence, isBarrier: false, payload: encoder.encode(text) };
}

export function decodeChange(entry: JournalEntry): CellChange {
  return JSON.parse(decoder.decode(entry.payload)) as CellChange;
}

export function barrier(sequence: number): JournalEntry {
  return { sequence, isBarrier: true, payload: new Uint8Array() };
}
