import type { Database } from "./database/database.ts";
import { DuckDbDatabase } from "./database/duckdb-database.ts";
import { PersistentTableError } from "./errors.ts";
import { InputPacing } from "./scheduling/input-pacing.ts";
import { PooledQueryQueue } from "./scheduling/pooled-query-queue.ts";
import type { QueryQueue } from "./scheduling/query-queue.ts";
import { SliceWatch } from "./scheduling/slice-watch.ts";

export interface RunningDatabase {
  readonly database: Database;
  readonly queue: QueryQueue;
}

export interface DatabaseRuntimeOptions {
  readonly assetBase: string;
  /** Called synchronously. */
  readonly onDeath: (error: Error) => void;
  /** True: it does not stop what it was told to stop; false: it has, after all, or it is gone. */
  readonly onStuck: (isStuck: boolean) => void;
}

/** Starts the database when it is first needed, and again at the next need after a start that failed or a death. */
export class DatabaseRuntime {
  readonly #options: DatabaseRuntimeOptions;
  readonly #abort = new AbortController();
  readonly #pacing = new InputPacing();
  #starting: Promise<RunningDatabase & { queue: PooledQueryQueue }> | null = null;
  #database: DuckDbDatabase | null = null;

  constructor(options: DatabaseRuntimeOptions) {
    this.#options = options;
  }

  /** Its worker is launched at once, but the heavy part of a first start waits for `after`. */
  start(after?: Promise<void>): Promise<RunningDatabase> {
    if (this.#abort.signal.aborted) return Promise.reject(this.#abort.signal.reason as Error);
    this.#starting ??= this.#open(after).catch((error: unknown) => {
      this.#starting = null;
      throw error;
    });
    return this.#starting;
  }

  /** The reader scrolls or types: paced jobs leave room for frames. */
  noteInput(): void {
    this.#pacing.noteInput();
  }

  /** Ends the database at once, as a crash would. */
  terminate(reason: string): void {
    this.#database?.terminate(reason);
  }

  async close(): Promise<void> {
    const disposed = new PersistentTableError("disposed", "The table was disposed of: create a new element to go on.");
    this.#abort.abort(disposed);
    const running = await this.#starting?.catch(() => null);
    running?.queue.close(disposed);
    await running?.database.close();
  }

  async #open(after?: Promise<void>): Promise<RunningDatabase & { queue: PooledQueryQueue }> {
    const { assetBase, onDeath, onStuck } = this.#options;
    const { signal } = this.#abort;
    const database = await DuckDbDatabase.open({ assetBase, signal, ...(after && { after }) });
    const watch = new SliceWatch({ onStuck: () => onStuck(true), onFreed: () => onStuck(false) });
    const running = { database, queue: new PooledQueryQueue(database, { pacing: this.#pacing, watch }) };
    this.#database = database;
    database.onDeath((error) => {
      this.#starting = null;
      this.#database = null;
      onDeath(error);
    });
    return running;
  }
}
