/**
 * Which cell element of a row shows which column. Like the ring of rows: a column keeps its slot while it is in view,
 * so scrolling sideways repaints only the columns that enter.
 */
export class ColumnSlots {
  #columnOfSlot: number[] = [];

  /** Column index by slot; -1: the slot is unused. */
  get columnOfSlot(): readonly number[] {
    return this.#columnOfSlot;
  }

  /** Returns the slots whose column changed. */
  assign(columns: readonly number[]): number[] {
    const wanted = new Set(columns);
    const kept = new Set<number>();
    const free: number[] = [];
    this.#columnOfSlot.forEach((column, slot) => {
      if (wanted.has(column)) kept.add(column);
      else free.push(slot);
    });
    const changed: number[] = [];
    for (const column of columns) {
      if (kept.has(column)) continue;
      const slot = free.shift() ?? this.#columnOfSlot.length;
      this.#columnOfSlot[slot] = column;
      changed.push(slot);
    }
    for (const slot of free) {
      if (this.#columnOfSlot[slot] === -1) continue;
      this.#columnOfSlot[slot] = -1;
      changed.push(slot);
    }
    return changed;
  }

  clear(): void {
    this.#columnOfSlot = [];
  }

  /** Gives `columns` the slots in their own order. Returns the slots whose column changed. */
  reorder(columns: readonly number[]): number[] {
    const former = this.#columnOfSlot;
    const count = Math.max(columns.length, former.length);
    this.#columnOfSlot = Array.from({ length: count }, (_, slot) => columns[slot] ?? -1);
    return [...this.#columnOfSlot.keys()].filter((slot) => this.#columnOfSlot[slot] !== former[slot]);
  }
}
