import type { JournalEntry, StoredVersion } from "../../worker/protocol.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineSettings } from "../engine.ts";
import type { EngineEvents } from "../engine-events.ts";
import type { StoredVersions } from "../persistence/stored-versions.ts";
import { PersistentTableError } from "../errors.ts";
import { ChangeJournal } from "./change-journal.ts";
import type { ChangeRecord } from "./change-record.ts";
import { entriesAfter, lastSequence } from "./entries-after.ts";

export interface DurabilityParts {
  readonly stored: StoredVersions;
  readonly settings: Pick<EngineSettings, "autosave">;
  readonly events: Pick<Emitter<EngineEvents>, "emit">;
  /** Starts a due save at once. */
  readonly saveNow: () => void;
  /** Changes became durable, or failed to. */
  readonly onChange: () => void;
  /** Something was stored. */
  readonly onStored: () => void;
}

/** Makes the changes of a table survive the page: by the journal where that can be, else by a save. */
export class Durability {
  readonly #parts: DurabilityParts;
  readonly journal: ChangeJournal;
  /** The change after which what was stored was deleted. */
  #forgottenAt: number | null = null;
  /** Whether the journal holds changes that could not be made again: they stay there until one is made without them. */
  isBehind = false;
  /** They are to be kept beside the others: the next snapshot takes their place. */
  #isToKeep = false;
  #isJoined = false;
  #joins = 0;
  /** This page wrote what it gave away, and may go on when it has it back. */
  #isAsleep = false;

  constructor(parts: DurabilityParts) {
    this.#parts = parts;
    this.journal = new ChangeJournal({
      append: async (entries) => {
        const time = this.#joins;
        await parts.stored.need();
        if (time !== this.#joins) throw new PersistentTableError("storage-io", "The storage was given away meanwhile.");
        await parts.stored.append(entries);
        parts.onStored();
      },
      onChange: parts.onChange,
      onFailure: ({ code, message }) => {
        if (code === "storage-quota") parts.events.emit("storage-warning", { reason: "quota", message });
      },
    });
  }

  /** Whether this page writes what is stored; also while a worker that died is replaced, for which appends wait. */
  get isWriting(): boolean {
    const { stored } = this.#parts;
    return (stored.isOpen || this.#isJoined) && !stored.isUnavailable && stored.access === "write";
  }

  /** Whether a save may begin; also while a worker that died is replaced, for which it waits. */
  get canSave(): boolean {
    const { isUnavailable, isOpening, access } = this.#parts.stored;
    return !isUnavailable && access === "write" && (!isOpening || this.#isJoined);
  }

  /** What was stored was deleted, and the table has not changed since: what there is only a snapshot can hold. */
  get isForgotten(): boolean {
    return this.#forgottenAt !== null;
  }

  /** Whether every change so far survives the page. */
  get isComplete(): boolean {
    return this.isWriting && !this.isForgotten && this.journal.isAllDurable;
  }

  /** Whether a change can be made durable before it is made. */
  get isImmediate(): boolean {
    return this.isRecoverable && !this.isBehind;
  }

  /** Whether all that is stored, and on its way there, is the table. */
  get isRecoverable(): boolean {
    // A journal without a snapshot that it continues is none.
    const isKept = this.isWriting && this.#parts.stored.newest !== null && !this.#isAsleep;
    return isKept && !this.isForgotten && !this.journal.needsSnapshot(this.journal.sequence);
  }

  /** Whether there is no snapshot that the journal continues, and none was asked for. */
  get #isWithoutBase(): boolean {
    return this.#parts.stored.newest === null && !this.journal.needsSnapshot(this.journal.sequence);
  }

  get #isComingBack(): boolean {
    return this.#isAsleep && !this.#parts.stored.isUnavailable;
  }

  /** Whether the journal goes on from what is stored. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** Whether what is stored was given away, to be opened again. */
  get isParted(): boolean {
    return this.#joins > 0 && !this.#isJoined;
  }

  /** Goes on from what is stored. False: it is not what this page left there, and not what it was about to store. */
  join({ isOvertaken }: { isOvertaken: boolean }): boolean {
    const { highestNumber, journal } = this.#parts.stored;
    this.#isJoined = true;
    this.#isAsleep = false;
    this.#joins++;
    const isContinued = this.journal.opened({ snapshot: highestNumber, journal, isOvertaken });
    // Numbers begin anew where nothing is stored.
    if (this.isForgotten) this.#forgottenAt = this.journal.sequence;
    return isContinued;
  }

  /** What is stored is being deleted. Returns the last change that goes with it. */
  forget(): number {
    const { sequence } = this.journal;
    this.#forgottenAt = sequence;
    this.isBehind = false;
    this.#isToKeep = false;
    return sequence;
  }

  /** What there is is stored, or about to be. */
  remember(): void {
    this.#forgottenAt = null;
  }

  /** The table is now what the change `version` left. */
  moved(version: number): void {
    if (this.#forgottenAt !== null && version > this.#forgottenAt) this.remember();
  }

  /** Before a snapshot takes the place of changes that could not be made again. */
  async keepUnmade(): Promise<void> {
    if (!this.#isToKeep) return;
    await this.#parts.stored.setJournalAside();
    this.#isToKeep = false;
  }

  /** The files are to be given back: changes from now on wait until they are there again. */
  sleep(): void {
    this.#isAsleep ||= this.isWriting;
  }

  /** Gives the files back when what is on its way to them is there. */
  async part(): Promise<void> {
    if (this.journal.isSending) await this.journal.idle();
    this.#isJoined = false;
    this.journal.pause();
    await this.#parts.stored.release();
  }

  /** Numbers a change that comes after `version`; null: nothing but a snapshot can hold it. */
  number(record: ChangeRecord | null, version: number): number {
    if (!this.isWriting && !this.#isComingBack) return version + 1;
    this.#isToKeep ||= this.isBehind;
    const isBarrier = this.isForgotten || this.isBehind || this.#isWithoutBase;
    this.isBehind = false;
    return this.journal.add(isBarrier ? null : record);
  }

  /** The changes after `version` that the journal holds, also those that are only on their way to it. */
  async changesAfter({ version }: StoredVersion): Promise<readonly JournalEntry[]> {
    const { stored } = this.#parts;
    // Nothing came since it was opened, with all of it.
    const isKnown = stored.access === "write" && lastSequence(stored.journal) === this.journal.sequence;
    const journal = isKnown ? stored.journal : await stored.readJournal(version);
    return entriesAfter([...journal, ...this.journal.pendingAfter(version)], version);
  }

  /**
   * Resolves to true when the change survives whatever happens to the page, to false where nothing can be stored, or only
   * by a save that the page has to ask for. Rejects when it could not be stored for now.
   */
  async reached(sequence: number): Promise<boolean> {
    const { stored, settings, saveNow } = this.#parts;
    const isNumbered = this.#isJoined;
    await stored.settled;
    if (!this.isWriting && !this.#isComingBack) return false;
    const wanted = isNumbered ? sequence : this.journal.sequence;
    if (this.journal.needsSnapshot(wanted)) {
      if (!settings.autosave) return false;
      saveNow();
    }
    await this.journal.whenDurable(wanted);
    return true;
  }
}
