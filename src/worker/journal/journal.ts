import type { JournalEntry } from "../protocol.ts";
import type { StorageFile } from "../storage.ts";
import { StorageError, toStorageError } from "../storage-error.ts";
import { joinScans } from "./journal-content.ts";
import { JournalFile } from "./journal-file.ts";
import { type JournalHeader, SALT_BYTES } from "./journal-format.ts";
import type { JournalScan } from "./journal-scan.ts";

export const JOURNAL_NAMES = ["journal0", "journal1"] as const;

/**
 * The changes that follow the snapshots, in two files in turn. Every call is synchronous: none can come between the
 * writing of a record and its flush, nor between a commit and the choice of the file that is reset after it.
 */
export class Journal {
  readonly #files: readonly [JournalFile, JournalFile];
  #active: 0 | 1;
  #lastSequence: number;
  #hasBarrier: boolean;

  /** `scans`: of what the files hold. */
  constructor(files: readonly [StorageFile, StorageFile], scans: readonly [JournalScan, JournalScan]) {
    this.#files = [
      new JournalFile(JOURNAL_NAMES[0], files[0], scans[0]),
      new JournalFile(JOURNAL_NAMES[1], files[1], scans[1]),
    ];
    const { active, entries } = joinScans(scans, 0);
    this.#active = active ?? 0;
    // What was lost is not known: the page goes on from what it was told.
    this.#lastSequence = entries.at(-1)?.sequence ?? 0;
    this.#hasBarrier = hasBarrier(entries);
  }

  /** Makes the files ready for an append. What fails here, for want of space perhaps, is tried again by the next call. */
  prepare(): void {
    try {
      this.begin();
    } catch {
      return;
    }
  }

  /** The same, and throws. */
  begin(): void {
    try {
      this.#other.settle();
      this.#begin();
    } catch (error) {
      throw toStorageError(error, "beginning the journal");
    }
  }

  /**
   * All of the entries or, when it throws, none. Those up to the last sequence are known and left out. `isBased`: there is
   * a snapshot that they follow. Without one the next open forgets them: only those behind a barrier are taken, which
   * wait for a snapshot anyway.
   */
  append(entries: readonly JournalEntry[], { isBased = true } = {}): void {
    try {
      const file = this.#begin();
      const unknown = entries.filter(({ sequence }) => sequence > this.#lastSequence);
      const last = unknown.at(-1);
      if (!last) return;
      if (!isAscending(unknown)) throw new StorageError("storage-io", "The changes to be kept are out of order.");
      if (!isBased && !this.#hasBarrier && unknown[0]?.isBarrier !== true) throw withoutBase();
      file.append(unknown);
      this.#lastSequence = last.sequence;
      this.#hasBarrier ||= hasBarrier(unknown);
    } catch (error) {
      throw toStorageError(error, "writing the latest changes to the journal");
    }
  }

  /**
   * After a commit: appends go to the other file if none of its changes is after `oldestNeeded`, the lowest of the
   * newest versions that the valid slots name. So the changes after each slot's snapshot stay whole.
   */
  rotate(oldestNeeded: number): void {
    const active = this.#files[this.#active];
    const other = this.#other;
    if (!active.hasRecords || Math.max(other.lastSequence, active.after) > oldestNeeded) return;
    try {
      other.reset(this.#headerAfter(active));
      active.seal();
      this.#switch();
    } catch {
      // The save is safe without it: the active file goes on, and the next commit tries again.
      return;
    }
  }

  /** The changes after `sequence`. */
  read(sequence: number): JournalEntry[] {
    const { entries } = joinScans([this.#files[0].scan(), this.#files[1].scan()], 0);
    return entries.filter((entry) => entry.sequence > sequence);
  }

  /** All that the files hold, by their names. */
  contents(): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
    return new Map(this.#files.map((file) => [file.name, file.content()]));
  }

  erase(): void {
    for (const file of this.#files) file.erase();
    this.#active = 0;
    this.#lastSequence = 0;
    this.#hasBarrier = false;
  }

  close(): void {
    for (const file of this.#files) file.close();
  }

  get #other(): JournalFile {
    return this.#files[this.#active === 0 ? 1 : 0];
  }

  #begin(): JournalFile {
    const active = this.#files[this.#active];
    if (active.isSealed) {
      // The file that went on was lost.
      this.#other.reset(this.#headerAfter(active));
      this.#switch();
    } else if (active.isBlank) {
      // Both, so that from the first record on a sealed file tells of the other one.
      if (this.#other.isBlank) this.#other.reset(this.#headerAfter(active));
      active.reset(this.#headerAfter(this.#other));
    } else if (!active.hasRecords && active.after !== this.#lastSequence) {
      // The other file went on after a rotation that failed, or is not what it was.
      active.reset(this.#headerAfter(this.#other));
    } else active.settle();
    this.#sealFormer();
    return this.#files[this.#active];
  }

  /** What a rotation left undone that failed, or that a process did not survive. */
  #sealFormer(): void {
    const { number, after } = this.#files[this.#active];
    const former = this.#other;
    if (former.isSealed || former.number > number) return;
    try {
      if (former.isBlank) former.reset({ number: number - 1, after, salt: newSalt() });
      former.seal();
    } catch {
      // Only that the loss of a whole file would be noticed depends on it.
      return;
    }
  }

  #switch(): void {
    this.#active = this.#active === 0 ? 1 : 0;
  }

  #headerAfter(former: JournalFile): JournalHeader {
    return { number: former.number + 1, after: this.#lastSequence, salt: newSalt() };
  }
}

function isAscending(entries: readonly JournalEntry[]): boolean {
  return entries.every(({ sequence }, index) => sequence > (entries[index - 1]?.sequence ?? 0));
}

function hasBarrier(entries: readonly JournalEntry[]): boolean {
  return entries.some(({ isBarrier }) => isBarrier);
}

function withoutBase(): StorageError {
  return new StorageError(
    "storage-io",
    "The change could not be stored: there is no saved table that it could be made again on. Save the table, which has the change.",
  );
}

function newSalt(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}
