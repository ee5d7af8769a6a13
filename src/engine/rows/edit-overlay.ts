import type { CommitClock } from "./commit-clock.ts";
import type { CellBox, CellValue } from "./grid-data.ts";

/** A cell by its lasting ids, and what is to be in it. */
export interface CellEdit {
  readonly rowId: number;
  readonly columnId: number;
  /** Typed, in transport form. */
  readonly value: CellValue;
}

/** One edit of one cell, from the moment it shows until a page that holds it has arrived. */
export interface OverlayEdit {
  readonly rowId: number;
  readonly columnId: number;
}

interface Entry {
  readonly edit: OverlayEdit;
  readonly box: CellBox;
  /** Moment of the acknowledgement; null: not yet. */
  readonly settledAt: number | null;
}

/**
 * Values that the page shows over what was read. A page may hold the state before an edit although it arrives after it:
 * so an acknowledged edit stays until a page arrives whose reading began later.
 */
export class EditOverlay {
  /** Edits of a cell in their order, the last one shows. */
  readonly #rows = new Map<number, Map<number, Entry[]>>();
  readonly #clock: CommitClock;

  constructor(clock: CommitClock) {
    this.#clock = clock;
  }

  /** `since`: leaves out edits that were acknowledged before that moment. */
  get(rowId: number, columnId: number, { since = 0 } = {}): CellBox | undefined {
    const last = this.#rows.get(rowId)?.get(columnId)?.at(-1);
    return last && (last.settledAt ?? Infinity) >= since ? last.box : undefined;
  }

  add(rowId: number, columnId: number, value: CellValue): OverlayEdit {
    const edit: OverlayEdit = { rowId, columnId };
    const row = this.#rows.get(rowId) ?? new Map<number, Entry[]>();
    this.#rows.set(rowId, row);
    row.set(columnId, [...(row.get(columnId) ?? []), { edit, box: { value, pending: true }, settledAt: null }]);
    return edit;
  }

  /** The edit was committed, as `value` where the database made something else of it. */
  settle(edit: OverlayEdit, value?: CellValue): void {
    const settledAt = this.#clock.tick();
    this.#change(edit.rowId, edit.columnId, (entry) => {
      if (entry.edit !== edit) return entry;
      return { edit, box: { value: value === undefined ? entry.box.value : value, pending: false }, settledAt };
    });
  }

  /** The edit failed: what was under it shows again. */
  revert(edit: OverlayEdit): void {
    this.#change(edit.rowId, edit.columnId, (entry) => (entry.edit === edit ? null : entry));
  }

  /** Cells of these rows and columns arrived, read from `readAt` on. */
  arrived(rowIds: Iterable<number>, columnIds: Iterable<number>, readAt: number): void {
    if (this.#rows.size === 0) return;
    const columns = [...columnIds];
    for (const rowId of rowIds) {
      if (!this.#rows.has(rowId)) continue;
      for (const columnId of columns) {
        this.#change(rowId, columnId, (entry) =>
          entry.settledAt !== null && entry.settledAt <= readAt ? null : entry,
        );
      }
    }
  }

  clear(): void {
    this.#rows.clear();
  }

  #change(rowId: number, columnId: number, update: (entry: Entry) => Entry | null): void {
    const row = this.#rows.get(rowId);
    const entries = row?.get(columnId);
    if (!row || !entries) return;
    const left = entries.map(update).filter((entry) => entry !== null);
    if (left.length > 0) row.set(columnId, left);
    else row.delete(columnId);
    if (row.size === 0) this.#rows.delete(rowId);
  }
}
