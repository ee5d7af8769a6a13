import type { Table } from "apache-arrow";
import type { RowExtent } from "../current-table.ts";
import type { ViewModel } from "../models.ts";
import type { Job } from "../scheduling/job.ts";
import type { QueryOptions, QueryQueue } from "../scheduling/query-queue.ts";
import type { Column } from "../schema.ts";
import { pageProjection } from "./cell-values.ts";
import { idListPageSql, idRangePageSql } from "./page-sql.ts";
import type { RowSource, RowView } from "./row-source.ts";
import { readViewIds } from "./view-ids.ts";
import { isNaturalView, viewSql } from "./view-sql.ts";

/** What lies further apart may take so long that it has to be stopped in the middle. */
const CLOSE_IDS = 16_384;

/** The rows of the table in the database of this page. */
export class EmbeddedRowSource implements RowSource {
  readonly columns: readonly Column[];
  readonly #queue: QueryQueue;
  readonly #extent: () => RowExtent;

  /** `extent` tells which ids the last commit left. */
  constructor(queue: QueryQueue, table: { columns: readonly Column[]; extent: () => RowExtent }) {
    this.#queue = queue;
    this.columns = table.columns;
    this.#extent = table.extent;
  }

  get totalRowCount(): number {
    return this.#extent().rowCount;
  }

  /** The rows in natural order, known without a query; null when there are gaps in the ids. */
  contiguousView(model: ViewModel): RowView | null {
    const { rowCount, firstId, endId } = this.#extent();
    return endId - firstId === rowCount && isNaturalView(model) ? { model, rowCount, firstId, ids: null } : null;
  }

  async openView(model: ViewModel, options: { signal?: AbortSignal }): Promise<RowView> {
    options.signal?.throwIfAborted();
    const contiguous = this.contiguousView(model);
    if (contiguous) return contiguous;
    const sql = viewSql(model, this.columns);
    let extent = this.#extent();
    const ids = await this.#queue.readSnapshot((connection) => readViewIds(connection, sql, extent), {
      priority: "user-visible",
      onCut: () => (extent = this.#extent()),
      ...options,
    });
    return { model, rowCount: ids.length, firstId: ids[0] ?? 0, ids };
  }

  readPage(
    view: RowView,
    range: { start: number; end: number; columns: readonly Column[] },
    options: { signal?: AbortSignal; prefetch?: boolean },
  ): Promise<Table> {
    const { signal, prefetch = false } = options;
    const priority = prefetch ? "user-visible" : "urgent";
    // While the reader scrolls, reading ahead is what keeps rows from coming late.
    const queryOptions: QueryOptions = { priority, paced: false, ...(signal && { signal }) };
    const sql = this.#pageSql(view, range);
    if (!isClose(view, range)) return this.#queue.query(sql, queryOptions);
    // One short slice: polling it would only add round trips.
    return this.#queue.read(async function* (connection): Job<Table> {
      yield;
      return await connection.run(sql);
    }, queryOptions);
  }

  #pageSql(view: RowView, range: { start: number; end: number; columns: readonly Column[] }): string {
    const projection = pageProjection(range.columns);
    const start = Math.max(0, range.start);
    const end = Math.min(view.rowCount, range.end);
    if (!view.ids) return idRangePageSql(projection, view.firstId + start, view.firstId + end);
    const table = { rowCount: this.totalRowCount, columnCount: range.columns.length + 1 };
    // Whoever reads a page finds its rows by their ids.
    return idListPageSql(projection, view.ids.subarray(start, end), table, { isLoose: true });
  }
}

/** Whether the rows lie in a part of the table that is read in some milliseconds. */
function isClose({ ids }: RowView, { start, end }: { start: number; end: number }): boolean {
  if (!ids) return true;
  let [first, last] = [Infinity, -Infinity];
  for (const id of ids.subarray(Math.max(0, start), end)) {
    first = Math.min(first, id);
    last = Math.max(last, id);
  }
  return last - first <= CLOSE_IDS;
}
