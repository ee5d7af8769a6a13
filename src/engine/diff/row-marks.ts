import type { DiffKind } from "./diff-types.ts";

/** What is known of a row that differs, in 32 bits: that it was added or removed, or the slots of its changed columns. */
export const ADDED = 2 ** 31;
export const REMOVED = 2 ** 30;
/** Columns that have a bit of their own; all others share the next one. */
export const OWN_SLOTS = 29;

export function kindOfMark(mark: number): DiffKind {
  if (mark >= ADDED) return "added";
  return mark >= REMOVED ? "removed" : "changed";
}

/** Bits of columns, given in the order in which they are found to differ. */
export class ColumnSlots {
  readonly #slots = new Map<number, number>();

  /** Columns that have a slot, in order. */
  get columnIds(): readonly number[] {
    return [...this.#slots.keys()];
  }

  /** The bit of the column; a new one where it has none. */
  take(columnId: number): number {
    const slot = this.#slots.get(columnId) ?? Math.min(this.#slots.size, OWN_SLOTS);
    this.#slots.set(columnId, slot);
    return 2 ** slot;
  }

  /** 0: nothing differs in the column. */
  bitOf(columnId: number): number {
    const slot = this.#slots.get(columnId);
    return slot === undefined ? 0 : 2 ** slot;
  }
}

export function hasBit(mark: number, bit: number): boolean {
  return mark < REMOVED && (mark & bit) !== 0;
}
