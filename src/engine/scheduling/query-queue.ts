import type { Table } from "apache-arrow";
import type { Connection } from "../database/database.ts";
import type { InputPacing } from "./input-pacing.ts";
import type { Job } from "./job.ts";
import type { JobOptions } from "./job-queue.ts";

export type QueryOptions = JobOptions;

/**
 * The one way to the database. Every job gets a pooled connection and runs in slices; between two slices the
 * most urgent runnable job goes on, and lower priorities get one slice in eight while they wait. While there is input,
 * all but the urgent jobs are paced.
 */
export interface QueryQueue {
  /** For jobs that can do with shorter slices while there is input, or that keep other workers busy. */
  readonly pacing: InputPacing;
  /** One SELECT, sliced. */
  query(sql: string, options: QueryOptions): Promise<Table>;
  /** Several statements on one connection, each seeing the latest commit. */
  read<T>(work: (connection: Connection) => Job<T>, options: QueryOptions): Promise<T>;
  /**
   * As `read` in one read-only transaction whose MVCC snapshot is fixed while no writer runs: `onCut` is called
   * synchronously at that moment.
   */
  readSnapshot<T>(work: (connection: Connection) => Job<T>, options: QueryOptions & { onCut?: () => void }): Promise<T>;
  /**
   * One transaction, one writer at a time in order of priority, then arrival. COMMIT when the job returns; ROLLBACK
   * when it throws or is aborted. `onCommit` is called synchronously after COMMIT, before any other writer or cut.
   */
  write<T>(
    work: (connection: Connection) => Job<T>,
    options: QueryOptions & { onCommit?: (result: T) => void },
  ): Promise<T>;
}
