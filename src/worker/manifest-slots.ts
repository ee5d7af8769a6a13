import {
  type DecodedSlot,
  decodeManifest,
  encodeEmptySlot,
  encodeManifest,
  type Manifest,
  slotOf,
} from "./manifest.ts";
import type { StoredVersion } from "./protocol.ts";
import { chooseManifest, formerVersions, oldestNeeded } from "./slot-choice.ts";
import { equalBytes, readAll, type StorageFile, writeAll } from "./storage.ts";
import { StorageError, toStorageError } from "./storage-error.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export const SLOT_NAMES = ["manifest0", "manifest1"] as const;

/** The two slots, held open. Every call is synchronous. */
export class ManifestSlots {
  readonly #files: readonly [StorageFile, StorageFile];
  /** Versions that each slot holds, or may hold. */
  readonly #versions: [readonly StoredVersion[], readonly StoredVersion[]];
  #current: Manifest | null;

  constructor(files: readonly [StorageFile, StorageFile], slots: readonly [DecodedSlot, DecodedSlot]) {
    this.#files = files;
    this.#versions = [versionsOf(slots[0]), versionsOf(slots[1])];
    this.#current = chooseManifest(slots).current;
  }

  get current(): Manifest | null {
    return this.#current;
  }

  /** Versions whose files must stay as they are. */
  get versions(): readonly StoredVersion[] {
    return this.#versions.flat();
  }

  /** Versions that only the older slot names. */
  get former(): readonly StoredVersion[] {
    if (!this.#current) return [];
    return formerVersions(this.#current.versions, this.#versions[1 - slotOf(this.#current.generation)] ?? []);
  }

  /** See `SlotChoice`. */
  get oldestNeeded(): number | null {
    return oldestNeeded(this.#versions);
  }

  /**
   * Makes `manifest` the current one, in one step: until the flush returns, the former is what the next load finds. When
   * it throws, the former stays.
   */
  write(manifest: Manifest): void {
    const slot = slotOf(manifest.generation);
    const file = this.#files[slot];
    const bytes = encodeManifest(manifest);
    // From the first byte on, the slot may hold either manifest or neither: the files of both stay untouched.
    this.#versions[slot] = [...this.#versions[slot], ...manifest.versions];
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
      this.#invalidate(slot);
      throw toStorageError(error, "committing the save");
    }
    this.#versions[slot] = manifest.versions;
    this.#current = manifest;
  }

  /** Empties the older slot first, so that a crash in between leaves a whole table or none. */
  erase(): void {
    const newest = slotOf(this.#current?.generation ?? 0);
    for (const slot of [newest === 0 ? 1 : 0, newest] as const) {
      emptySlot(this.#files[slot], slot);
      this.#versions[slot] = [];
    }
    this.#current = null;
  }

  close(): void {
    for (const file of this.#files) file.close();
  }

  /** If even this fails, the slot keeps its references, so that nothing that it might name is overwritten. */
  #invalidate(slot: 0 | 1): void {
    try {
      emptySlot(this.#files[slot], slot);
      this.#versions[slot] = [];
    } catch {
      return;
    }
  }
}

/**
 * Decodes both. `isBegun`: the journals are, which come after the slots: a slot without any bytes was cut then, as it was
 * beside a slot that was written to.
 */
export function decodeSlots(contents: readonly [Bytes, Bytes], isBegun: boolean): readonly [DecodedSlot, DecodedSlot] {
  const slots = [decodeManifest(contents[0]), decodeManifest(contents[1])] as const;
  const isWritten = slots.some(({ state }) => state !== "absent" && state !== "empty");
  const found = (slot: DecodedSlot): DecodedSlot =>
    slot.state === "absent" && (isBegun || isWritten) ? { state: "damaged" } : slot;
  return [found(slots[0]), found(slots[1])];
}

/**
 * Begins slots, and flushes what a process that died may have written and not flushed: the next commit overwrites the
 * other slot, and relies on this one.
 */
export function settleSlots(
  files: readonly [StorageFile, StorageFile],
  slots: readonly [DecodedSlot, DecodedSlot],
): void {
  for (const index of [0, 1] as const) {
    const { state } = slots[index];
    if (state === "damaged" || state === "absent") emptySlot(files[index], index);
    else files[index].flush();
  }
}

function emptySlot(file: StorageFile, slot: 0 | 1): void {
  const bytes = encodeEmptySlot();
  let byteLength = bytes.length;
  try {
    writeAll(file, bytes, SLOT_NAMES[slot]);
  } catch {
    // The next load takes it for one whose save was interrupted.
    byteLength = 0;
  }
  file.truncate(byteLength);
  file.flush();
}

function versionsOf(slot: DecodedSlot): readonly StoredVersion[] {
  return slot.state === "valid" ? slot.manifest.versions : [];
}
