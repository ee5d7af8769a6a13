import type { TableChanges } from "../changes/table-changes.ts";
import type { UndoRecord } from "../changes/change.ts";
import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents, TableAccess } from "../engine-events.ts";
import type { EngineStatus } from "../engine-status.ts";
import { PersistentTableError, toTableError } from "../errors.ts";
import type { TableFaces } from "../faces/table-faces.ts";
import { entriesAfter } from "../journal/entries-after.ts";
import { replayChanges } from "../journal/replay-changes.ts";
import type { LoadRunner } from "../loading/load-runner.ts";
import type { TableLoader } from "../loading/table-loader.ts";
import type { Operations } from "../operations.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { TableStorage } from "../table-storage.ts";
import { WriterRole } from "./writer-role.ts";

export interface TableFollowingParts {
  readonly name: string;
  readonly table: CurrentTable;
  readonly storage: TableStorage;
  readonly loads: LoadRunner;
  readonly loader: TableLoader;
  readonly changes: TableChanges;
  readonly faces: TableFaces;
  readonly operations: Operations;
  readonly status: EngineStatus;
  readonly events: Emitter<EngineEvents>;
  readonly startDatabase: () => Promise<RunningDatabase>;
  /** Aborted when the engine ends. */
  readonly closing: AbortSignal;
}

/** A page that has not handed over by then does not answer, or cannot store what it has. */
const HAND_OVER_MS = 10_000;

/**
 * One page writes the table; the others show what it stores, as it stores it, and take the role when it is free: because
 * its page closed, crashed, or was asked to hand over.
 */
export class TableFollowing {
  readonly #parts: TableFollowingParts;
  readonly #role: WriterRole | null;
  #access: TableAccess = "write";
  #waiting: AbortController | null = null;
  /** The work of catching up that is under way, and whether there is more. */
  #catchingUp: Promise<void> | null = null;
  #hasNews = false;
  /** Of changes that were followed: later ones may take them back. */
  #records: ReadonlyMap<number, UndoRecord> = new Map();

  constructor(parts: TableFollowingParts) {
    this.#parts = parts;
    this.#role = parts.name
      ? new WriterRole({
          name: parts.name,
          onAsked: () => void this.#handOver(),
          onNews: () => this.#handleNews(),
        })
      : null;
    parts.closing.addEventListener("abort", () => this.#waiting?.abort(parts.closing.reason), { once: true });
  }

  get access(): TableAccess {
    return this.#access;
  }

  /** Resolves to whether this page may write; else it waits in line for that. */
  readonly takeRole = async (): Promise<boolean> => {
    const isHeld = (await this.#role?.take()) ?? true;
    if (!isHeld) this.#follow();
    return isHeld;
  };

  readonly announce = (): void => this.#role?.announce();

  /** Throws while another page writes the table. */
  assertWriter(): void {
    if (this.#access === "write") return;
    throw new PersistentTableError(
      "readonly",
      "Another tab has this table open, and changes are made there: take it over, or close it there.",
    );
  }

  /** Resolves when this page writes the table. Rejects when the page that does so does not hand it over. */
  async takeOver({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (this.#access === "write") return;
    const changed = Promise.withResolvers<void>();
    const stop = this.#parts.events.on("access-change", () => changed.resolve());
    const timer = setTimeout(() => changed.reject(notHandedOver()), HAND_OVER_MS);
    try {
      this.#role?.ask();
      await untilAborted(changed.promise, signal);
    } finally {
      clearTimeout(timer);
      stop();
    }
  }

  /** Lets go of the files and the role at once: the page sleeps. */
  suspend(): void {
    this.#waiting?.abort(new DOMException("The page sleeps.", "AbortError"));
    void this.#parts.storage.release();
    this.#role?.release();
  }

  /** The page is awake again: another one may have written the table meanwhile. */
  async resume(): Promise<void> {
    const isHeld = await this.takeRole();
    await this.#reopen(isHeld ? "write" : "read");
  }

  close(): void {
    this.#role?.close();
  }

  #follow(): void {
    this.#setAccess("read");
    this.#parts.events.emit("storage-warning", {
      reason: "other-tab",
      message: "Another tab has this table open. Its changes show here; to make some here, take it over.",
    });
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#role?.wait(waiting.signal).then(
      () => this.#reopen("write"),
      () => undefined,
    );
  }

  #setAccess(access: TableAccess): void {
    if (this.#access === access) return;
    this.#access = access;
    this.#parts.events.emit("access-change", { access });
  }

  /** Loads what is stored now; the rows stay painted meanwhile. */
  async #reopen(access: TableAccess): Promise<void> {
    const { storage, status, closing } = this.#parts;
    if (closing.aborted) return;
    try {
      await this.#whenCaughtUp();
      await storage.release();
      await storage.open();
      await this.#reload();
      this.#setAccess(access);
    } catch (error) {
      if (!this.#parts.closing.aborted) status.report(error);
    }
  }

  async #reload(): Promise<void> {
    const { storage, loads, loader } = this.#parts;
    this.#records = new Map();
    if (storage.stored.newest) await loads.recover((signal) => loader.recover(signal), { again: true });
  }

  /** Stores what this page has, then lets another one have the role. */
  async #handOver(): Promise<void> {
    const { storage, changes, operations, status } = this.#parts;
    if (this.#access === "read") return;
    this.#setAccess("read");
    try {
      await operations.cancel(new DOMException("Another tab takes this table over.", "AbortError"));
      await changes.settled();
      await storage.settle();
    } catch (error) {
      this.#setAccess("write");
      status.report(error);
      return;
    }
    await storage.release();
    this.#role?.release();
    // Whoever asked is first in line.
    await this.#parts.storage.open().catch((error: unknown) => status.report(error));
  }

  #handleNews(): void {
    if (this.#access === "write") return;
    this.#hasNews = true;
    this.#catchingUp ??= this.#catchUp().finally(() => (this.#catchingUp = null));
  }

  async #whenCaughtUp(): Promise<void> {
    await this.#catchingUp;
  }

  async #catchUp(): Promise<void> {
    const { storage, status, closing } = this.#parts;
    try {
      while (this.#hasNews && this.#access === "read" && !closing.aborted) {
        this.#hasNews = false;
        await storage.stored.refresh();
        await this.#showStored();
      }
    } catch (error) {
      if (!closing.aborted) status.report(error);
    }
  }

  /** Where the journal leads from what shows to what is stored, only its changes are made. */
  async #showStored(): Promise<void> {
    const { storage, table, faces, startDatabase } = this.#parts;
    const { journal, newest, lastSequence } = storage.stored;
    if (storage.isStoredTable && table.exists && storage.version >= lastSequence) return;
    const entries = storage.isStoredTable && table.exists ? entriesAfter(journal, storage.version) : [];
    if (entries.length === 0) {
      if (newest && (!storage.isStoredTable || newest.version > storage.version)) await this.#reload();
      return;
    }
    const running = await startDatabase();
    const replay = await replayChanges(entries, {
      ...running,
      table,
      records: this.#records,
      onReplayed: (sequence, touched, before) => {
        storage.replayed(sequence, touched);
        faces.follow(running.queue, before, { reorders: true });
      },
    });
    this.#records = replay.records;
    if (replay.failure) {
      throw toTableError(replay.failure, "storage-corrupt", "A change of the other tab could not be shown");
    }
  }
}

function notHandedOver(): PersistentTableError {
  return new PersistentTableError(
    "storage-locked",
    "The tab that has this table open did not hand it over: it does not answer, or has changes that could not be stored. Look there, or close it.",
  );
}
