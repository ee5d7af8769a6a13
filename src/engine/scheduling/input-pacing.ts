import { systemClock, type Clock } from "../clock.ts";

/** Frames follow an input for as long: a smooth scroll, the next key. */
const INPUT_WINDOW_MS = 200;
/** Shorter rests are saved up: no frame could use them. */
const SHORTEST_REST_MS = 4;
/** Two frames, however long a slice was; of idle work as many times more. */
const LONGEST_REST_MS = 32;
/** Nobody waits for idle work while something else is on the screen. */
const IDLE_TIMES = 4;

/**
 * Spaces paced work while the reader scrolls or types: what took t ms is followed by a rest of t ms, of idle work by four
 * times as much, in which frames and the reads for them have the cores.
 */
export class InputPacing {
  readonly #clock: Clock;
  #inputUntil = -Infinity;
  readonly #rest = new Rest(1);
  /** Before more idle work. */
  readonly #idleRest = new Rest(IDLE_TIMES);

  constructor(clock = systemClock) {
    this.#clock = clock;
  }

  get hasInput(): boolean {
    return this.#clock.now() < this.#inputUntil;
  }

  get isResting(): boolean {
    return this.hasInput && this.#clock.now() < this.#rest.until;
  }

  get isIdleResting(): boolean {
    return this.isResting || (this.hasInput && this.#clock.now() < this.#idleRest.until);
  }

  noteInput(): void {
    this.#inputUntil = this.#clock.now() + INPUT_WINDOW_MS;
  }

  /** Does a piece of paced work, be it another worker's; settles as it does. */
  async work<T>(work: () => PromiseLike<T>, { isIdle = false }: { isIdle?: boolean } = {}): Promise<T> {
    const startedAt = this.#clock.now();
    try {
      return await work();
    } finally {
      const now = this.#clock.now();
      this.#rest.after(startedAt, now);
      if (isIdle) this.#idleRest.after(startedAt, now);
    }
  }

  /** Calls back when more of the paced work may go on, if there is no more of it until then. */
  afterRest(callback: () => void): void {
    const { until } = this.isResting ? this.#rest : this.#idleRest;
    this.#clock.callAt(until, callback);
  }
}

/** A rest of so many times the work. */
class Rest {
  readonly #times: number;
  until = -Infinity;
  /** When there will have been rest enough. */
  #evenAt = -Infinity;

  constructor(times: number) {
    this.#times = times;
  }

  after(startedAt: number, now: number): void {
    const evenAt = Math.max(this.#evenAt, startedAt) + (1 + this.#times) * (now - startedAt);
    this.#evenAt = Math.min(evenAt, now + LONGEST_REST_MS * this.#times);
    if (this.#evenAt - now >= SHORTEST_REST_MS) this.until = this.#evenAt;
  }
}
