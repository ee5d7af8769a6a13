import { createStore, del, get, set } from "idb-keyval";
import type { FilterModel, SortModel } from "../models.ts";

/** How a table was looked at. Columns go by id, so that a renamed one keeps its place. */
export interface ViewState {
  readonly columns: readonly ColumnState[];
  readonly sort: SortModel;
  readonly filter: FilterModel | null;
  readonly search: string;
  /** Position in the view of the row at the top. */
  readonly scrollRow: number;
}

/** In the order of display; what is absent is as the page's `columns` attribute or the default has it. */
export interface ColumnState {
  readonly id: number;
  readonly widthPx?: number;
  readonly hidden?: boolean;
  readonly pinned?: "start" | "end";
}

/** Where states are kept; IndexedDB, or a test's map. */
export interface ViewStateBackend {
  get(name: string): Promise<unknown>;
  set(name: string, state: ViewState): Promise<void>;
  delete(name: string): Promise<void>;
}

const WRITE_DELAY_MS = 300;

/**
 * View state of one table by its name. A page without IndexedDB keeps it for as long as it lives; a state that cannot be
 * read, or of another form, counts as none.
 */
export class ViewStateStore {
  readonly #name: string;
  readonly #backend: ViewStateBackend;
  #unwritten: ViewState | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(name: string, backend: ViewStateBackend = indexedDbBackend()) {
    this.#name = name;
    this.#backend = backend;
  }

  async read(): Promise<Partial<ViewState>> {
    if (this.#unwritten) return this.#unwritten;
    try {
      return parseViewState(await this.#backend.get(this.#name));
    } catch {
      return {};
    }
  }

  /** Written after a moment, so that a drag is one write. */
  write(state: ViewState): void {
    this.#unwritten = state;
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_DELAY_MS);
  }

  /** Writes what waits; to be called when the page is hidden. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#unwritten;
    if (state) {
      this.#writing = this.#writing
        .then(() => this.#backend.set(this.#name, state))
        .catch(() => undefined)
        .then(() => {
          if (this.#unwritten === state) this.#unwritten = null;
        });
    }
    return this.#writing;
  }

  async delete(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unwritten = null;
    await this.#writing;
    await this.#backend.delete(this.#name).catch(() => undefined);
  }
}

/** Takes over what has the right form, field by field. */
export function parseViewState(stored: unknown): Partial<ViewState> {
  if (!isRecord(stored)) return {};
  const { columns, sort, filter, search, scrollRow } = stored;
  return {
    ...(Array.isArray(columns) && { columns: columns.flatMap(parseColumn) }),
    ...(Array.isArray(sort) && sort.every(isSortKey) && { sort }),
    ...((filter === null || isRecord(filter)) && { filter: filter as FilterModel | null }),
    ...(typeof search === "string" && { search }),
    ...(isCount(scrollRow) && { scrollRow }),
  };
}

function parseColumn(stored: unknown): ColumnState[] {
  if (!isRecord(stored) || !isCount(stored["id"])) return [];
  const { id, widthPx, hidden, pinned } = stored;
  const column: ColumnState = {
    id,
    ...(typeof widthPx === "number" && widthPx > 0 && Number.isFinite(widthPx) && { widthPx }),
    ...(typeof hidden === "boolean" && { hidden }),
    ...((pinned === "start" || pinned === "end") && { pinned }),
  };
  return [column];
}

function isSortKey(value: unknown): value is SortModel[number] {
  if (!isRecord(value)) return false;
  return typeof value["column"] === "string" && (value["direction"] === "asc" || value["direction"] === "desc");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Opened at the first use: merely touching IndexedDB throws in some embedded pages. */
function indexedDbBackend(): ViewStateBackend {
  let store: ReturnType<typeof createStore> | undefined;
  const opened = () => (store ??= createStore("persistent-table", "view-state"));
  return {
    get: async (name) => get(name, opened()),
    set: async (name, state) => set(name, state, opened()),
    delete: async (name) => del(name, opened()),
  };
}
