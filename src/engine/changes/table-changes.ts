import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents, HistoryState } from "../engine-events.ts";
import type { TableFaces } from "../faces/table-faces.ts";
import type { Operations } from "../operations.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import type { Job } from "../scheduling/job.ts";
import type { Priority } from "../scheduling/priority.ts";
import type { TableFollowing } from "../tabs/table-following.ts";
import type { TableStorage } from "../table-storage.ts";
import type { ChangeRecord } from "../journal/change-record.ts";
import type { AppliedChange, ChangeContext, UndoRecord } from "./change.ts";
import { JournalledEdits, type JournalledEdit } from "./cells/journalled-edits.ts";
import { ChangeLine, type Place } from "./change-line.ts";
import { History, type ChangeKind, type HistoryDirection, type HistoryEntry } from "./history.ts";
import { tableReplaced } from "./table-replaced.ts";

export interface TableChangesParts {
  readonly table: CurrentTable;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly storage: Pick<TableStorage, "begin" | "changed" | "isReplayed" | "whenDurable">;
  readonly faces: TableFaces;
  /** Throws while another page writes the table. */
  readonly following: Pick<TableFollowing, "assertWriter">;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
}

export interface ChangeRequest<Applied extends AppliedChange = AppliedChange> {
  readonly kind: ChangeKind;
  readonly priority: Priority;
  /** Runs in the writer's transaction. Null: there was nothing to change. */
  readonly apply: (context: ChangeContext) => Job<Applied | null>;
  /** The change as the journal keeps it; null: it cannot be made again. */
  readonly journalled: (applied: Applied) => ChangeRecord | null;
  /** Called synchronously at the commit, when the table has moved on. */
  readonly onCommit?: (applied: Applied | null) => void;
  /** These rows show it without being read again. */
  readonly shownBy?: GridRows | null;
}

export interface Committed<Applied extends AppliedChange> {
  /** Null: there was nothing to change. */
  readonly applied: Applied | null;
  /** For `TableChanges.acknowledged`; null: there was nothing to change. */
  readonly sequence: number | null;
}

/** A change on its way. */
export interface ChangeTurn {
  /** Resolves when every change that was asked for earlier has ended. Until this one's end no other moves the table. */
  readonly arrive: () => Promise<RunningDatabase>;
  /** Makes the change, in its turn. Resolves when the rows show it. */
  readonly commit: <Applied extends AppliedChange>(request: ChangeRequest<Applied>) => Promise<Committed<Applied>>;
}

interface Options {
  signal?: AbortSignal;
}

/**
 * Every change of the table's rows and columns goes through here: one transaction each, in the order in which they were
 * asked for. At its commit the table moves on, the change is to be saved once, and the history can take it back.
 */
export class TableChanges {
  readonly #parts: TableChangesParts;
  readonly #line = new ChangeLine();
  readonly #history: History;
  readonly #edits: JournalledEdits;
  #replacements = 0;

  constructor(parts: TableChangesParts) {
    this.#parts = parts;
    this.#edits = new JournalledEdits(parts);
    this.#history = new History({
      onChange: (state) => parts.events.emit("history-change", state),
      onRelease: (records) => {
        this.release(records).catch(() => undefined);
      },
    });
  }

  get history(): HistoryState {
    return this.#history.state;
  }

  /** As those of `History`. */
  get sinceTransform(): readonly HistoryEntry[] {
    return this.#history.sinceTransform;
  }

  since(entry: HistoryEntry): readonly HistoryEntry[] {
    return this.#history.since(entry);
  }

  /** Whether no change is on its way that has to come before a journalled edit. */
  get isFree(): boolean {
    return this.#line.isFree;
  }

  /**
   * Brings edits into the database that the journal has, in their order beside each other; changes that are asked for
   * later wait for them. Settles as `JournalledEdits.write`.
   */
  async writeJournalled(edit: JournalledEdit): Promise<void> {
    const place = this.#line.takeBeside();
    try {
      await this.#edits.write(edit);
    } finally {
      place.leave();
    }
  }

  /** Resolves when the database has every change that was acknowledged so far. */
  written(): Promise<void> {
    return this.#edits.written();
  }

  /** Takes the next turn for `work`, which prepares a change and commits it. */
  async inTurn<T>(work: (turn: ChangeTurn) => Promise<T>, { signal }: Options = {}): Promise<T> {
    signal?.throwIfAborted();
    const { table, startDatabase, faces, following } = this.#parts;
    following.assertWriter();
    table.assertExists();
    const { epoch } = table;
    const place = this.#take();
    // The one that holds the table now: should it die meanwhile, the next one will not have it.
    const starting = startDatabase();
    starting.catch(() => undefined);
    const arrive = async (): Promise<RunningDatabase> => {
      const running = await starting;
      await place.arrive(signal);
      if (table.exists && table.epoch !== epoch) throw tableReplaced();
      return running;
    };
    const commit: ChangeTurn["commit"] = async (request) => {
      const committed = await this.#write(await arrive(), { request, epoch, ...(signal && { signal }) });
      place.leave();
      if (request.kind !== "cells") await faces.whenShown();
      return committed;
    };
    try {
      return await work({ arrive, commit });
    } finally {
      place.leave();
    }
  }

  #take(): Place {
    this.#edits.flush();
    return this.#line.take();
  }

  /** Resolves when every change that was asked for so far has ended, whatever its outcome. */
  async settled({ signal }: Options = {}): Promise<void> {
    const place = this.#take();
    try {
      await place.arrive(signal);
    } finally {
      place.leave();
    }
  }

  /** How often another table took the present one's place. */
  get replacements(): number {
    return this.#replacements;
  }

  undo(options: Options = {}): Promise<boolean> {
    return this.#step("undo", options);
  }

  redo(options: Options = {}): Promise<boolean> {
    return this.#step("redo", options);
  }

  /** Another table took the present one's place. */
  handleReplaced(): void {
    this.#replacements++;
    this.#history.clear();
  }

  /** The table is gone with its database, or some of what can be undone is. */
  lose(): void {
    this.#history.lose();
  }

  /**
   * The table is back in another database, into which changes were replayed. Those that only their own tables can take
   * back are kept as far as they were among them.
   */
  recovered(replayed: ReadonlyMap<number, UndoRecord>): void {
    this.#history.lose(({ record, sequence }) => {
      return record.isInMemory ? record : (replayed.get(sequence) ?? null);
    });
  }

  /** Lets go of records that nobody will undo or redo. */
  async release(records: readonly UndoRecord[]): Promise<void> {
    const stored = records.filter(({ isInMemory }) => !isInMemory);
    if (stored.length === 0) return;
    const { queue } = await this.#parts.startDatabase();
    await queue.write(
      async function* (connection) {
        for (const record of stored) {
          yield;
          await record.release(connection);
        }
      },
      { priority: "user-visible" },
    );
  }

  /**
   * Resolves to true when the change survives whatever happens to the page, to false where nothing can be stored, or only
   * by a save that the page has to ask for. Rejects when it is made but could not be stored for now.
   */
  async acknowledged(sequence: number | null): Promise<boolean> {
    return sequence !== null && (await this.#parts.storage.whenDurable(sequence));
  }

  async #step(direction: HistoryDirection, { signal }: Options): Promise<boolean> {
    const step = await this.#parts.operations.run(direction, signal, (stop) => this.#takeStep(direction, stop));
    await this.acknowledged(step?.sequence ?? null);
    return step !== null;
  }

  /** What is to be taken back is known in its turn only: a change that was asked for earlier may still be on its way. */
  #takeStep(direction: HistoryDirection, signal: AbortSignal): Promise<Committed<AppliedChange> | null> {
    return this.inTurn(
      async ({ arrive, commit }) => {
        await arrive();
        const entry = this.#history.next(direction);
        if (!entry) return null;
        const { record, kind, priority } = entry;
        return await commit({
          kind,
          priority,
          async *apply(context) {
            return { outcome: yield* record[direction](context), undo: record };
          },
          journalled: () => this.#journalledStep(entry, direction),
        });
      },
      { signal },
    );
  }

  /**
   * A change that only the record's own tables can take back is journalled by its name, in both directions: once the
   * change itself has been replayed, those tables are there again, and each step leaves them as the next one needs them.
   */
  #journalledStep({ record, sequence }: HistoryEntry, direction: HistoryDirection): ChangeRecord | null {
    if (!record.isInMemory && this.#parts.storage.isReplayed(sequence)) return { kind: direction, of: sequence };
    return record.journalled(direction);
  }

  async #write<Applied extends AppliedChange>(
    { queue }: RunningDatabase,
    { request, epoch, signal }: { request: ChangeRequest<Applied>; epoch: number; signal?: AbortSignal },
  ): Promise<Committed<Applied>> {
    const { table, events } = this.#parts;
    const made: { sequence: number | null } = { sequence: null };
    const committed = Promise.withResolvers<boolean>();
    const writing = queue.write(
      async function* (connection) {
        yield;
        if (table.epoch !== epoch) throw tableReplaced();
        return yield* request.apply({
          connection,
          state: table.state,
          onProgress: (progress) => events.emit("transform-progress", progress),
          committed: committed.promise,
          pacing: queue.pacing,
        });
      },
      {
        priority: request.priority,
        onCommit: (applied) => {
          committed.resolve(true);
          made.sequence = this.#handleCommit(queue, request, applied);
        },
        ...(signal && { signal }),
      },
    );
    const applied = await writing.finally(() => committed.resolve(false));
    return { applied, sequence: made.sequence };
  }

  #handleCommit<Applied extends AppliedChange>(
    queue: RunningDatabase["queue"],
    request: ChangeRequest<Applied>,
    applied: Applied | null,
  ): number | null {
    const { table, storage, faces } = this.#parts;
    const before = table.state;
    const sequence = applied && storage.begin(request.journalled(applied));
    if (applied && sequence !== null) {
      table.changed(applied.outcome.state);
      this.remember({ ...request, record: applied.undo, sequence });
      storage.changed(applied.outcome.touched, sequence);
    }
    request.onCommit?.(applied);
    const { shownBy = null } = request;
    if (applied) {
      const { touched, isOtherTable = false } = applied.outcome;
      faces.follow(queue, before, { touched, reorders: request.kind !== "cells", isOtherTable, shownBy });
    }
    return sequence;
  }

  /** A change was made that can be taken back. */
  remember({ kind, priority, record, sequence }: HistoryEntry): void {
    if (this.#history.next("undo")?.record === record) this.#history.moved("undo");
    else if (this.#history.next("redo")?.record === record) this.#history.moved("redo");
    else this.#history.add({ kind, priority, record, sequence });
  }
}
