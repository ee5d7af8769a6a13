import type { ImportWatcher } from "./import-types.ts";

/** Bytes and rows of one import for the page: neither ever falls. */
export class ImportProgress {
  readonly #watcher: ImportWatcher;
  #totalBytes: number | undefined;
  #fetched = 0;
  #downloads = false;
  #loadedBytes = 0;
  #rows = 0;

  /** `totalBytes` of a file that need not be fetched. */
  constructor(watcher: ImportWatcher, totalBytes: number | undefined) {
    this.#watcher = watcher;
    this.#totalBytes = totalBytes;
  }

  fetched(loadedBytes: number, totalBytes: number | undefined): void {
    this.#downloads = true;
    this.#fetched = loadedBytes;
    this.#totalBytes = totalBytes;
    this.#tell("fetch", loadedBytes);
  }

  /** All bytes are there. */
  decoded(totalBytes: number): void {
    this.#totalBytes = totalBytes;
    this.#downloads = false;
  }

  /** While the rest is being fetched, the bytes that count are those. */
  staged(rows: number, sourceBytes: number): void {
    this.#rows = Math.max(this.#rows, rows);
    this.#tell(this.#downloads ? "fetch" : "read", this.#downloads ? this.#fetched : sourceBytes);
  }

  #tell(phase: "fetch" | "read", loadedBytes: number): void {
    this.#loadedBytes = Math.max(this.#loadedBytes, loadedBytes);
    const total = this.#totalBytes === undefined ? {} : { totalBytes: Math.max(this.#totalBytes, this.#loadedBytes) };
    this.#watcher.onProgress({ phase, loadedBytes: this.#loadedBytes, ...total, rows: this.#rows });
  }
}
