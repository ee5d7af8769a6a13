import {
  afterPowerLoss,
  type Bytes,
  contentOf,
  durableFile,
  EMPTY_FILE,
  flushed,
  type ModelFile,
  truncated,
  written,
} from "./model-file.ts";
import type { Random } from "./random.ts";

type NameChange =
  | { readonly kind: "create"; readonly name: string; readonly file: number }
  | { readonly kind: "rename"; readonly name: string; readonly to: string }
  | { readonly kind: "remove"; readonly name: string };

/** What changes a disk, in one step that a crash cannot divide. */
export type DiskChange =
  | NameChange
  | { readonly kind: "write"; readonly file: number; readonly bytes: Bytes; readonly at: number }
  | { readonly kind: "truncate"; readonly file: number; readonly byteLength: number }
  | { readonly kind: "flush"; readonly file: number };

/**
 * Files by number under names. Names change in order, as in the directories of all browsers: a power loss leaves the
 * changes up to some moment. A flush of a file makes it findable: without that nothing new could ever be safe, although
 * Chromium syncs the database of its names only now and then.
 */
export class ModelDisk {
  #files = new Map<number, ModelFile>();
  #names = new Map<string, number>();
  #durableNames = new Map<string, number>();
  #nameChanges: NameChange[] = [];
  /** What files held before they were cut, which a torn sector may show again. */
  #strays: readonly Bytes[] = [new Uint8Array()];
  #nextFile = 0;

  get names(): string[] {
    return [...this.#names.keys()];
  }

  get usedBytes(): number {
    let bytes = 0;
    for (const file of this.#names.values()) bytes += this.contentOf(file).length;
    return bytes;
  }

  get nextFile(): number {
    return this.#nextFile;
  }

  find(name: string): number | undefined {
    return this.#names.get(name);
  }

  contentOf(file: number): Bytes {
    return contentOf(this.#file(file));
  }

  /** Content by name, for checks. */
  contents(): Map<string, Bytes> {
    return new Map([...this.#names].map(([name, file]) => [name, this.contentOf(file)]));
  }

  apply(change: DiskChange): void {
    switch (change.kind) {
      case "write":
        this.#files.set(change.file, written(this.#file(change.file), change.bytes, change.at));
        return;
      case "truncate":
        this.#strays = [...this.#strays, this.contentOf(change.file)].slice(-STRAYS);
        this.#files.set(change.file, truncated(this.#file(change.file), change.byteLength));
        return;
      case "flush":
        this.#flush(change.file);
        return;
      case "create":
        this.#files.set(change.file, EMPTY_FILE);
        this.#nextFile = Math.max(this.#nextFile, change.file + 1);
        break;
      case "rename":
      case "remove":
    }
    applyNameChange(this.#names, change);
    this.#nameChanges.push(change);
  }

  /** The medium holds something else than what was written. */
  damage(file: number, content: Bytes): void {
    this.#files.set(file, durableFile(content));
  }

  /** The disk as a new process finds it: everything that was called, and nothing more of it on the platters. */
  afterKill(): ModelDisk {
    const disk = new ModelDisk();
    disk.#files = new Map(this.#files);
    disk.#names = new Map(this.#names);
    disk.#durableNames = new Map(this.#durableNames);
    disk.#nameChanges = [...this.#nameChanges];
    disk.#strays = this.#strays;
    disk.#nextFile = this.#nextFile;
    return disk;
  }

  afterPowerLoss(random: Random): ModelDisk {
    const disk = this.afterKill();
    const names = new Map(this.#durableNames);
    for (const change of this.#nameChanges.slice(0, random.below(this.#nameChanges.length + 1))) {
      applyNameChange(names, change);
    }
    disk.#names = names;
    disk.#durableNames = new Map(names);
    disk.#nameChanges = [];
    disk.#files = new Map(
      [...names.values()].map((file) => [file, afterPowerLoss(this.#file(file), random, this.#strays)]),
    );
    return disk;
  }

  #flush(file: number): void {
    this.#files.set(file, flushed(this.#file(file)));
    const naming = this.#nameChanges.findLastIndex(
      (change) =>
        change.kind !== "remove" && this.#names.get(change.kind === "rename" ? change.to : change.name) === file,
    );
    for (const change of this.#nameChanges.splice(0, naming + 1)) applyNameChange(this.#durableNames, change);
  }

  #file(file: number): ModelFile {
    const found = this.#files.get(file);
    if (!found) throw new RangeError(`There is no file ${file}.`);
    return found;
  }
}

const STRAYS = 4;

function applyNameChange(names: Map<string, number>, change: NameChange): void {
  if (change.kind === "create") {
    names.set(change.name, change.file);
    return;
  }
  const file = names.get(change.name);
  names.delete(change.name);
  if (change.kind === "rename" && file !== undefined) names.set(change.to, file);
}
