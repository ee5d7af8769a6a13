import type { JournalEntry } from "../../worker/protocol.ts";
import { systemClock, type Clock } from "../clock.ts";
import { PersistentTableError, toTableError } from "../errors.ts";
import { encodeRecord, type ChangeRecord } from "./change-record.ts";
import { lastSequence } from "./entries-after.ts";

export interface ChangeJournalOptions {
  /** Puts entries on the disk. Rejects with `worker-died` when nobody knows whether they are there. */
  readonly append: (entries: readonly JournalEntry[]) => Promise<void>;
  /** More changes are durable, fewer are, or none can be made so for now. */
  readonly onChange: () => void;
  /** Changes cannot be written; once, until some can be again. */
  readonly onFailure?: (error: PersistentTableError) => void;
  readonly clock?: Clock;
}

interface OpenedStorage {
  readonly snapshot: number;
  readonly journal: readonly JournalEntry[];
  readonly isOvertaken?: boolean;
}

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** Workers that die over the same entries: it is they. */
const MAX_DEATHS = 3;
const BARRIER = new Uint8Array();

/**
 * Numbers the changes of a table and makes them durable: each goes to the journal as soon as the one before it is there,
 * those that come meanwhile together. What could not be written is kept, and written with the next change, after the next
 * snapshot, or by and by. After a barrier only a snapshot makes changes durable.
 */
export class ChangeJournal {
  readonly #options: ChangeJournalOptions;
  readonly #clock: Clock;
  #sequence = 0;
  /** The newest snapshot holds every change up to this one. */
  #snapshot = 0;
  /** The journal holds every change up to this one that the snapshot does not. */
  #flushed = 0;
  #barriers: number[] = [];
  /** Not in the journal yet, ascending. */
  #pending: JournalEntry[] = [];
  #waiters: Waiter[] = [];
  #isSending = false;
  #isPaused = false;
  #sent = Promise.resolve();
  #failures = 0;
  #error: PersistentTableError | null = null;
  #closed: PersistentTableError | null = null;
  #cancelRetry: () => void = () => undefined;

  constructor(options: ChangeJournalOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Of the last change. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Why the last changes could not be written; null: they are, or are being. */
  get error(): PersistentTableError | null {
    return this.#error;
  }

  get isSending(): boolean {
    return this.#isSending;
  }

  get isAllDurable(): boolean {
    return this.isDurable(this.#sequence);
  }

  isDurable(sequence: number): boolean {
    return sequence <= this.#snapshot || (sequence <= this.#flushed && !this.needsSnapshot(sequence));
  }

  /** Whether the journal alone cannot make this change durable. */
  needsSnapshot(sequence: number): boolean {
    const [barrier] = this.#barriers;
    return barrier !== undefined && barrier <= sequence;
  }

  /** What lies behind the change `sequence` and is not in the journal yet. */
  pendingAfter(sequence: number): readonly JournalEntry[] {
    return this.#pending.filter((entry) => entry.sequence > sequence);
  }

  /** Resolves when nothing is on its way to the disk, because it is there or could not be written for now. */
  async idle(): Promise<void> {
    while (this.#isSending) await this.#sent;
  }

  /** The storage is given away: what comes now waits for it. */
  pause(): void {
    this.#isPaused = true;
    this.#cancelRetry();
  }

  /**
   * The storage holds a snapshot of `snapshot`, and the changes of `journal`. False: changes of another page took the
   * place of those that were not stored yet, which are given up. `isOvertaken`: they are of another table.
   */
  opened({ snapshot, journal, isOvertaken = false }: OpenedStorage): boolean {
    const isContinued = !isOvertaken && (!this.#hasUnstored || this.#isContinuedBy({ snapshot, journal }));
    if (!isContinued) {
      this.#pending = [];
      this.#barriers = [];
      this.#rejectWaiters(overtaken(), () => true);
    }
    this.#isPaused = false;
    this.#snapshot = snapshot;
    this.#flushed = Math.max(snapshot, lastSequence(journal));
    this.#sequence = this.#hasUnstored ? Math.max(this.#sequence, this.#flushed) : this.#flushed;
    this.#settle();
    this.#send();
    return isContinued;
  }

  get #hasUnstored(): boolean {
    return this.#pending.length > 0 || this.#barriers.length > 0;
  }

  /** Whether what is stored is what this journal stored, perhaps with the next of its changes. */
  #isContinuedBy({ snapshot, journal }: OpenedStorage): boolean {
    const own = new Map(this.#pending.map((entry) => [entry.sequence, entry]));
    const later = journal.filter(({ sequence }) => sequence > this.#flushed);
    return snapshot <= this.#snapshot && later.every((entry) => isSame(entry, own.get(entry.sequence)));
  }

  /** Numbers a change and writes it; null: it is a barrier. Returns its sequence. */
  add(record: ChangeRecord | null): number {
    const sequence = ++this.#sequence;
    if (!record) this.#barriers.push(sequence);
    this.#pending.push({ sequence, isBarrier: !record, payload: record ? encodeRecord(record) : BARRIER });
    this.#send();
    return sequence;
  }

  /** Resolves when the change is durable; rejects when that failed for now, though it may still become so. */
  whenDurable(sequence: number): Promise<void> {
    if (this.isDurable(sequence)) return Promise.resolve();
    const failure = this.#closed ?? (this.#isSending || this.needsSnapshot(sequence) ? null : this.#error);
    if (failure) return Promise.reject(failure);
    return new Promise((resolve, reject) => this.#waiters.push({ sequence, resolve, reject }));
  }

  /** A snapshot with every change up to `version` was committed. */
  saved(version: number): void {
    this.#snapshot = Math.max(this.#snapshot, version);
    this.#flushed = Math.max(this.#flushed, this.#snapshot);
    this.#barriers = this.#barriers.filter((barrier) => barrier > this.#snapshot);
    this.#pending = this.#pending.filter((entry) => entry.sequence > this.#snapshot);
    if (this.#pending.length === 0) this.#recovered();
    this.#settle();
    this.#send();
  }

  /** No snapshot could be made of what only a snapshot can hold. */
  saveFailed(error: PersistentTableError): void {
    this.#rejectWaiters(error, ({ sequence }) => this.needsSnapshot(sequence));
  }

  /** Nothing up to `sequence` is stored any more, nor is to be. What came after it, and is a barrier, is to be stored. */
  forget(sequence: number): void {
    this.#snapshot = 0;
    this.#flushed = Math.max(sequence, this.#flushed);
    this.#pending = this.#pending.filter((entry) => entry.sequence > sequence);
    this.#barriers = this.#barriers.filter((barrier) => barrier > sequence);
    this.#recovered();
    this.#settle();
  }

  close(reason: PersistentTableError): void {
    this.#closed = reason;
    this.#cancelRetry();
    this.#rejectWaiters(reason, () => true);
  }

  #send(): void {
    if (this.#isSending || this.#isPaused || this.#pending.length === 0 || this.#closed) return;
    this.#isSending = true;
    this.#cancelRetry();
    this.#sent = this.#append().finally(() => {
      this.#isSending = false;
      if (!this.#error) this.#send();
      this.#options.onChange();
    });
  }

  async #append(): Promise<void> {
    const entries = [...this.#pending];
    const last = entries.at(-1)?.sequence ?? 0;
    try {
      await this.#appendSurely(entries);
      this.#flushed = Math.max(this.#flushed, last);
      this.#pending = this.#pending.filter((entry) => entry.sequence > last);
      this.#recovered();
      this.#settle();
    } catch (cause) {
      this.#fail(toTableError(cause, "storage-io", "The change could not be stored"));
    }
  }

  /** What a worker that died may have written already is written again: it knows what it has. */
  async #appendSurely(entries: readonly JournalEntry[]): Promise<void> {
    for (let deaths = 1; ; deaths++) {
      try {
        await this.#options.append(entries);
        return;
      } catch (error) {
        const isDead = error instanceof PersistentTableError && error.code === "worker-died";
        if (!isDead || deaths >= MAX_DEATHS || this.#isPaused || this.#closed) throw error;
      }
    }
  }

  #fail(error: PersistentTableError): void {
    if (this.#isPaused) return;
    this.#error = error;
    this.#failures++;
    if (this.#failures === 1) this.#options.onFailure?.(error);
    this.#rejectWaiters(error, ({ sequence }) => !this.needsSnapshot(sequence));
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LONGEST_RETRY_MS);
    this.#cancelRetry = this.#clock.callAt(this.#clock.now() + waitMs, () => this.#send());
  }

  #recovered(): void {
    this.#error = null;
    this.#failures = 0;
    this.#cancelRetry();
  }

  #settle(): void {
    const waiters = this.#waiters;
    this.#waiters = waiters.filter(({ sequence }) => !this.isDurable(sequence));
    for (const waiter of waiters) if (this.isDurable(waiter.sequence)) waiter.resolve();
  }

  #rejectWaiters(error: unknown, isMeant: (waiter: Waiter) => boolean): void {
    const waiters = this.#waiters;
    this.#waiters = waiters.filter((waiter) => !isMeant(waiter));
    for (const waiter of waiters) if (isMeant(waiter)) waiter.reject(error);
  }
}

function isSame(entry: JournalEntry, own: JournalEntry | undefined): boolean {
  if (own?.isBarrier !== entry.isBarrier || own.payload.byteLength !== entry.payload.byteLength) return false;
  return own.payload.every((byte, index) => byte === entry.payload[index]);
}

function overtaken(): PersistentTableError {
  return new PersistentTableError(
    "readonly",
    "The change was not stored: another tab changed the table while this one was left.",
  );
}
