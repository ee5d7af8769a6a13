import { PersistentTableError } from "../errors.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";

interface Call {
  readonly ask: () => void;
  /** From now on it takes the time that it takes. */
  readonly grant: () => void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Calls that wait until this page writes the table. */
export class TakeOverCalls {
  readonly #calls = new Set<Call>();

  /**
   * Resolves when this page writes the table. `ask`: asks the page that does so, which has so many ms for it. Rejects with
   * `storage-locked` when it did not hand the table over.
   */
  async wait(ask: (withinMs: number) => void, { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number }) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const endsAt = performance.now() + timeoutMs;
    const timer = setTimeout(() => reject(notHandedOver()), timeoutMs);
    const call = { resolve, reject, grant: () => clearTimeout(timer), ask: () => ask(endsAt - performance.now()) };
    this.#calls.add(call);
    try {
      call.ask();
      await untilAborted(promise, signal);
    } finally {
      clearTimeout(timer);
      this.#calls.delete(call);
    }
  }

  askAgain(): void {
    for (const { ask } of this.#calls) ask();
  }

  /** The role is this page's: what is stored is being opened. */
  grant(): void {
    for (const { grant } of this.#calls) grant();
  }

  resolve(): void {
    for (const { resolve } of this.#calls) resolve();
  }

  reject(reason: unknown): void {
    for (const { reject } of this.#calls) reject(reason);
  }

  /** The role is of no use: another page has the files. */
  rejectLocked(): void {
    this.reject(filesLocked());
  }
}

function notHandedOver(): PersistentTableError {
  return new PersistentTableError(
    "storage-locked",
    "The tab that has this table open did not hand it over: it does not answer, or has changes that could not be stored. Look there, or close it.",
  );
}

function filesLocked(): PersistentTableError {
  return new PersistentTableError(
    "storage-locked",
    "Another page still has the table's files open, though it does not use them. They are tried again by and by; to free them, close it, or the browser.",
  );
}
