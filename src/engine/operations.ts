import type { OperationName } from "./engine-events.ts";

/** The long operations under way, all of which `cancel()` stops. */
export class Operations {
  readonly #onCancelled: (detail: { operation: OperationName; latencyMs: number }) => void;
  readonly #onChange: (running: readonly OperationName[]) => void;
  readonly #running = new Map<AbortController, { readonly name: OperationName; readonly ended: Promise<unknown> }>();

  constructor(options: {
    onCancelled: (detail: { operation: OperationName; latencyMs: number }) => void;
    /** One began or ended. */
    onChange: (running: readonly OperationName[]) => void;
  }) {
    this.#onCancelled = options.onCancelled;
    this.#onChange = options.onChange;
  }

  /** In order of their start. */
  get running(): readonly OperationName[] {
    return [...this.#running.values()].map(({ name }) => name);
  }

  /** Runs `work` so that `cancel()`, or `signal`, aborts it. */
  async run<T>(
    name: OperationName,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const controller = new AbortController();
    const ended = work(signal ? AbortSignal.any([signal, controller.signal]) : controller.signal);
    this.#running.set(controller, { name, ended });
    this.#onChange(this.running);
    try {
      return await ended;
    } finally {
      this.#running.delete(controller);
      this.#onChange(this.running);
    }
  }

  /**
   * Aborts all with `reason`, or all of these `names`. Resolves, when each has ended and told its latency, to whether there
   * was any.
   */
  async cancel(
    reason: unknown = new DOMException("The operation was cancelled.", "AbortError"),
    names?: readonly OperationName[],
  ): Promise<boolean> {
    const startedAt = performance.now();
    const meant = [...this.#running].filter(([, { name }]) => names?.includes(name) ?? true);
    const stopped = meant.map(async ([controller, { name, ended }]) => {
      controller.abort(reason);
      // One that came to its end all the same, or failed by itself, was not cancelled.
      const wasStopped = await ended.then(
        () => false,
        (error: unknown) => error === reason,
      );
      if (wasStopped) this.#onCancelled({ operation: name, latencyMs: performance.now() - startedAt });
      return wasStopped;
    });
    return (await Promise.all(stopped)).includes(true);
  }
}
