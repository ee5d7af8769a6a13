import { lowerBound } from "../lower-bound.ts";
import type { RowView } from "../rows/row-source.ts";
import { isNaturalView } from "../rows/view-sql.ts";
import type { DiffRows, MarkedRange } from "./diff-rows.ts";
import type { DiffCounts, DiffKind } from "./diff-types.ts";
import { kindOfMark, REMOVED } from "./row-marks.ts";
import type { PackedKinds, ViewKinds } from "./view-kinds.ts";

interface Layout {
  readonly view: RowView;
  readonly buckets: number;
}

const KINDS = 3;
const PLACES: Record<DiffKind, number> = { added: 0, removed: 1, changed: 2 };

/** How many rows differ in each of equal parts of a view. A range of which nothing new is known is not counted again. */
export class Overview {
  readonly #rows: DiffRows;
  readonly #kinds: ViewKinds;
  #layout: Layout | null = null;
  #ofKinds: { readonly kinds: PackedKinds; readonly sums: Uint32Array } | null = null;
  /** By bucket and kind. */
  #counted = new WeakMap<MarkedRange, Uint32Array>();

  /** `kinds`: of views in another than natural order. */
  constructor(rows: DiffRows, kinds: ViewKinds) {
    this.#rows = rows;
    this.#kinds = kinds;
  }

  count(view: RowView | null, buckets: number): readonly DiffCounts[] {
    const sums = new Uint32Array(Math.max(0, buckets) * KINDS);
    if (view && view.rowCount > 0 && buckets > 0) {
      if (isNaturalView(view.model)) this.#addRanges({ view, buckets }, sums);
      else this.#addRows(this.#kinds.of(view), sums);
    }
    return Array.from({ length: Math.max(0, buckets) }, (_, bucket) => {
      const [added = 0, removed = 0, changed = 0] = sums.subarray(bucket * KINDS);
      return { added, removed, changed };
    });
  }

  #addRanges(layout: Layout, sums: Uint32Array): void {
    if (this.#layout?.view !== layout.view || this.#layout.buckets !== layout.buckets) {
      this.#layout = layout;
      this.#counted = new WeakMap();
    }
    for (const range of this.#rows.ranges) {
      const counts = this.#counted.get(range) ?? countRange(range, layout);
      this.#counted.set(range, counts);
      for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + (counts[at] ?? 0);
    }
  }

  /** Nothing is told of rows that were not looked at yet. */
  #addRows(kinds: PackedKinds | null, sums: Uint32Array): void {
    if (!kinds) return;
    const known =
      this.#ofKinds?.kinds === kinds && this.#ofKinds.sums.length === sums.length ? this.#ofKinds.sums : null;
    if (known) sums.set(known);
    else {
      const buckets = sums.length / KINDS;
      kinds.forEach((row, kind) => {
        const slot = Math.floor((row / kinds.rowCount) * buckets) * KINDS + PLACES[kind];
        sums[slot] = (sums[slot] ?? 0) + 1;
      });
      this.#ofKinds = { kinds, sums };
    }
  }
}

function countRange({ firstId, offsets, marks }: MarkedRange, { view, buckets }: Layout): Uint32Array {
  const { rowCount, ids } = view;
  const counts = new Uint32Array(buckets * KINDS);
  let cursor = ids ? lowerBound(ids, firstId) : 0;
  for (let index = 0; index < offsets.length; index++) {
    const rowId = firstId + (offsets[index] ?? 0);
    const mark = marks[index] ?? 0;
    if (ids) while (cursor < ids.length && (ids[cursor] ?? 0) < rowId) cursor++;
    // A removed row that is not in the view is marked where it was.
    const at = ids ? cursor : rowId - view.firstId;
    if (mark !== REMOVED && ids && ids[cursor] !== rowId) continue;
    const bucket = Math.min(buckets - 1, Math.max(0, Math.floor((at / rowCount) * buckets)));
    const slot = bucket * KINDS + PLACES[kindOfMark(mark)];
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}
