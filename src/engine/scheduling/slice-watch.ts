import { systemClock, type Clock } from "../clock.ts";

/** Patience is counted in looks: where the page, or the computer, slept, the slice had no time. */
const LOOKS = 4;
const LOOK_MS = 500;

export interface SliceWatchOptions {
  /** The slice goes on two seconds after its job was to stop. */
  readonly onStuck: () => void;
  /** It has come to its end after all. */
  readonly onFreed: () => void;
  readonly clock?: Clock;
}

/** Notices a slice that does not end though its job is to stop. */
export class SliceWatch {
  readonly #options: SliceWatchOptions;
  readonly #clock: Clock;
  #looks = 0;
  #cancelLook: (() => void) | null = null;

  constructor(options: SliceWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Whether the slice under way is one of a job that is to stop. */
  update(isToEnd: boolean): void {
    if (!isToEnd) this.#end();
    else if (this.#looks === 0) this.#look();
  }

  #look(): void {
    this.#cancelLook = null;
    if (this.#looks++ < LOOKS) this.#cancelLook = this.#clock.callAt(this.#clock.now() + LOOK_MS, () => this.#look());
    else this.#options.onStuck();
  }

  #end(): void {
    const wasStuck = this.#looks > LOOKS;
    this.#looks = 0;
    this.#cancelLook?.();
    this.#cancelLook = null;
    if (wasStuck) this.#options.onFreed();
  }
}
