import { createStore, del, get, set } from "idb-keyval";
import { parseViewState, type ViewState } from "./view-state.ts";

/** Where states are kept; IndexedDB, or a test's map. */
export interface ViewStateBackend {
  get(name: string): Promise<unknown>;
  set(name: string, state: ViewState): Promise<void>;
  delete(name: string): Promise<void>;
}

const WRITE_GAP_MS = 300;

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
  #writtenAt = -Infinity;

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

  /** Written at once, but only now and then while one change follows the other. */
  write(state: ViewState): void {
    this.#unwritten = state;
    const delayMs = Math.max(0, this.#writtenAt + WRITE_GAP_MS - performance.now());
    this.#timer ??= setTimeout(() => void this.flush(), delayMs);
  }

  /** Writes what waits, when the page is hidden. A page that is left already may not live long enough. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#unwritten;
    if (state) {
      this.#writtenAt = performance.now();
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

/** Opened at the first use: merely touching IndexedDB throws in some embedded pages. */
function indexedDbBackend(): ViewStateBackend {
  let store: ReturnType<typeof createStore> | undefined;
  const opened = () => (store ??= createStore("persistent-table", "view-state"));
  return {
    get: (name) => get<unknown>(name, opened()),
    set: (name, state) => set(name, state, opened()),
    delete: (name) => del(name, opened()),
  };
}
