import { tableFromArrays } from "apache-arrow";
import type { Table } from "apache-arrow";
import type { ViewModel } from "../../../src/engine/models.ts";
import type { RowSource, RowView } from "../../../src/engine/rows/row-source.ts";
import type { Column } from "../../../src/engine/schema.ts";
import { hold } from "../scheduling/fakes.ts";
import type { Held } from "../scheduling/fakes.ts";

export interface HeldPage {
  readonly view: RowView;
  readonly start: number;
  readonly end: number;
  readonly columns: readonly Column[];
  readonly signal: AbortSignal | undefined;
  readonly prefetch: boolean;
  readonly page: Held<Table>;
}

export interface HeldView {
  readonly model: ViewModel;
  readonly signal: AbortSignal | undefined;
  readonly view: Held<RowView>;
}

export function makeColumns(count: number): Column[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 10,
    name: `c${index}`,
    type: "VARCHAR",
    nullable: true,
  }));
}

export function naturalView(rowCount: number): RowView {
  return { model: { sort: [], filter: null, search: "" }, rowCount, firstId: 0, ids: null };
}

/** Holds each request until the test settles it. */
export class FakeSource implements RowSource {
  readonly pages: HeldPage[] = [];
  readonly views: HeldView[] = [];

  constructor(
    readonly columns: readonly Column[],
    readonly totalRowCount: number,
  ) {}

  openView(model: ViewModel, { signal }: { signal?: AbortSignal }): Promise<RowView> {
    const view = hold<RowView>();
    this.views.push({ model, signal, view });
    return view.promise;
  }

  readPage(
    view: RowView,
    range: { start: number; end: number; columns: readonly Column[] },
    { signal, prefetch = false }: { signal?: AbortSignal; prefetch?: boolean },
  ): Promise<Table> {
    const page = hold<Table>();
    this.pages.push({ ...range, view, signal, prefetch, page });
    signal?.addEventListener("abort", () => page.reject(signal.reason));
    return page.promise;
  }

  /** Requests that were not aborted, as `start-end`, those that read ahead with a `+`. */
  get open(): string[] {
    const open = this.pages.filter(({ signal }) => signal?.aborted !== true);
    return open.map(({ start, end, prefetch }) => `${prefetch ? "+" : ""}${start}-${end}`);
  }

  /** Answers the oldest request that is open for the row, with cells `text(row id, column)`. */
  answer(row: number, text = (id: number, column: Column): string => `${column.name}:${id}`): void {
    const index = this.pages.findIndex(
      ({ start, end, signal }) => row >= start && row < end && signal?.aborted !== true,
    );
    const [page] = index < 0 ? [] : this.pages.splice(index, 1);
    if (!page) throw new Error(`nobody asks for row ${row}, only for ${this.open.join(", ")}`);
    page.page.resolve(pageOf(page, text));
  }
}

export function pageOf(
  { view, start, end, columns }: Pick<HeldPage, "view" | "start" | "end" | "columns">,
  text: (id: number, column: Column) => string,
): Table {
  const ids = Array.from(
    { length: end - start },
    (_, index) => view.ids?.[start + index] ?? view.firstId + start + index,
  );
  const shuffled = ids.toReversed();
  const arrays = columns.map((column) => [`c${column.id}`, shuffled.map((id) => text(id, column))] as const);
  return tableFromArrays({ __pt_id: BigInt64Array.from(shuffled, BigInt), ...Object.fromEntries(arrays) });
}
