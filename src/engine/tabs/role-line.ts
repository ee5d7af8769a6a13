import type { WriterRole } from "./writer-role.ts";

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/** This page's place in the line for the role. */
export class RoleLine {
  readonly #role: WriterRole | null;
  readonly #onRole: () => void;
  /** Ends the wait for the role. */
  #waiting: AbortController | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  /** `onRole`: the role is this page's. */
  constructor(role: WriterRole | null, onRole: () => void) {
    this.#role = role;
    this.#onRole = onRole;
  }

  join(): void {
    clearTimeout(this.#retry);
    if (this.#waiting) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#role?.wait(waiting.signal).then(
      () => this.#handleRole(waiting),
      () => undefined,
    );
  }

  /** For a page that had the role and could make nothing of it; the later, the oftener that was so. */
  joinLater(): void {
    clearTimeout(this.#retry);
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS);
    this.#retry = setTimeout(() => this.join(), delayMs);
  }

  leave(): void {
    clearTimeout(this.#retry);
    this.#waiting?.abort(new DOMException("The role is not waited for any more.", "AbortError"));
    this.#waiting = null;
  }

  /** This page made use of the role. */
  succeeded(): void {
    this.leave();
    this.#failures = 0;
  }

  #handleRole(waiting: AbortController): void {
    if (this.#waiting === waiting) this.#waiting = null;
    if (waiting.signal.aborted) this.#role?.release();
    else this.#onRole();
  }
}
