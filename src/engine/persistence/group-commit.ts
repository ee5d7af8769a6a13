import type { JournalEntry } from "../../worker/protocol.ts";

interface Batch {
  readonly entries: JournalEntry[];
  readonly written: Promise<void>;
  readonly settle: (written: Promise<void>) => void;
}

/**
 * Sends entries to the disk one append at a time; those that come meanwhile share the next one, and its fate. Never two
 * at once, and never out of order: the worker takes what is below its last sequence for known.
 */
export class GroupCommit {
  readonly #write: (entries: readonly JournalEntry[]) => Promise<void>;
  #isWriting = false;
  #next: Batch | null = null;

  constructor(write: (entries: readonly JournalEntry[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the entries are on the disk. */
  append(entries: readonly JournalEntry[]): Promise<void> {
    if (!this.#isWriting) return this.#send(entries);
    this.#next ??= emptyBatch();
    this.#next.entries.push(...entries);
    return this.#next.written;
  }

  async #send(entries: readonly JournalEntry[]): Promise<void> {
    this.#isWriting = true;
    try {
      await this.#write(entries);
    } finally {
      // At once: an append that is made when this one resolves must find the next batch on its way.
      const next = this.#next;
      this.#next = null;
      this.#isWriting = false;
      next?.settle(this.#send(next.entries));
    }
  }
}

function emptyBatch(): Batch {
  let settle: Batch["settle"] = () => undefined;
  const written = new Promise<void>((resolve) => (settle = resolve));
  return { entries: [], written, settle };
}
