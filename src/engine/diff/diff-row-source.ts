import type { Table } from "apache-arrow";
import type { ViewModel } from "../models.ts";
import type { EmbeddedRowSource } from "../rows/embedded-row-source.ts";
import type { RowIds, RowSource, RowView } from "../rows/row-source.ts";
import { isNaturalView } from "../rows/view-sql.ts";
import type { Column } from "../schema.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import { yieldToMain } from "../scheduling/yield.ts";
import type { DiffRows } from "./diff-rows.ts";
import type { DiffSide } from "./diff-side.ts";
import type { DiffMode } from "./diff-types.ts";
import { readSidePage } from "./read-rows.ts";
import { REMOVED } from "./row-marks.ts";

/** Some milliseconds of look-ups. */
const IDS_PER_TURN = 50_000;

/** What the grid shows of an open comparison. */
export interface ShownDiff {
  readonly mode: DiffMode;
  readonly rows: DiffRows;
  readonly base: DiffSide;
  /** Null: the table itself. */
  readonly present: DiffSide | null;
  readonly isShown: (mark: number) => boolean;
}

/**
 * The rows of the table with those that were removed where they were, or only the rows that differ. Under a sort, filter
 * or search, which the database answers for the present rows, removed ones come last.
 */
export class DiffRowSource implements RowSource {
  readonly columns: readonly Column[];
  readonly #table: EmbeddedRowSource;
  readonly #queue: QueryQueue;
  readonly #diff: ShownDiff;

  constructor(table: EmbeddedRowSource, queue: QueryQueue, diff: ShownDiff) {
    this.#table = table;
    this.#queue = queue;
    this.#diff = diff;
    this.columns = diff.present?.columns ?? table.columns;
  }

  get totalRowCount(): number {
    return this.#table.totalRowCount;
  }

  contiguousView(model: ViewModel): RowView | null {
    const { mode, rows } = this.#diff;
    return mode === "all" && rows.counts.removed === 0 ? this.#table.contiguousView(model) : null;
  }

  async openView(model: ViewModel, options: { signal?: AbortSignal }): Promise<RowView> {
    const contiguous = this.contiguousView(model);
    if (contiguous) return contiguous;
    const { mode, present } = this.#diff;
    if (mode === "changes" && (isNaturalView(model) || present)) return this.#view(model, this.#differing());
    const view = await this.#table.openView(model, options);
    const ids = view.ids ?? idsFrom(view.firstId, view.rowCount);
    const shown = mode === "changes" ? await this.#differingOf(ids, options) : ids;
    return this.#view(model, this.#withRemoved(shown, model));
  }

  async readPage(
    view: RowView,
    range: { start: number; end: number; columns: readonly Column[] },
    options: { signal?: AbortSignal; prefetch?: boolean },
  ): Promise<Table> {
    const { rows, base, present } = this.#diff;
    if (!view.ids || (!present && rows.counts.removed === 0)) return await this.#table.readPage(view, range, options);
    const wanted = view.ids.subarray(Math.max(0, range.start), range.end);
    const isRemoved = (id: number) => rows.markOf(id) === REMOVED;
    const removed = [...wanted].filter(isRemoved);
    const kept = wanted.filter((id) => !isRemoved(id));
    const read = { columns: range.columns, ...(options.signal && { signal: options.signal }) };
    const pages: Promise<Table>[] = [];
    if (kept.length > 0) {
      pages.push(
        present
          ? readSidePage(this.#queue, present, { rowIds: [...kept], ...read })
          : this.#table.readPage(this.#view(view.model, kept), { ...range, start: 0, end: kept.length }, options),
      );
    }
    if (removed.length > 0) pages.push(readSidePage(this.#queue, base, { rowIds: removed, ...read }));
    const [first, ...others] = await Promise.all(pages);
    if (!first) {
      return await this.#table.readPage(this.#view(view.model, kept), { ...range, start: 0, end: 0 }, options);
    }
    return others.length > 0 ? first.concat(...others) : first;
  }

  #view(model: ViewModel, ids: RowIds): RowView {
    return { model, rowCount: ids.length, firstId: ids[0] ?? 0, ids };
  }

  #differing(): RowIds {
    return this.#diff.rows.ids(this.#diff.isShown);
  }

  /** A look-up each, so that it gives way. */
  async #differingOf(ids: RowIds, options: { signal?: AbortSignal }): Promise<RowIds> {
    const { rows, isShown } = this.#diff;
    const found = new Float64Array(Math.min(ids.length, rows.size));
    let count = 0;
    for (const [at, id] of ids.entries()) {
      if (at % IDS_PER_TURN === IDS_PER_TURN - 1) await yieldToMain(options);
      const mark = rows.markOf(id);
      if (mark !== undefined && isShown(mark)) found[count++] = id;
    }
    return found.subarray(0, count);
  }

  #withRemoved(ids: RowIds, model: ViewModel): RowIds {
    const { rows, isShown, mode } = this.#diff;
    const removed = rows.ids((mark) => mark === REMOVED && (mode === "all" || isShown(mark)));
    if (removed.length === 0) return ids;
    const all = new Float64Array(ids.length + removed.length);
    if (isNaturalView(model)) mergeAscending(ids, removed, all);
    else {
      all.set(ids);
      all.set(removed, ids.length);
    }
    return all;
  }
}

/** To sort a million ids would be felt. */
function mergeAscending(left: RowIds, right: RowIds, into: Float64Array): void {
  let [l, r] = [0, 0];
  for (let at = 0; at < into.length; at++) {
    const isLeft = r >= right.length || (l < left.length && (left[l] ?? 0) < (right[r] ?? 0));
    into[at] = (isLeft ? left[l++] : right[r++]) ?? 0;
  }
}

function idsFrom(firstId: number, count: number): RowIds {
  const ids = new Float64Array(count);
  for (let row = 0; row < count; row++) ids[row] = firstId + row;
  return ids;
}
