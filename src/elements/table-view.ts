import type { Engine } from "../engine/engine.ts";
import type { FilterModel, ViewModel } from "../engine/models.ts";
import { formatSort, parseSort } from "../engine/rows/parse-sort.ts";
import type { ViewState } from "../engine/settings/view-state.ts";
import { ViewChangeEvent } from "./events.ts";
import type { ColumnArrangement } from "./header/column-arrangement.ts";
import { toggleSort } from "./interaction/sort-toggle.ts";
import { ViewMemory } from "./view-memory.ts";
import type { GridViewport } from "./viewport/grid-viewport.ts";

export interface TableViewHost {
  readonly name: string;
  sort: string;
  filter: FilterModel | null;
  search: string;
  dispatchEvent(event: Event): boolean;
}

export interface TableViewParts {
  readonly report: (error: unknown) => void;
  readonly viewport: GridViewport;
  readonly arrangement: ColumnArrangement;
}

const RECALL_PATIENCE_MS = 60;

/** What the reader asked to see: hands it to the engine, tells the page, and keeps it for the next visit. */
export class TableView {
  readonly #host: TableViewHost;
  readonly #parts: TableViewParts;
  readonly #memory = new ViewMemory();
  #applied: ViewModel | null = null;
  #unsubscribe: (() => void)[] = [];

  constructor(host: TableViewHost, parts: TableViewParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** Brings a row into view, to the middle when it was not in it; resolves when its cells are painted. */
  async showRow(row: number, signal?: AbortSignal): Promise<void> {
    const { viewport } = this.#parts;
    const target = Math.trunc(row) || 0;
    const isInView = target >= viewport.firstRow && target < viewport.firstRow + viewport.pageRows;
    viewport.reveal(target, isInView ? "nearest" : "center");
    await viewport.whenPainted(target, signal);
  }

  /** As `showRow`, once there are rows; of the row nearest to it that there is. */
  async showRowOf(engine: Engine, row: number, signal?: AbortSignal): Promise<void> {
    await engine.whenReady(signal ? { signal } : {});
    const { rowCount } = engine.data;
    if (rowCount > 0) await this.showRow(Math.min(Math.max(0, row), rowCount - 1), signal);
  }

  /** The view that is wanted, also while it is computed. */
  get model(): ViewModel {
    return { sort: parseSort(this.#host.sort), filter: this.#host.filter, search: this.#host.search };
  }

  /** The engine came or went. */
  follow(engine: Engine | null): void {
    for (const stop of this.#unsubscribe) stop();
    this.#applied = null;
    if (!engine) this.#memory.close();
    this.#unsubscribe = engine
      ? [
          engine.on("view-reset", ({ view }) => this.accept(view)),
          engine.on("operation-cancel", ({ operation }) => operation === "view" && this.accept(engine.data.view)),
        ]
      : [];
  }

  toggleSort(column: string, options: { keepOthers: boolean }): void {
    this.#host.sort = formatSort(toggleSort(parseSort(this.#host.sort), column, options));
  }

  showAllRows(): void {
    this.#host.filter = null;
    this.#host.search = "";
  }

  /** Hands a changed view to the engine. */
  apply(engine: Engine): void {
    const wanted = this.model;
    const former = this.#applied;
    if (former && isSameView(former, wanted)) return;
    this.#applied = wanted;
    const isNatural = wanted.sort.length === 0 && wanted.filter === null && wanted.search === "";
    if (former || !isNatural) engine.setView(wanted).catch((error: unknown) => this.#parts.report(error));
    if (former) this.changed();
  }

  /** Takes over the view that the engine shows, or works on, of its own accord. */
  accept(view: ViewModel): void {
    if (isSameView(view, this.model)) return;
    this.#applied = view;
    this.#host.sort = formatSort(view.sort);
    this.#host.filter = view.filter;
    this.#host.search = view.search;
    this.changed();
  }

  /** Another sort, filter, search or arrangement of columns. */
  changed(): void {
    this.keep();
    this.#host.dispatchEvent(new ViewChangeEvent({ ...this.model, columns: this.#parts.arrangement.specs }));
  }

  /** Remembers the view, and the row at the top. */
  keep(): void {
    const { arrangement, viewport } = this.#parts;
    this.#memory.keep({ ...this.model, columns: arrangement.state, scrollRow: viewport.firstRow });
  }

  /** From now on there is a table whose view is worth keeping. */
  startKeeping(): void {
    if (this.#memory.open()) this.keep();
  }

  flush(): void {
    this.#memory.flush();
  }

  forget(): Promise<void> {
    return this.#memory.forget();
  }

  /** Opens the stored table the way it was looked at last. False: nothing is stored. */
  async openStored(engine: Engine, signal: AbortSignal): Promise<boolean> {
    const recalled = this.#memory.recall(this.#host.name).then((state) => {
      if (!signal.aborted) this.#restore(state);
      return state.scrollRow ?? 0;
    });
    // A browser that is slow to open its storage of settings does not hold up the data.
    const firstRow = await Promise.race([recalled, delay(RECALL_PATIENCE_MS, 0)]);
    signal.throwIfAborted();
    const isStored = await engine.openStored({ signal, firstRow });
    const scrollRow = await recalled;
    signal.throwIfAborted();
    if (isStored) this.startKeeping();
    if (!isStored || scrollRow >= engine.data.rowCount) this.#parts.viewport.forgetReveal();
    return isStored;
  }

  #restore({ columns = [], sort, filter, search, scrollRow = 0 }: Partial<ViewState>): void {
    this.#parts.arrangement.restore(columns);
    if (sort) this.#host.sort = formatSort(sort);
    if (filter !== undefined) this.#host.filter = filter;
    if (search !== undefined) this.#host.search = search;
    if (scrollRow > 0) this.#parts.viewport.reveal(scrollRow, "start");
  }
}

function isSameView(a: ViewModel, b: ViewModel): boolean {
  return JSON.stringify(a, jsonSafe) === JSON.stringify(b, jsonSafe);
}

function jsonSafe(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}

function delay<T>(delayMs: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, delayMs, value));
}
