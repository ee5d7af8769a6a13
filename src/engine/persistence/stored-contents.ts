import type { JournalEntry, OpenResult, StoredTable, StoredVersion } from "../../worker/protocol.ts";
import { PersistentTableError } from "../errors.ts";
import { lastSequence } from "../journal/entries-after.ts";

/** What is stored under a name, as it was when it was last opened or written. */
export class StoredContents {
  #id: number | null = null;
  #all: readonly StoredVersion[] = [];
  #former: readonly StoredVersion[] = [];
  #journal: readonly JournalEntry[] = [];
  #head: Uint8Array | null = null;

  opened({ table, former, journal, head }: OpenResult): void {
    this.#id = table?.id ?? null;
    this.#all = table?.versions ?? [];
    this.#former = former;
    this.#journal = journal;
    this.#head = head;
  }

  /** A save was committed. */
  saved(table: StoredTable): void {
    this.#journal = [];
    this.#head = null;
    this.listed(table);
  }

  /** Versions are gone, or described otherwise. */
  listed({ id, versions }: StoredTable): void {
    this.#id = versions.length > 0 ? id : null;
    this.#all = versions;
    this.#former = [];
  }

  /** Of the table; null: none is stored. */
  get id(): number | null {
    return this.#id;
  }

  /** Oldest first. */
  get all(): readonly StoredVersion[] {
    return this.#all;
  }

  get newest(): StoredVersion | null {
    return this.#all.at(-1) ?? null;
  }

  /** Of a version; 0 when there is none. */
  get highestNumber(): number {
    return Math.max(0, ...[...this.#former, ...this.#all].map(({ version }) => version));
  }

  /** The journal's changes at the time of the opening. */
  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  /** Of the last change that is stored, in a version or in the journal. */
  get lastSequence(): number {
    return Math.max(this.highestNumber, lastSequence(this.#journal));
  }

  /** What may be opened, the best first: should its files be damaged, the next one. */
  get candidates(): readonly StoredVersion[] {
    return [...this.#all.toReversed(), ...this.#former.toReversed()];
  }

  /** First rows of the version, where they came with the opening. */
  headOf(version: StoredVersion): Uint8Array | null {
    return version === this.newest ? this.#head : null;
  }

  /** Throws `unknown-version`, naming those there are. */
  find(version: number): StoredVersion {
    const found = this.#all.find((stored) => stored.version === version);
    if (found) return found;
    const kept = this.#all.map((stored) => stored.version).join(", ");
    const known = kept ? `Kept are ${kept}.` : "None is stored.";
    throw new PersistentTableError("unknown-version", `There is no stored version ${version}. ${known}`);
  }
}
