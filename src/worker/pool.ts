/**
 * Which pool files may be written. A file that a valid manifest slot references, that a save under way has taken or that
 * somebody reads is never given out and never emptied.
 */
export class Pool {
  readonly #files = new Set<string>();
  readonly #filled = new Set<string>();
  readonly #taken = new Set<string>();
  readonly #readers = new Map<string, number>();
  #referenced: ReadonlySet<string> = new Set();
  #nextNumber = 0;

  /** `existing`: files of the folder; other names are ignored. Their content is unknown, so they count as filled. */
  constructor(existing: Iterable<string>) {
    for (const file of existing) this.#add(file);
  }

  /** Files referenced by any valid slot, after an open or a commit; also those that went missing keep their names. */
  setReferenced(files: Iterable<string>): void {
    this.#referenced = new Set(files);
    for (const file of this.#referenced) this.#add(file);
  }

  get freeCount(): number {
    let count = 0;
    for (const file of this.#files) if (this.#isFree(file)) count++;
    return count;
  }

  /** A free file for the save under way; a new one when there is none. */
  take(): string {
    const free = [...this.#files].filter((file) => this.#isFree(file)).sort()[0];
    const file = free ?? this.grow();
    this.#taken.add(file);
    this.#filled.add(file);
    return file;
  }

  /** Names a file that does not exist yet; the caller creates it. */
  grow(): string {
    const file = `p${String(this.#nextNumber++).padStart(3, "0")}.parquet`;
    this.#files.add(file);
    return file;
  }

  /** The save that took `file` has ended, with or without a commit. */
  release(file: string): void {
    this.#taken.delete(file);
  }

  /** Free files that hold bytes: their space can be given back. */
  reclaimable(): string[] {
    return [...this.#filled].filter((file) => this.#isFree(file)).sort();
  }

  emptied(file: string): void {
    this.#filled.delete(file);
  }

  /** Keeps `file` as it is until the returned function is called. */
  pin(file: string): () => void {
    this.#add(file);
    this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    let pinned = true;
    return () => {
      if (!pinned) return;
      pinned = false;
      const left = (this.#readers.get(file) ?? 1) - 1;
      if (left > 0) this.#readers.set(file, left);
      else this.#readers.delete(file);
    };
  }

  #add(file: string): void {
    const number = poolFileNumber(file);
    if (number === undefined || this.#files.has(file)) return;
    this.#files.add(file);
    this.#filled.add(file);
    this.#nextNumber = Math.max(this.#nextNumber, number + 1);
  }

  #isFree(file: string): boolean {
    return !this.#referenced.has(file) && !this.#taken.has(file) && !this.#readers.has(file);
  }
}

function poolFileNumber(file: string): number | undefined {
  const match = /^p(\d{3,9})\.parquet$/.exec(file);
  return match ? Number(match[1]) : undefined;
}
