import { systemClock, type Clock } from "../clock.ts";

/** Frames follow an input for as long: a smooth scroll, the next key. */
const INPUT_WINDOW_MS = 200;
/** Shorter rests are saved up: no frame could use them. */
const SHORTEST_REST_MS = 4;
/** Two frames, however long a slice was; of what can wait, as many times more. */
const LONGEST_REST_MS = 32;

/** Of work that nobody waits for while something else is on the screen. */
export const IDLE_REST = 3;

/**
 * Spaces paced work while the reader scrolls or types: what took t ms is followed by a rest of t ms, or of a multiple, in
 * which frames and the reads for them have the cores.
 */
export class InputPacing {
  readonly #clock: Clock;
  #inputUntil = -Infinity;
  /** When there will have been as much rest as work. */
  #evenAt = -Infinity;
  #restUntil = -Infinity;

  constructor(clock = systemClock) {
    this.#clock = clock;
  }

  get hasInput(): boolean {
    return this.#clock.now() < this.#inputUntil;
  }

  get isResting(): boolean {
    return this.hasInput && this.#clock.now() < this.#restUntil;
  }

  noteInput(): void {
    this.#inputUntil = this.#clock.now() + INPUT_WINDOW_MS;
  }

  /** Does a piece of paced work, be it another worker's; settles as it does. `rest`: how many times the work's own time. */
  async work<T>(work: () => PromiseLike<T>, { rest = 1 }: { rest?: number } = {}): Promise<T> {
    const startedAt = this.#clock.now();
    try {
      return await work();
    } finally {
      const now = this.#clock.now();
      const evenAt = Math.max(this.#evenAt, startedAt) + (1 + rest) * (now - startedAt);
      this.#evenAt = Math.min(evenAt, now + LONGEST_REST_MS * rest);
      if (this.#evenAt - now >= SHORTEST_REST_MS) this.#restUntil = this.#evenAt;
    }
  }

  /** Calls back when paced work may go on, if there is no more of it until then. */
  afterRest(callback: () => void): void {
    this.#clock.callAt(this.#restUntil, callback);
  }
}
