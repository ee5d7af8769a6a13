import type { Pause } from "./job.ts";
import { PRIORITIES } from "./priority.ts";
import type { Priority } from "./priority.ts";

/** For each priority the most places that jobs of it and of lower ones may hold together. */
export type PlaceLimits = Readonly<Record<Priority, number>>;

class Waiter {
  isAdmitted = false;
  readonly admission: Promise<void>;
  #resolve!: () => void;

  constructor(readonly priority: Priority) {
    this.admission = new Promise((resolve) => (this.#resolve = resolve));
  }

  admit(): void {
    this.isAdmitted = true;
    this.#resolve();
  }
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
    const waiter = new Waiter(priority);
    this.#waiters.push(waiter);
    this.#admitWaiters();
    let entered = false;
    try {
      while (!waiter.isAdmitted) yield { until: waiter.admission };
      entered = true;
      return () => this.#leave(priority);
    } finally {
      if (!waiter.isAdmitted) this.#waiters = this.#waiters.filter((each) => each !== waiter);
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
        this.#inside.push(priority);
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
