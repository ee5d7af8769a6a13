import type { JournalEntry } from "../../worker/protocol.ts";
import type { TableChanges } from "../changes/table-changes.ts";
import type { UndoRecord } from "../changes/change.ts";
import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { EngineStatus } from "../engine-status.ts";
import { isDatabaseDeath, PersistentTableError } from "../errors.ts";
import type { TableFaces } from "../faces/table-faces.ts";
import { entriesAfter } from "../journal/entries-after.ts";
import { replayChanges } from "../journal/replay-changes.ts";
import type { LoadRunner } from "../loading/load-runner.ts";
import type { ReadyGate } from "../ready-gate.ts";
import type { TableLoader } from "../loading/table-loader.ts";
import type { TableStorage } from "../table-storage.ts";

export interface StoredChangesParts {
  readonly table: CurrentTable;
  readonly storage: TableStorage;
  readonly loads: LoadRunner;
  readonly loader: TableLoader;
  readonly changes: TableChanges;
  readonly faces: TableFaces;
  readonly ready: ReadyGate;
  readonly status: EngineStatus;
  readonly startDatabase: () => Promise<RunningDatabase>;
  /** Aborted when the engine ends. */
  readonly closing: AbortSignal;
  /** Whether another page stores changes. */
  readonly isFollowing: () => boolean;
}

/** Shows what another page has stored. */
export class StoredChanges {
  readonly #parts: StoredChangesParts;
  /** The work of catching up that is under way, and whether there is more. */
  #catchingUp: Promise<void> | null = null;
  #hasNews = false;
  /** Of changes that were followed: later ones may take them back. */
  #records: ReadonlyMap<number, UndoRecord> = new Map();

  constructor(parts: StoredChangesParts) {
    this.#parts = parts;
  }

  /** Another page has stored something. */
  handleNews(): void {
    this.#hasNews = true;
    this.#catchingUp ??= this.#catchUp().finally(() => (this.#catchingUp = null));
  }

  /** Resolves when the news so far are shown. */
  async whenShown(): Promise<void> {
    await this.#catchingUp;
  }

  async #catchUp(): Promise<void> {
    const { storage, status, closing, isFollowing } = this.#parts;
    try {
      while (this.#hasNews && isFollowing() && !closing.aborted) {
        this.#hasNews = false;
        await storage.stored.refresh();
        await this.show();
      }
    } catch (error) {
      if (!closing.aborted && !isDatabaseDeath(error)) status.report(error);
    }
  }

  /** Shows what was last read of the storage. Where the journal leads there, only its changes are made. */
  async show(): Promise<void> {
    const { storage, table, changes } = this.#parts;
    await changes.settled();
    if (storage.isToReplaceStored) return;
    const { journal, newest, lastSequence, access } = storage.stored;
    // More than is stored only the page can have that writes.
    const isKnown = access === "write" || storage.version <= lastSequence;
    const isBase = storage.isStoredTable && table.exists && isKnown;
    if (isBase && storage.version >= lastSequence) return;
    const entries = isBase ? entriesAfter(journal, storage.version) : [];
    const isBehind = newest !== null && (!isBase || newest.version > storage.version);
    if (entries.length === 0 && !isBehind) return;
    // What this page did before can be undone no more: others have changed the table since.
    changes.handleReplaced();
    if (entries.length === 0 || !(await this.#replay(entries))) await this.#reload();
    storage.replayEnded();
  }

  /** What is shown is stored no more. False: nothing was shown. */
  async drop(): Promise<boolean> {
    const { storage, table, changes, faces, ready, status, startDatabase } = this.#parts;
    await changes.settled();
    if (!table.exists) return false;
    const { queue } = await startDatabase();
    await table.drop(queue, deleted(), () => {
      changes.handleReplaced();
      storage.dropped();
      faces.reset();
      faces.replaced({ isSame: false });
      faces.showNothing();
      ready.reset();
    });
    this.#records = new Map();
    status.enter("idle");
    return true;
  }

  /** False: not all of them could be made here. */
  async #replay(entries: readonly JournalEntry[]): Promise<boolean> {
    const { storage, table, faces, startDatabase } = this.#parts;
    const running = await startDatabase();
    const replay = await replayChanges(entries, {
      ...running,
      table,
      records: this.#records,
      onReplayed: (sequence, touched, before) => {
        storage.replayed(sequence, touched);
        faces.follow(running.queue, before, { touched, reorders: true });
      },
    });
    this.#records = replay.records;
    return replay.failure === null;
  }

  async #reload(): Promise<void> {
    const { loads, loader, changes } = this.#parts;
    await loads.recover((signal) => loader.recover(signal), { again: true });
    const records = [...this.#records.values()];
    this.#records = new Map();
    await changes.release(records);
  }
}

function deleted(): PersistentTableError {
  return new PersistentTableError("invalid-argument", "The table was deleted in another tab: load one first.");
}
