/**
 * Calls to a worker that may die: each settles at the latest when the worker does. (AsyncDuckDB forgets its pending
 * requests on an error without rejecting them.)
 */
export class CallGuard {
  readonly #pending = new Set<(reason: Error) => void>();
  #failure: Error | null = null;

  /** Why no call can succeed any more; null while calls can. */
  get failure(): Error | null {
    return this.#failure;
  }

  run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject);
      const settle = <V>(report: (value: V) => void) => {
        return (value: V) => {
          this.#pending.delete(reject);
          report(value);
        };
      };
      call().then(settle(resolve), settle(reject));
    });
  }

  /** Rejects every pending and every later call. The first failure stays. */
  fail(failure: Error): void {
    if (this.#failure) return;
    this.#failure = failure;
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const reject of pending) reject(failure);
  }
}
