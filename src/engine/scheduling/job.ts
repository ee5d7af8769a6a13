/** A job's word that it has nothing to do until `until` settles, whatever its outcome. */
export interface Pause {
  readonly until: PromiseLike<unknown>;
}

/**
 * Work in slices. Each `yield` is a point where the queue may run something more urgent, or stop the job
 * for an abort (`return()`: clean up in `finally`). `yield { until }` gives the turn away until the promise
 * settles (boxed, because an async generator awaits a bare promise before it yields); await it afterwards
 * for its value.
 */
export type Job<T> = AsyncGenerator<Pause | undefined | void, T, void>;
