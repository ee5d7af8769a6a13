/** One operation at a time: a newer one aborts the older and starts when that has cleaned up. */
export class OperationSlot {
  #current: { controller: AbortController; ended: Promise<unknown> } | null = null;

  get busy(): boolean {
    return this.#current !== null;
  }

  /** Resolves when the running operation has cleaned up. */
  get ended(): Promise<unknown> {
    return this.#current?.ended ?? Promise.resolve();
  }

  /** Rejects with the reason of `signal`, or an `AbortError` when a newer operation ended it. */
  async run<T>(operation: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const previous = this.#current;
    previous?.controller.abort(new DOMException("A newer operation took this one's place.", "AbortError"));
    const controller = new AbortController();
    const stop = () => controller.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const running = (async () => {
      await previous?.ended;
      controller.signal.throwIfAborted();
      return operation(controller.signal);
    })();
    const mine = { controller, ended: running.catch(() => undefined) };
    this.#current = mine;
    try {
      return await running;
    } finally {
      signal?.removeEventListener("abort", stop);
      if (this.#current === mine) this.#current = null;
    }
  }
}
