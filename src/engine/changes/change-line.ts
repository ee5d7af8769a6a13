import { untilAborted } from "../scheduling/until-aborted.ts";

/** A place in the order of changes. */
export interface Place {
  /** Resolves when all who came before have left; of a place beside others, when those have who are not beside it. */
  arrive(signal?: AbortSignal): Promise<void>;
  leave(): void;
}

/**
 * Changes one after the other in the order in which they were asked for, whatever their priority. Those who need no turn
 * of their own, because they keep their order among themselves, stand beside each other.
 */
export class ChangeLine {
  #last = Promise.resolve();
  /** Of those who are alone. */
  #lastAlone = Promise.resolve();
  #alone = 0;

  /** Whether nobody is alone in the line: who comes beside the others arrives at once. */
  get isFree(): boolean {
    return this.#alone === 0;
  }

  take(): Place {
    const before = this.#last;
    const left = Promise.withResolvers<void>();
    this.#alone++;
    this.#last = this.#lastAlone = Promise.all([before, left.promise]).then(() => undefined);
    let isHere = true;
    return {
      arrive: (signal) => untilAborted(before, signal),
      leave: () => {
        if (isHere) this.#alone--;
        isHere = false;
        left.resolve();
      },
    };
  }

  takeBeside(): Place {
    const before = this.#lastAlone;
    const left = Promise.withResolvers<void>();
    this.#last = Promise.all([this.#last, left.promise]).then(() => undefined);
    return { arrive: (signal) => untilAborted(before, signal), leave: left.resolve };
  }
}
