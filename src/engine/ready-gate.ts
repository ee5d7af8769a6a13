import { untilAborted } from "./scheduling/until-aborted.ts";

/** Lets many wait for the first table, each with a signal of its own. Once open it stays open; a failure may be followed by another try. */
export class ReadyGate {
  #waiting = Promise.withResolvers<void>();
  #settled = false;

  constructor() {
    this.#swallow();
  }

  wait(signal?: AbortSignal): Promise<void> {
    return untilAborted(this.#waiting.promise, signal);
  }

  open(): void {
    this.#settled = true;
    this.#waiting.resolve();
  }

  fail(error: unknown): void {
    this.#settled = true;
    this.#waiting.reject(error);
  }

  /** A new try: those who come from now on wait for its outcome, those who wait already do so too. */
  reset(): void {
    if (!this.#settled) return;
    this.#settled = false;
    this.#waiting = Promise.withResolvers();
    this.#swallow();
  }

  #swallow(): void {
    this.#waiting.promise.catch(() => undefined);
  }
}
