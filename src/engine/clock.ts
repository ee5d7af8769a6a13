/** Time in ms, as what waits sees it; tests bring their own. */
export interface Clock {
  now(): number;
  /** Returns the function that takes the call back. */
  callAt(time: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  callAt(time, callback) {
    const timer = setTimeout(callback, Math.max(0, time - performance.now()));
    return () => clearTimeout(timer);
  },
};
