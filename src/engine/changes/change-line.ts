import { untilAborted } from "../scheduling/until-aborted.ts";

/** A place in the order of changes. */
export interface Place {
  /** Resolves when all who came before have left. */
  arrive(signal?: AbortSignal): Promise<void>;
  leave(): void;
}

/** Changes one after the other in the order in which they were asked for, whatever their priority. */
export class ChangeLine {
  #last = Promise.resolve();

  take(): Place {
    const before = this.#last;
    const left = Promise.withResolvers<void>();
    this.#last = Promise.all([before, left.promise]).then(() => undefined);
    return { arrive: (signal) => untilAborted(before, signal), leave: left.resolve };
  }
}
