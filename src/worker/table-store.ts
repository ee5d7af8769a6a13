import { chooseSlot, type DecodedSlot, decodeManifest, encodeManifest, type Manifest, slotOf } from "./manifest.ts";
import { Pool } from "./pool.ts";
import type { StoredSegment, StoredTable, StoredVersion } from "./protocol.ts";
import { setAsideDamage } from "./set-aside.ts";
import { equalBytes, readAll, type StorageFile, type StorageFolder, writeAll } from "./storage.ts";
import { StorageError, toStorageError } from "./storage-error.ts";

type SlotBytes = Uint8Array<ArrayBuffer>;

const SLOT_NAMES = ["manifest0", "manifest1"] as const;

/** The stored table of one folder: two manifest slots, held open, over a pool of files. */
export class TableStore {
  readonly pool: Pool;
  readonly folder: StorageFolder;
  readonly #slotFiles: readonly [StorageFile, StorageFile];
  /** Versions that each slot holds, or may hold. */
  readonly #slots: [readonly StoredVersion[], readonly StoredVersion[]];
  #current: Manifest | null;

  private constructor(
    folder: StorageFolder,
    pool: Pool,
    slotFiles: readonly [StorageFile, StorageFile],
    slots: readonly [DecodedSlot, DecodedSlot],
  ) {
    this.folder = folder;
    this.pool = pool;
    this.#slotFiles = slotFiles;
    const [first, second] = slots.map((slot) => (slot.state === "valid" ? slot.manifest : null));
    this.#slots = [first?.versions ?? [], second?.versions ?? []];
    const chosen = chooseSlot(slots);
    this.#current = (chosen === null ? null : chosen === 0 ? first : second) ?? null;
    this.#updateReferences();
  }

  /** Rejects with `storage-locked` while another tab holds the slots. */
  static async open(folder: StorageFolder): Promise<{ store: TableStore; warnings: string[] }> {
    const slotFiles = await openSlots(folder);
    try {
      // A killed process may have written what it did not flush; nothing is built on that before it is safe.
      for (const file of slotFiles) file.flush();
      const contents = slotFiles.map((file) => readAll(file, file.getSize())) as [SlotBytes, SlotBytes];
      const slots = contents.map(decodeManifest) as [DecodedSlot, DecodedSlot];
      for (const slot of slots) if (slot.state === "newer") throw newerFormat(slot.formatVersion);
      const warnings = await setAsideDamage(folder, contents, slots);
      for (const [index, file] of slotFiles.entries()) if (slots[index]?.state === "damaged") emptySlot(file);
      return { store: new TableStore(folder, new Pool(await folder.list()), slotFiles, slots), warnings };
    } catch (error) {
      for (const file of slotFiles) file.close();
      throw toStorageError(error, "opening the stored table");
    }
  }

  get table(): StoredTable | null {
    return this.#current && { generation: this.#current.generation, versions: this.#current.versions };
  }

  /** First rows of the newest version; empty where they are not kept. */
  get head(): Uint8Array {
    return this.#current?.head ?? new Uint8Array();
  }

  /** True while a valid slot needs the segment's file as it is. */
  references(segment: StoredSegment): boolean {
    return this.#slots
      .flat()
      .some((version) =>
        version.segments.some((stored) => stored.file === segment.file && stored.sha256 === segment.sha256),
      );
  }

  /**
   * Makes `version` the newest, in one step: until the flush of the slot returns, the former generation is what the next
   * load finds. All files of the version must have been flushed.
   */
  commit(version: StoredVersion, head: Uint8Array, keepVersions: number): StoredTable {
    const former = this.#current;
    const others = former?.versions.filter((kept) => kept.version !== version.version) ?? [];
    const generation = (former?.generation ?? 0) + 1;
    const manifest: Manifest = {
      generation,
      journalEpoch: (former?.journalEpoch ?? 0) + 1,
      versions: [...others, version].slice(-Math.max(1, keepVersions)),
      head,
    };
    this.#writeSlot(slotOf(generation), manifest);
    this.#current = manifest;
    return { generation, versions: manifest.versions };
  }

  /** Gives back the space of files that no slot references, and creates files ahead for the next save. */
  async tidy(): Promise<void> {
    for (const name of this.pool.reclaimable()) await this.#empty(name);
    const wanted = Math.max(1, this.#current?.versions.at(-1)?.segments.length ?? 1);
    for (let missing = wanted - this.pool.freeCount; missing > 0; missing--) {
      (await this.folder.open(this.pool.grow())).close();
    }
  }

  /** Empties the older slot first, so that a crash in between leaves a whole table or none. */
  erase(): void {
    const newest = slotOf(this.#current?.generation ?? 0);
    for (const slot of [newest === 0 ? 1 : 0, newest] as const) {
      emptySlot(this.#slotFiles[slot]);
      this.#slots[slot] = [];
    }
    this.#current = null;
    this.#updateReferences();
  }

  close(): void {
    for (const file of this.#slotFiles) file.close();
  }

  #writeSlot(slot: 0 | 1, manifest: Manifest): void {
    const bytes = encodeManifest(manifest);
    const file = this.#slotFiles[slot];
    // From the first byte on, the slot may hold either manifest or neither: the files of both stay untouched.
    this.#slots[slot] = [...this.#slots[slot], ...manifest.versions];
    this.#updateReferences();
    try {
      writeAll(file, bytes, SLOT_NAMES[slot]);
      file.truncate(bytes.length);
      file.flush();
      if (!equalBytes(readAll(file, bytes.length), bytes)) {
        throw new StorageError(
          "storage-io",
          `${SLOT_NAMES[slot]} did not read back as written; the last saved version stays.`,
        );
      }
    } catch (error) {
      this.#invalidateSlot(slot);
      throw toStorageError(error, "committing the save");
    }
    this.#slots[slot] = manifest.versions;
    this.#updateReferences();
  }

  /** If even this fails, the slot keeps its references, so that nothing that it might name is overwritten. */
  #invalidateSlot(slot: 0 | 1): void {
    try {
      emptySlot(this.#slotFiles[slot]);
      this.#slots[slot] = [];
      this.#updateReferences();
    } catch {
      return;
    }
  }

  async #empty(name: string): Promise<void> {
    const file = await this.folder.open(name);
    try {
      file.truncate(0);
      file.flush();
      this.pool.emptied(name);
    } finally {
      file.close();
    }
  }

  #updateReferences(): void {
    this.pool.setReferenced(this.#slots.flat().flatMap((version) => version.segments.map((segment) => segment.file)));
  }
}

async function openSlots(folder: StorageFolder): Promise<readonly [StorageFile, StorageFile]> {
  const first = await folder.open(SLOT_NAMES[0]);
  try {
    return [first, await folder.open(SLOT_NAMES[1])];
  } catch (error) {
    first.close();
    throw error;
  }
}

function emptySlot(file: StorageFile): void {
  file.truncate(0);
  file.flush();
}

function newerFormat(formatVersion: number): StorageError {
  return new StorageError(
    "storage-unavailable",
    `The stored table was written by a newer release (storage format ${formatVersion}). Reload the page to get that release; nothing was changed.`,
  );
}
