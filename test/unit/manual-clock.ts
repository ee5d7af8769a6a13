import type { Clock } from "../../src/engine/clock.ts";

/** Goes only where the test tells it to. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #calls = new Set<{ time: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  callAt(time: number, callback: () => void): () => void {
    const call = { time, callback };
    this.#calls.add(call);
    return () => void this.#calls.delete(call);
  }

  /** What is due meanwhile comes afterwards. */
  sleepUntil(time: number): void {
    this.#now = time;
  }

  async goTo(time: number): Promise<void> {
    for (;;) {
      const [next] = [...this.#calls].filter((call) => call.time <= time).sort((a, b) => a.time - b.time);
      if (!next) break;
      this.#calls.delete(next);
      this.#now = Math.max(this.#now, next.time);
      next.callback();
      await settle();
    }
    this.#now = time;
  }
}

/** Lets promise reactions run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
