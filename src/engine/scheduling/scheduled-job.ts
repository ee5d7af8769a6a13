import type { Job, Pause } from "./job.ts";
import type { Priority } from "./priority.ts";

type State = "ready" | "stepping" | "parked" | "ended";

export interface ScheduledJobOptions<T> {
  priority: Priority;
  /** Its slices leave room for frames while there is input. */
  isPaced: boolean;
  create: () => Job<T>;
  /** The job can be stepped (again), is to stop, or ended without a step. */
  onChange: () => void;
}

/** One job on its way through the queue: what it waits for, whether it is to stop, and the promise of its outcome. */
export class ScheduledJob<T> {
  readonly priority: Priority;
  readonly isPaced: boolean;
  readonly outcome: Promise<T>;
  readonly #create: () => Job<T>;
  readonly #onChange: () => void;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;
  #job: Job<T> | null = null;
  #state: State = "ready";
  #until: PromiseLike<unknown> | null = null;
  #abort: { readonly reason: unknown } | null = null;
  #returned = false;

  constructor(options: ScheduledJobOptions<T>) {
    this.priority = options.priority;
    this.isPaced = options.isPaced;
    this.#create = options.create;
    this.#onChange = options.onChange;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get isReady(): boolean {
    return this.#state === "ready";
  }

  get isStopping(): boolean {
    return this.#abort !== null;
  }

  get hasEnded(): boolean {
    return this.#state === "ended";
  }

  /** Runs one slice. Never rejects: what goes wrong is the job's outcome. */
  async step(): Promise<void> {
    this.#state = "stepping";
    try {
      const step = await this.#advance();
      if (step.done) this.#end(() => (this.#returned ? this.#reject(this.#abort?.reason) : this.#resolve(step.value)));
      else this.#suspend(step.value?.until ?? null);
    } catch (error) {
      this.#end(() => this.#reject(this.#abort ? this.#abort.reason : error));
    }
  }

  /** Stops the job at its next yield: at once when none of its slices is under way. */
  stop(reason: unknown): void {
    if (this.#abort || this.#state === "ended") return;
    this.#abort = { reason };
    if (this.#job === null) this.#end(() => this.#reject(reason));
    else if (this.#state === "stepping") this.#onChange();
    else this.#suspend(null);
  }

  /** As `stop`, but the outcome does not wait for the job's cleanup, not even for one that has begun. */
  fail(reason: unknown): void {
    this.#reject(this.#abort ? this.#abort.reason : reason);
    this.stop(reason);
  }

  #advance(): Promise<IteratorResult<Pause | undefined | void, T>> {
    this.#job ??= this.#create();
    if (!this.#abort || this.#returned) return this.#job.next();
    this.#returned = true;
    return this.#job.return(undefined as T);
  }

  #suspend(until: PromiseLike<unknown> | null): void {
    const mustReturn = this.#abort !== null && !this.#returned;
    this.#until = mustReturn ? null : until;
    this.#state = this.#until ? "parked" : "ready";
    if (!this.#until) {
      this.#onChange();
      return;
    }
    const unpark = () => {
      if (this.#until === until) this.#suspend(null);
    };
    this.#until.then(unpark, unpark);
  }

  #end(settle: () => void): void {
    this.#state = "ended";
    this.#until = null;
    settle();
    this.#onChange();
  }
}
