import { JOURNAL_NAMES } from "./journal/journal.ts";
import { joinScans } from "./journal/journal-content.ts";
import { decodeHeader } from "./journal/journal-format.ts";
import { scanJournal } from "./journal/journal-scan.ts";
import { decodeSlots, SLOT_NAMES } from "./manifest-slots.ts";
import { storedTable } from "./manifest.ts";
import type { JournalEntry, StoredSegment, StoredTable, StoredVersion } from "./protocol.ts";
import { chooseManifest, newerFormat, type SlotChoice } from "./slot-choice.ts";
import type { SegmentSource } from "./snapshot-reader.ts";
import type { StorageFolder } from "./storage.ts";
import { isMissing, StorageError, toStorageError } from "./storage-error.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const ATTEMPTS = 8;
const RETRY_MS = 25;
const NO_TABLE: SlotChoice = { current: null, former: [], oldestNeeded: null };

/** The stored table as it was at one moment, while somebody else may hold it and write: takes and writes nothing. */
export class TableView implements SegmentSource {
  readonly #folder: StorageFolder | null;
  readonly #choice: SlotChoice;

  private constructor(folder: StorageFolder | null, choice: SlotChoice) {
    this.#folder = folder;
    this.#choice = choice;
  }

  /** `folder`: null where there is none. */
  static async open(
    folder: StorageFolder | null,
  ): Promise<{ view: TableView; journal: readonly JournalEntry[]; warnings: readonly string[] }> {
    if (!folder) return { view: new TableView(null, NO_TABLE), journal: [], warnings: [] };
    try {
      const { choice, journal } = await untilStill(folder);
      return { view: new TableView(folder, choice), journal, warnings: [] };
    } catch (error) {
      throw toStorageError(error, "reading the stored table");
    }
  }

  get table(): StoredTable | null {
    const { current } = this.#choice;
    return current && storedTable(current);
  }

  get former(): readonly StoredVersion[] {
    return this.#choice.former;
  }

  get head(): Uint8Array {
    return this.#choice.current?.head ?? new Uint8Array();
  }

  references(segment: StoredSegment): boolean {
    return [...(this.#choice.current?.versions ?? []), ...this.former].some(({ segments }) =>
      segments.some((stored) => stored.file === segment.file && stored.sha256 === segment.sha256),
    );
  }

  /** Nothing keeps the writer from overwriting it; the hash tells. */
  pin(): () => void {
    return () => undefined;
  }

  readFile(file: string): Promise<Bytes> {
    return this.#folder?.read(file) ?? Promise.resolve(new Uint8Array());
  }

  /** As the journal is now, which may be later than the table. */
  async readJournal(sequence: number): Promise<JournalEntry[]> {
    if (!this.#folder || !this.#choice.current) return [];
    try {
      return (await readEntries(this.#folder)).filter((entry) => entry.sequence > sequence);
    } catch (error) {
      throw toStorageError(error, "reading the journal");
    }
  }

  close(): void {
    return;
  }
}

interface Moment {
  readonly choice: SlotChoice;
  readonly journal: readonly JournalEntry[];
}

/**
 * Slots and journal of one moment. A slot that is being written reads as damaged: the other one is whole then, unless a
 * commit comes between the two reads. A journal that was read after two commits may lack changes that the slots need.
 */
async function untilStill(folder: StorageFolder): Promise<Moment> {
  for (let attempt = 1; ; attempt++) {
    try {
      const choice = await readSlots(folder);
      const journal = choice.current ? await readEntries(folder) : [];
      const { current } = await readSlots(folder);
      const isStill = current?.generation === choice.current?.generation;
      if (isStill || attempt === ATTEMPTS) return { choice, journal };
    } catch (error) {
      if (attempt === ATTEMPTS || (error instanceof StorageError && error.code !== "storage-corrupt")) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function readSlots(folder: StorageFolder): Promise<SlotChoice> {
  const [first, second] = await Promise.all(SLOT_NAMES.map((name) => readIfThere(folder, name)));
  const slots = decodeSlots([first ?? new Uint8Array(), second ?? new Uint8Array()], false);
  for (const slot of slots) if (slot.state === "newer") throw newerFormat(slot.formatVersion);
  const choice = chooseManifest(slots);
  if (!choice.current && slots.some(({ state }) => state === "damaged")) {
    throw new StorageError(
      "storage-corrupt",
      "The record of the stored table is damaged. A page that may write to it can set it aside.",
    );
  }
  return choice;
}

async function readEntries(folder: StorageFolder): Promise<readonly JournalEntry[]> {
  const [first, second] = await Promise.all(JOURNAL_NAMES.map((name) => readIfThere(folder, name)));
  const files = [first ?? new Uint8Array(), second ?? new Uint8Array()] as const;
  for (const header of files.map(decodeHeader)) if (header.state === "newer") throw newerFormat(header.formatVersion);
  return joinScans([scanJournal(files[0]), scanJournal(files[1])], 0).entries;
}

async function readIfThere(folder: StorageFolder, name: string): Promise<Bytes> {
  try {
    return await folder.read(name);
  } catch (error) {
    if (isMissing(error)) return new Uint8Array();
    throw error;
  }
}
