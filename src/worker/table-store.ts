import type { Journal } from "./journal/journal.ts";
import { JOURNAL_NAMES } from "./journal/journal.ts";
import { decodeHeader } from "./journal/journal-format.ts";
import { openJournal } from "./journal/open-journal.ts";
import { newTableId, storedTable } from "./manifest.ts";
import { decodeSlots, ManifestSlots, settleSlots, SLOT_NAMES } from "./manifest-slots.ts";
import { Pool } from "./pool.ts";
import type { JournalEntry, StoredSegment, StoredTable, StoredVersion } from "./protocol.ts";
import { copyAllAside, damagedPrefix, setAsideDamage } from "./set-aside.ts";
import { chooseManifest, newerFormat } from "./slot-choice.ts";
import type { SegmentSource } from "./snapshot-reader.ts";
import { openTogether, readAll, readExactly, type StorageFile, type StorageFolder } from "./storage.ts";
import { isMissing, StorageError, toStorageError, unknownVersion } from "./storage-error.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const FILE_NAMES = [...SLOT_NAMES, ...JOURNAL_NAMES];

export interface OpenedStore {
  readonly store: TableStore;
  /** Every intact change of the journal, ascending. */
  readonly journal: readonly JournalEntry[];
  readonly warnings: readonly string[];
}

/** The stored table of one folder: two manifest slots and two journals, held open, over a pool of files. */
export class TableStore implements SegmentSource {
  readonly pool: Pool;
  readonly folder: StorageFolder;
  readonly #slots: ManifestSlots;
  readonly #journal: Journal;
  /** Damaged files that are no longer where the slots say. */
  readonly #gone = new Set<string>();

  private constructor(folder: StorageFolder, pool: Pool, slots: ManifestSlots, journal: Journal) {
    this.folder = folder;
    this.pool = pool;
    this.#slots = slots;
    this.#journal = journal;
    this.#updateReferences();
  }

  /** Rejects with `storage-locked` while another tab holds the files. */
  static async open(folder: StorageFolder): Promise<OpenedStore> {
    const files = await openTogether(folder, FILE_NAMES);
    try {
      const [slot0, slot1, journal0, journal1] = files.map(content) as [Bytes, Bytes, Bytes, Bytes];
      const slots = decodeSlots([slot0, slot1], journal0.length + journal1.length > 0);
      for (const slot of [...slots, decodeHeader(journal0), decodeHeader(journal1)]) {
        if (slot.state === "newer") throw newerFormat(slot.formatVersion);
      }
      const slotFiles = pairOf(files, 0);
      const tableWarnings = await setAsideDamage(folder, [slot0, slot1], slots, [journal0, journal1]);
      settleSlots(slotFiles, slots);
      const { oldestNeeded } = chooseManifest(slots);
      const { journal, entries, warnings } = await openJournal(
        folder,
        pairOf(files, 2),
        [journal0, journal1],
        oldestNeeded,
      );
      const pool = new Pool(await folder.list());
      const store = new TableStore(folder, pool, new ManifestSlots(slotFiles, slots), journal);
      return { store, journal: entries, warnings: [...tableWarnings, ...warnings] };
    } catch (error) {
      for (const file of files) file.close();
      throw toStorageError(error, "opening the stored table");
    }
  }

  /**
   * Empties the records of a table that is not open, whatever they hold, in the order of `erase`. Rejects with
   * `storage-locked` while another tab holds them.
   */
  static async eraseUnopened(folder: StorageFolder): Promise<void> {
    const files = await openTogether(folder, FILE_NAMES);
    try {
      const [slot0, slot1] = files.map((file) => readAll(file, file.getSize())) as [Bytes, Bytes, ...Bytes[]];
      new ManifestSlots(pairOf(files, 0), decodeSlots([slot0, slot1], false)).erase();
      for (const journal of pairOf(files, 2)) journal.truncate(0);
    } finally {
      for (const file of files) file.close();
    }
  }

  get table(): StoredTable | null {
    const { current } = this.#slots;
    return current && storedTable(current);
  }

  /** Versions that only the older slot names, oldest first. */
  get former(): readonly StoredVersion[] {
    return this.#slots.former;
  }

  /** First rows of the newest version; empty where they are not kept. */
  get head(): Uint8Array {
    return this.#slots.current?.head ?? new Uint8Array();
  }

  /** True while a valid slot needs the segment's file as it is. */
  references(segment: StoredSegment): boolean {
    return this.#slots.versions.some((version) =>
      version.segments.some((stored) => stored.file === segment.file && stored.sha256 === segment.sha256),
    );
  }

  /** Whether a new version may name the segment again. */
  canReuse(segment: StoredSegment): boolean {
    return this.references(segment) && !this.#gone.has(segment.sha256);
  }

  /** Keeps `file` as it is until the returned function is called. */
  pin(file: string): () => void {
    return this.pool.pin(file);
  }

  readFile(file: string): Promise<Bytes> {
    return this.folder.read(file);
  }

  /** All of the entries are on the disk when it returns, or none counts and it throws. */
  appendJournal(entries: readonly JournalEntry[]): void {
    this.#journal.append(entries, { isBased: this.#slots.current !== null });
  }

  /** The changes after `sequence`, ascending. */
  readJournal(sequence: number): JournalEntry[] {
    return this.#journal.read(sequence);
  }

  /**
   * Makes `version` the newest, described as one of the same number was. All files of the version must have been flushed.
   * `keepVersions`: how many of those stay that are not `kept` for themselves. Throws when it is older than the newest.
   */
  commit(version: StoredVersion, head: Uint8Array, keepVersions: number): StoredTable {
    const versions = this.#slots.current?.versions ?? [];
    const newestNumber = versions.at(-1)?.version ?? 0;
    if (version.version < newestNumber) throw tooOld(version.version, newestNumber);
    const former = versions.find((stored) => stored.version === version.version);
    const newest = former ? { ...version, name: former.name, kept: former.kept } : version;
    return this.#write(thinnedOut([...versions.filter((stored) => stored !== former), newest], keepVersions), head);
  }

  /** Throws `unknown-version`. */
  describe(version: number, description: Pick<StoredVersion, "name" | "kept">): StoredTable {
    const { versions, head } = this.#slots.current ?? { versions: [], head: new Uint8Array() };
    if (!versions.some((stored) => stored.version === version)) throw unknownVersion();
    return this.#write(
      versions.map((stored) => (stored.version === version ? { ...stored, ...description } : stored)),
      head,
    );
  }

  /**
   * Forgets all versions but these and the newest, which the journal continues, in both slots, so that the space of the
   * others is free after the next `tidy`. Nothing else is lost when it throws.
   */
  keepVersions(versions: readonly number[]): StoredTable | null {
    const { current } = this.#slots;
    if (!current) return null;
    const newest = current.versions.at(-1);
    const kept = current.versions.filter((stored) => stored === newest || versions.includes(stored.version));
    this.#write(kept, current.head);
    return this.#write(kept, current.head);
  }

  /** Renames the file of a damaged segment. It keeps its place in the slots, so no save takes its name. */
  async setAside({ file, sha256 }: StoredSegment): Promise<void> {
    this.#gone.add(sha256);
    try {
      await this.folder.rename(file, (await damagedPrefix(this.folder)) + file);
    } catch (error) {
      if (!isMissing(error)) throw toStorageError(error, `setting ${file} aside`);
    }
    this.pool.emptied(file);
  }

  /** Keeps a copy of both journals, or throws and keeps none. */
  setAsideJournal(): Promise<void> {
    return copyAllAside(this.folder, this.#journal.contents());
  }

  /** Gives back the space of files that no slot references, and creates files ahead for the next save. */
  async tidy(): Promise<void> {
    for (const name of this.pool.reclaimable()) await this.#empty(name);
    const wanted = Math.max(1, this.table?.versions.at(-1)?.segments.length ?? 1);
    for (let missing = wanted - this.pool.freeCount; missing > 0; missing--) {
      (await this.folder.open(this.pool.grow())).close();
    }
  }

  /**
   * The slots first: while one is left, so is its journal, and a journal without a slot is emptied by the next `open`,
   * before any table could take it for its own.
   */
  erase(): void {
    try {
      this.#slots.erase();
    } finally {
      this.#updateReferences();
    }
    this.#journal.erase();
  }

  close(): void {
    this.#slots.close();
    this.#journal.close();
  }

  #write(versions: readonly StoredVersion[], head: Uint8Array): StoredTable {
    const { id, generation } = this.#slots.current ?? { id: newTableId(), generation: 0 };
    // No table without a journal: one that has none has lost it.
    if (this.#slots.current) this.#journal.prepare();
    else this.#journal.begin();
    const manifest = { id, generation: generation + 1, versions, head };
    try {
      this.#slots.write(manifest);
    } finally {
      this.#updateReferences();
    }
    this.#journal.rotate(this.#slots.oldestNeeded ?? 0);
    return storedTable(manifest);
  }

  async #empty(name: string): Promise<void> {
    const file = await this.folder.open(name);
    try {
      file.truncate(0);
      this.pool.emptied(name);
    } finally {
      file.close();
    }
  }

  #updateReferences(): void {
    this.pool.setReferenced(this.#slots.versions.flatMap((version) => version.segments.map((segment) => segment.file)));
  }
}

function tooOld(version: number, newest: number): StorageError {
  return new StorageError(
    "storage-io",
    `Version ${version} of the table was not saved: version ${newest} is stored already, and an older one must not take its place. Reload the page to go on from what is stored.`,
  );
}

function thinnedOut(versions: readonly StoredVersion[], count: number): StoredVersion[] {
  const thinned = new Set(versions.filter(({ kept }) => !kept).slice(0, -Math.max(1, count)));
  return versions.filter((stored) => !thinned.has(stored));
}

function content(file: StorageFile, index: number): Bytes {
  return readExactly(file, file.getSize(), FILE_NAMES[index] ?? "");
}

function pairOf(files: readonly StorageFile[], first: number): readonly [StorageFile, StorageFile] {
  return files.slice(first, first + 2) as [StorageFile, StorageFile];
}
