import type { StorageFile, StorageFolder } from "./storage.ts";
import { StorageError } from "./storage-error.ts";

/** Far longer than a browser takes: whoever waits is told, and what comes next has its turn. */
export const DEADLINE_MS = 30_000;

/** A folder whose calls fail when the browser does not answer them. */
export class DeadlineFolder implements StorageFolder {
  readonly #folder: StorageFolder;
  readonly #deadlineMs: number;

  constructor(folder: StorageFolder, deadlineMs = DEADLINE_MS) {
    this.#folder = folder;
    this.#deadlineMs = deadlineMs;
  }

  list(): Promise<string[]> {
    return inTime(this.#folder.list(), "listing the files of the table", this.#deadlineMs);
  }

  async open(name: string): Promise<StorageFile> {
    const opening = this.#folder.open(name);
    try {
      return await inTime(opening, `opening ${name}`, this.#deadlineMs);
    } catch (error) {
      // A file that is opened after all is not to stay locked.
      void opening.then(
        (file) => file.close(),
        () => undefined,
      );
      throw error;
    }
  }

  read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    return inTime(this.#folder.read(name), `reading ${name}`, this.#deadlineMs);
  }

  rename(name: string, to: string): Promise<void> {
    return inTime(this.#folder.rename(name, to), `renaming ${name}`, this.#deadlineMs);
  }

  remove(name: string): Promise<void> {
    return inTime(this.#folder.remove(name), `removing ${name}`, this.#deadlineMs);
  }
}

/** Settles as `answer`, or rejects after `deadlineMs`; `doing` completes "… while ". */
export function inTime<T>(answer: Promise<T>, doing: string, deadlineMs = DEADLINE_MS): Promise<T> {
  return untilDeadline(answer, deadlineMs, () => unanswered(doing, deadlineMs));
}

/** Settles as `answer`, or rejects with `lateness` after `deadlineMs`. */
export async function untilDeadline<T>(
  answer: Promise<T>,
  deadlineMs: number,
  lateness: () => StorageError,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lateness()), deadlineMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unanswered(doing: string, deadlineMs: number): StorageError {
  return new StorageError(
    "storage-io",
    `The browser's storage did not answer for ${deadlineMs / 1000} s, while ${doing}. What was saved before is untouched; reload the page when it stays so.`,
  );
}
