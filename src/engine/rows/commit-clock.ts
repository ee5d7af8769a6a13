/**
 * Counts the changes of the table that the page knows of. What was read from a moment on holds every change counted
 * until that moment.
 */
export class CommitClock {
  #now = 0;

  get now(): number {
    return this.#now;
  }

  tick(): number {
    return ++this.#now;
  }
}
