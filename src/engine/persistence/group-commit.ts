import type { JournalEntry } from "../../worker/protocol.ts";

interface Batch {
  readonly entries: JournalEntry[];
  readonly written: Promise<void>;
}

/** Sends entries to the disk one append at a time; those that come meanwhile share the next one, and its fate. */
export class GroupCommit {
  readonly #write: (entries: readonly JournalEntry[]) => Promise<void>;
  /** Settles, never rejects, when the append in flight has ended. */
  #inFlight: Promise<void> | null = null;
  #next: Batch | null = null;

  constructor(write: (entries: readonly JournalEntry[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the entries are on the disk; entries come in ascending order. */
  append(entries: readonly JournalEntry[]): Promise<void> {
    if (!this.#inFlight) return this.#send(entries);
    this.#next ??= this.#batchAfter(this.#inFlight);
    this.#next.entries.push(...entries);
    return this.#next.written;
  }

  #batchAfter(inFlight: Promise<void>): Batch {
    const entries: JournalEntry[] = [];
    const written = inFlight.then(() => {
      this.#next = null;
      return this.#send(entries);
    });
    return { entries, written };
  }

  #send(entries: readonly JournalEntry[]): Promise<void> {
    const written = this.#write(entries);
    const ended = (): void => {
      if (this.#inFlight === inFlight) this.#inFlight = null;
    };
    const inFlight = written.then(ended, ended);
    this.#inFlight = inFlight;
    return written;
  }
}
