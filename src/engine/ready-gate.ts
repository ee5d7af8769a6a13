import { untilAborted } from "./scheduling/until-aborted.ts";

/** Lets many wait for the table, each with a signal of its own, until it is there or why it is not is known. */
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
    this.reset();
    this.#settled = true;
    this.#waiting.resolve();
  }

  fail(error: unknown): void {
    this.reset();
    this.#settled = true;
    this.#waiting.reject(error);
  }

  /** Those who come from now on wait for the next outcome; those who wait already do so too. */
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
