import type { Table } from "apache-arrow";
import type { Connection, Database } from "../database/database.ts";
import { InputPacing } from "./input-pacing.ts";
import { JobQueue, type JobQueueOptions } from "./job-queue.ts";
import type { Job } from "./job.ts";
import type { Priority } from "./priority.ts";
import type { QueryOptions, QueryQueue } from "./query-queue.ts";
import { WaitingLine } from "./waiting-line.ts";

/** Long jobs of low priority never hold every connection. */
const READERS = { urgent: 4, "user-visible": 3, background: 2, idle: 1 };
const ONE_WRITER = { urgent: 1, "user-visible": 1, background: 1, idle: 1 };

/** DuckDB fixes a transaction's snapshot at the first look into the catalog, which a function's name is enough for. */
const BEGIN_SNAPSHOT = "BEGIN TRANSACTION READ ONLY; SELECT abs(0)";

/**
 * The queue over a database with a small pool of connections: up to four readers and one writer, opened when first
 * needed. Slices run one at a time, so an urgent query waits for at most one slice of another.
 */
export class PooledQueryQueue implements QueryQueue {
  readonly pacing: InputPacing;
  readonly #database: Database;
  readonly #jobs: JobQueue;
  readonly #readers = new WaitingLine(READERS);
  readonly #writer = new WaitingLine(ONE_WRITER);
  readonly #unused: Connection[] = [];

  constructor(database: Database, options: JobQueueOptions = {}) {
    this.pacing = options.pacing ?? new InputPacing();
    this.#database = database;
    this.#jobs = new JobQueue({ ...options, pacing: this.pacing });
    database.onDeath((error) => this.close(error));
  }

  query(sql: string, options: QueryOptions): Promise<Table> {
    return this.read((connection) => connection.query(sql), options);
  }

  read<T>(work: (connection: Connection) => Job<T>, options: QueryOptions): Promise<T> {
    return this.#jobs.run(() => this.#read(work, options.priority), options);
  }

  readSnapshot<T>(
    work: (connection: Connection) => Job<T>,
    options: QueryOptions & { onCut?: () => void },
  ): Promise<T> {
    return this.#jobs.run(() => this.#readSnapshot(work, options), options);
  }

  write<T>(
    work: (connection: Connection) => Job<T>,
    options: QueryOptions & { onCommit?: (result: T) => void },
  ): Promise<T> {
    return this.#jobs.run(() => this.#write(work, options), options);
  }

  /** Rejects everything pending, and everything later, with `reason`. */
  close(reason: Error): void {
    this.#jobs.close(reason);
  }

  async *#read<T>(work: (connection: Connection) => Job<T>, priority: Priority): Job<T> {
    const leave = yield* this.#readers.enter(priority);
    try {
      const connection = await this.#connect();
      try {
        return yield* work(connection);
      } finally {
        this.#unused.push(connection);
      }
    } finally {
      leave();
    }
  }

  async *#readSnapshot<T>(
    work: (connection: Connection) => Job<T>,
    options: { priority: Priority; onCut?: () => void },
  ): Job<T> {
    const leave = yield* this.#readers.enter(options.priority);
    try {
      const leaveWriter = yield* this.#writer.enter(options.priority);
      let connection: Connection | null = null;
      try {
        try {
          connection = await this.#connect();
          await connection.run(BEGIN_SNAPSHOT);
          options.onCut?.();
        } finally {
          leaveWriter();
        }
        return yield* work(connection);
      } finally {
        if (connection) await this.#rollBack(connection);
      }
    } finally {
      leave();
    }
  }

  async *#write<T>(
    work: (connection: Connection) => Job<T>,
    options: { priority: Priority; onCommit?: (result: T) => void },
  ): Job<T> {
    const leave = yield* this.#writer.enter(options.priority);
    try {
      const connection = await this.#connect();
      let committed = false;
      try {
        await connection.run("BEGIN TRANSACTION");
        const result = yield* work(connection);
        await connection.run("COMMIT");
        committed = true;
        options.onCommit?.(result);
        return result;
      } finally {
        if (committed) this.#unused.push(connection);
        else await this.#rollBack(connection);
      }
    } finally {
      leave();
    }
  }

  async #connect(): Promise<Connection> {
    return this.#unused.pop() ?? (await this.#database.connect());
  }

  /** A connection that cannot leave its transaction is closed, not used again. */
  async #rollBack(connection: Connection): Promise<void> {
    try {
      await connection.run("ROLLBACK");
      this.#unused.push(connection);
    } catch {
      await connection.close().catch(() => undefined);
    }
  }
}
