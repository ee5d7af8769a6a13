/**
 * Work in slices. Each `yield` is a point where the queue may run something more urgent, or stop the job
 * for an abort (`return()`: clean up in `finally`). `yield promise` gives the turn away until the promise
 * settles, whatever its outcome; the job is handed nothing back, so await it afterwards for its value.
 */
export type Job<T> = AsyncGenerator<PromiseLike<unknown> | undefined | void, T, void>;
