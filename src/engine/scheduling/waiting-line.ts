import type { Pause } from "./job.ts";
import { PRIORITIES } from "./priority.ts";
import type { Priority } from "./priority.ts";

/** For each priority the most places that jobs of it and of lower ones may hold together. */
export type PlaceLimits = Readonly<Record<Priority, number>>;

interface Waiter {
  readonly priority: Priority;
  readonly admit: () => void;
}

/** Hands places out to jobs in order of priority, then arrival; the limits keep places free for the more urgent. */
export class WaitingLine {
  readonly #limits: PlaceLimits;
  readonly #inside: Priority[] = [];
  #waiters: Waiter[] = [];

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** Parks the job until it has a place; returns the function that gives the place back. */
  async *enter(priority: Priority): AsyncGenerator<Pause, () => void, void> {
    let admitted = false;
    let entered = false;
    const until = new Promise<void>((resolve) => {
      const admit = () => {
        this.#inside.push(priority);
        admitted = true;
        resolve();
      };
      this.#waiters.push({ priority, admit });
    });
    const own = this.#waiters.at(-1);
    this.#admitWaiters();
    try {
      while (!admitted) yield { until };
      entered = true;
      return () => this.#leave(priority);
    } finally {
      if (!admitted) this.#waiters = this.#waiters.filter((waiter) => waiter !== own);
      else if (!entered) this.#leave(priority);
    }
  }

  #leave(priority: Priority): void {
    this.#inside.splice(this.#inside.indexOf(priority), 1);
    this.#admitWaiters();
  }

  #admitWaiters(): void {
    for (const priority of PRIORITIES) {
      for (const waiter of this.#waiters.filter((each) => each.priority === priority)) {
        if (!this.#hasPlace(priority)) break;
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        waiter.admit();
      }
    }
  }

  #hasPlace(priority: Priority): boolean {
    const rank = PRIORITIES.indexOf(priority);
    return PRIORITIES.slice(0, rank + 1).every((limited, limitedRank) => {
      const held = this.#inside.filter((each) => PRIORITIES.indexOf(each) >= limitedRank).length;
      return held < this.#limits[limited];
    });
  }
}
