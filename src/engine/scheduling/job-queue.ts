import { InputPacing } from "./input-pacing.ts";
import type { Job } from "./job.ts";
import { PRIORITIES } from "./priority.ts";
import type { Priority } from "./priority.ts";
import { ScheduledJob } from "./scheduled-job.ts";
import type { SliceWatch } from "./slice-watch.ts";

export interface JobOptions {
  priority: Priority;
  signal?: AbortSignal;
  /** Whether it gives way while the reader scrolls or types. Default: all but what is urgent. */
  paced?: boolean;
}

export interface JobQueueOptions {
  readonly pacing?: InputPacing;
  /** Follows the slices of jobs that are to stop. */
  readonly watch?: SliceWatch;
}

/** Of so many slices, one goes to a lower priority that waits. */
const SHARE = 8;

type AnyJob = Omit<ScheduledJob<unknown>, "outcome" | "stop">;

/**
 * Runs jobs one slice at a time: after each slice the most urgent runnable job goes on, the oldest first among equals,
 * and while lower priorities wait they get one slice in eight in turn. While there is input, the slices of paced jobs are
 * spaced; what is urgent runs in between.
 *
 * A slice holds the queue until it yields. So a job never awaits another job of the queue, nor anything slow, in a
 * slice: it yields `{ until: promise }` first and awaits the promise afterwards.
 */
export class JobQueue {
  readonly #pacing: InputPacing;
  readonly #watch: SliceWatch | null;
  readonly #lanes = new Map<Priority, AnyJob[]>(PRIORITIES.map((priority) => [priority, []]));
  #closed: { readonly reason: Error } | null = null;
  #pumping = false;
  /** Whose slice is under way. */
  #stepping: AnyJob | null = null;
  /** Paced jobs were passed over for the rest, whose end will wake the queue. */
  #awaitsRest = false;
  /** Slices since a lower priority had its share, while one waited. */
  #sinceShare = 0;
  #lastShare: Priority | null = null;

  constructor({ pacing = new InputPacing(), watch }: JobQueueOptions = {}) {
    this.#pacing = pacing;
    this.#watch = watch ?? null;
  }

  /**
   * Resolves with what the job returns. An abort takes effect at the job's next yield, at once while it is parked or not
   * started: `return()` lets it clean up, then the promise rejects with `signal.reason`. A job that returns in the
   * slice in which it was aborted has done its work, so its value is the outcome; one that throws there has not, so
   * the outcome is the abort.
   */
  run<T>(job: Job<T> | (() => Job<T>), options: JobOptions): Promise<T> {
    const { priority, signal, paced = priority !== "urgent" } = options;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#closed) return Promise.reject(this.#closed.reason);
    const create = typeof job === "function" ? job : () => job;
    const scheduled = new ScheduledJob<T>({ priority, isPaced: paced, create, onChange: () => this.#handleChange() });
    this.#lanes.get(priority)?.push(scheduled);
    this.#wake();
    return signal ? stopOnAbort(scheduled, signal) : scheduled.outcome;
  }

  /** Rejects every pending job at once, and every later one; those under way clean up at their next yield. */
  close(reason: Error): void {
    this.#closed ??= { reason };
    for (const lane of this.#lanes.values()) {
      for (const job of [...lane]) job.fail(reason);
    }
  }

  #handleChange(): void {
    this.#watch?.update(this.#stepping?.isStopping === true);
    this.#wake();
  }

  /** Starts in a microtask, so that of jobs queued together the most urgent is first. */
  #wake(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => void this.#pump());
  }

  async #pump(): Promise<void> {
    for (let job = this.#next(); job; job = this.#next()) await this.#step(job);
    this.#pumping = false;
    this.#wakeAfterRest();
  }

  async #step(job: AnyJob): Promise<void> {
    this.#stepping = job;
    if (job.isStopping) this.#watch?.update(true);
    if (job.isPaced) await this.#pacing.work(() => job.step(), { isIdle: job.priority === "idle" });
    else await job.step();
    this.#stepping = null;
    this.#watch?.update(false);
  }

  /** All jobs that are ready now are paced. */
  #wakeAfterRest(): void {
    const isResting = [...this.#lanes.values()].some((lane) => lane.some((job) => job.isReady));
    if (!isResting || this.#awaitsRest) return;
    this.#awaitsRest = true;
    this.#pacing.afterRest(() => {
      this.#awaitsRest = false;
      this.#wake();
    });
  }

  #next(): AnyJob | undefined {
    this.#sweep();
    const runnable = this.#runnable();
    const stopping = runnable.find((job) => job.isStopping);
    if (stopping) return stopping;
    const [top, ...lower] = runnable;
    if (lower.length === 0 || ++this.#sinceShare < SHARE) {
      if (lower.length === 0) this.#sinceShare = 0;
      return top;
    }
    this.#sinceShare = 0;
    const after = this.#lastShare ? PRIORITIES.indexOf(this.#lastShare) : -1;
    const share = lower.find((job) => PRIORITIES.indexOf(job.priority) > after) ?? lower[0];
    this.#lastShare = share?.priority ?? null;
    return share;
  }

  /** Of each priority the job that is to stop, else the oldest that is ready; most urgent first. */
  #runnable(): AnyJob[] {
    const { isResting: isOtherResting, isIdleResting } = this.#pacing;
    return PRIORITIES.flatMap((priority) => {
      const isResting = priority === "idle" ? isIdleResting : isOtherResting;
      const lane = this.#lanes.get(priority) ?? [];
      const ready = lane.filter((job) => job.isReady && (job.isStopping || !(job.isPaced && isResting)));
      return ready.find((job) => job.isStopping) ?? ready[0] ?? [];
    });
  }

  #sweep(): void {
    for (const [priority, lane] of this.#lanes) {
      if (lane.some((job) => job.hasEnded)) {
        this.#lanes.set(priority, lane.filter((job) => !job.hasEnded)); // prettier-ignore
      }
    }
  }
}

function stopOnAbort<T>(job: ScheduledJob<T>, signal: AbortSignal): Promise<T> {
  const stop = () => job.stop(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  return job.outcome.finally(() => signal.removeEventListener("abort", stop));
}
