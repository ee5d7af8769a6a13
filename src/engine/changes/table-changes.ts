import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents, HistoryState } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import type { Operations } from "../operations.ts";
import type { Job } from "../scheduling/job.ts";
import type { Priority } from "../scheduling/priority.ts";
import type { TableStorage } from "../table-storage.ts";
import type { ViewRunner } from "../view-runner.ts";
import type { AppliedChange, ChangeContext, UndoRecord } from "./change.ts";
import { ChangeLine } from "./change-line.ts";
import { History, type ChangeKind, type HistoryDirection } from "./history.ts";

export interface TableChangesParts {
  readonly table: CurrentTable;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly storage: Pick<TableStorage, "changed">;
  readonly views: ViewRunner;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
}

export interface ChangeRequest<Applied extends AppliedChange = AppliedChange> {
  readonly kind: ChangeKind;
  readonly priority: Priority;
  /** Runs in the writer's transaction. Null: there was nothing to change. */
  readonly apply: (context: ChangeContext) => Job<Applied | null>;
  /** Called synchronously at the commit, when the table has moved on. */
  readonly onCommit?: (applied: Applied | null) => void;
  /** The rows show it without being read again. */
  readonly isShown?: boolean;
}

/** A change on its way. */
export interface ChangeTurn {
  /** Resolves when every change that was asked for earlier has ended. Until this one's end no other moves the table. */
  readonly arrive: () => Promise<RunningDatabase>;
  /** Makes the change, in its turn. Resolves when the rows show it. */
  readonly commit: <Applied extends AppliedChange>(request: ChangeRequest<Applied>) => Promise<Applied | null>;
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

  constructor(parts: TableChangesParts) {
    this.#parts = parts;
    this.#history = new History({
      onChange: (state) => parts.events.emit("history-change", state),
      onRelease: (records) => {
        this.#release(records).catch(() => undefined);
      },
    });
  }

  get history(): HistoryState {
    return this.#history.state;
  }

  /** Takes the next turn for `work`, which prepares a change and commits it. */
  async inTurn<T>(work: (turn: ChangeTurn) => Promise<T>, { signal }: Options = {}): Promise<T> {
    signal?.throwIfAborted();
    const { table, startDatabase, views } = this.#parts;
    table.assertExists();
    const { epoch } = table;
    const place = this.#line.take();
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
      const applied = await this.#write(await arrive(), { request, epoch, ...(signal && { signal }) });
      place.leave();
      if (request.kind !== "cells") await views.whenShown();
      return applied;
    };
    try {
      return await work({ arrive, commit });
    } finally {
      place.leave();
    }
  }

  /** Resolves when every change that was asked for so far has ended, whatever its outcome. */
  async settled({ signal }: Options = {}): Promise<void> {
    const place = this.#line.take();
    try {
      await place.arrive(signal);
    } finally {
      place.leave();
    }
  }

  undo(options: Options = {}): Promise<boolean> {
    return this.#step("undo", options);
  }

  redo(options: Options = {}): Promise<boolean> {
    return this.#step("redo", options);
  }

  /** Another table took the present one's place. */
  handleReplaced(): void {
    this.#history.clear();
  }

  /** The table is gone with its database. */
  lose(): void {
    this.#history.lose();
  }

  /** What is to be taken back is known in its turn only: a change that was asked for earlier may still be on its way. */
  async #step(direction: HistoryDirection, { signal }: Options): Promise<boolean> {
    return await this.#parts.operations.run(direction, signal, (stop) =>
      this.inTurn(
        async ({ arrive, commit }) => {
          await arrive();
          const entry = this.#history.next(direction);
          if (!entry) return false;
          const { record, kind, priority } = entry;
          await commit({
            kind,
            priority,
            async *apply(context) {
              return { outcome: yield* record[direction](context), undo: record };
            },
          });
          return true;
        },
        { signal: stop },
      ),
    );
  }

  async #write<Applied extends AppliedChange>(
    { queue }: RunningDatabase,
    { request, epoch, signal }: { request: ChangeRequest<Applied>; epoch: number; signal?: AbortSignal },
  ): Promise<Applied | null> {
    const { table, events } = this.#parts;
    return await queue.write(
      async function* (connection) {
        yield;
        if (table.epoch !== epoch) throw tableReplaced();
        return yield* request.apply({
          connection,
          state: table.state,
          onProgress: (progress) => events.emit("transform-progress", progress),
        });
      },
      {
        priority: request.priority,
        onCommit: (applied) => this.#handleCommit(queue, request, applied),
        ...(signal && { signal }),
      },
    );
  }

  #handleCommit<Applied extends AppliedChange>(
    queue: RunningDatabase["queue"],
    request: ChangeRequest<Applied>,
    applied: Applied | null,
  ): void {
    const { table, storage, views } = this.#parts;
    const before = table.state;
    if (applied) {
      table.changed(applied.outcome.state);
      this.#remember(request, applied.undo);
      storage.changed(applied.outcome.touched);
    }
    request.onCommit?.(applied);
    if (applied && request.isShown !== true) views.follow(queue, before, { reorders: request.kind !== "cells" });
  }

  #remember({ kind, priority }: Pick<ChangeRequest, "kind" | "priority">, record: UndoRecord): void {
    if (this.#history.next("undo")?.record === record) this.#history.moved("undo");
    else if (this.#history.next("redo")?.record === record) this.#history.moved("redo");
    else this.#history.add({ kind, priority, record });
  }

  async #release(records: readonly UndoRecord[]): Promise<void> {
    const { queue } = await this.#parts.startDatabase();
    await queue.write(
      async function* (connection) {
        for (const record of records) {
          yield;
          await record.release(connection);
        }
      },
      { priority: "user-visible" },
    );
  }
}

function tableReplaced(): PersistentTableError {
  return new PersistentTableError(
    "row-out-of-range",
    "Another table took this one's place before the change was made.",
  );
}
