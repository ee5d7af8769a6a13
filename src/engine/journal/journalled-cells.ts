import type { JournalEntry } from "../../worker/protocol.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import { decodeAhead, decodedRecord } from "./decoded-records.ts";

/** What the changes of cells leave, with which a journal begins. */
export interface LeadingCells {
  /** The last value of each cell. */
  readonly cells: readonly CellEdit[];
  /** Of the last of these changes; 0 when there is none. */
  readonly sequence: number;
  /** Whether no other changes follow. */
  readonly isAll: boolean;
}

/** Decoded together. */
const ENTRIES_AHEAD = 4096;

/** What cannot be decoded is no change of cells. */
export function leadingCells(entries: readonly JournalEntry[]): LeadingCells {
  const cells = new CellCollection();
  let sequence = 0;
  for (const [index, entry] of entries.entries()) {
    if (index % ENTRIES_AHEAD === 0) decodeAhead(entries.slice(index, index + ENTRIES_AHEAD));
    const edits = editsOf(entry);
    if (!edits) return { cells: cells.all, sequence, isAll: false };
    cells.add(edits);
    sequence = entry.sequence;
  }
  return { cells: cells.all, sequence, isAll: true };
}

/** Null: it is another change, or none that this release knows. */
export function editsOf(entry: JournalEntry): readonly CellEdit[] | null {
  try {
    const record = decodedRecord(entry);
    return record.kind === "cells" ? record.edits : null;
  } catch {
    return null;
  }
}

/** Of several edits of a cell the last one counts. */
export class CellCollection {
  readonly #columns = new Map<number, Map<number, CellEdit>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get all(): CellEdit[] {
    return [...this.#columns.values()].flatMap((rows) => [...rows.values()]);
  }

  add(edits: readonly CellEdit[]): void {
    for (const edit of edits) {
      const rows = this.#columns.get(edit.columnId) ?? new Map<number, CellEdit>();
      this.#columns.set(edit.columnId, rows);
      this.#size -= rows.size;
      rows.set(edit.rowId, edit);
      this.#size += rows.size;
    }
  }

  clear(): void {
    this.#columns.clear();
    this.#size = 0;
  }
}
