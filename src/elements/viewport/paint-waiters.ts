interface Waiter {
  readonly row: number;
  resolve(): void;
}

/** Promises for rows that are not painted yet. */
export class PaintWaiters {
  readonly #isReady: (row: number) => boolean;
  readonly #waiters = new Set<Waiter>();

  constructor(isReady: (row: number) => boolean) {
    this.#isReady = isReady;
  }

  wait(row: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#isReady(row)) return nextFrame();
    return new Promise((resolve, reject) => {
      const handleAbort = (): void => {
        this.#waiters.delete(waiter);
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        row,
        resolve: () => {
          signal?.removeEventListener("abort", handleAbort);
          void nextFrame().then(resolve);
        },
      };
      signal?.addEventListener("abort", handleAbort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** Call after every paint. */
  check(): void {
    for (const waiter of [...this.#waiters]) {
      if (!this.#isReady(waiter.row)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}

/** The frame that shows what is in the DOM now; at once in a page that is not shown. */
function nextFrame(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}
