import type { TableState } from "./changes/change.ts";
import type { Connection } from "./database/database.ts";
import { quoteIdentifier } from "./database/sql.ts";
import { PersistentTableError } from "./errors.ts";
import { DATA_VIEW, ROW_ID, ROWS_TABLE, type TableSchema } from "./schema.ts";
import type { Job } from "./scheduling/job.ts";
import type { QueryQueue } from "./scheduling/query-queue.ts";

/** Which ids the table holds. Without gaps, a view position in natural order is `id - firstId`. */
export interface RowExtent {
  readonly rowCount: number;
  readonly firstId: number;
  /** One more than the highest id; `firstId` when there are no rows. */
  readonly endId: number;
}

const EMPTY: TableState = {
  schema: { columns: [], nextColumnId: 0 },
  extent: { rowCount: 0, firstId: 0, endId: 0 },
  nextRowId: 0,
};

/** The table that the page sees now. `epoch` moves when it is gone or replaced: row ids of before mean nothing then. */
export class CurrentTable {
  #state = EMPTY;
  #epoch = 0;
  #exists = false;
  #loss: Error | null = null;

  get state(): TableState {
    return this.#state;
  }

  get schema(): TableSchema {
    return this.#state.schema;
  }

  get extent(): RowExtent {
    return this.#state.extent;
  }

  get nextRowId(): number {
    return this.#state.nextRowId;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Whether the database holds a table. */
  get exists(): boolean {
    return this.#exists;
  }

  /** Throws when there is none, with the reason if it is lost. */
  assertExists(): void {
    if (this.#exists) return;
    throw this.#loss ?? new PersistentTableError("invalid-argument", "There is no table yet: load one first.");
  }

  /** The database died, and the table with it. Its columns keep their ids, should it be loaded again. */
  lose(reason: Error): void {
    this.#exists = false;
    this.#loss = reason;
    this.#epoch++;
  }

  /** There is none any more, for this reason; `onDropped` is called synchronously when that is so. */
  async drop(queue: QueryQueue, reason: Error, onDropped: () => void): Promise<void> {
    await queue.write(
      async function* (connection) {
        yield;
        await connection.run(`DROP VIEW IF EXISTS ${DATA_VIEW}; DROP TABLE IF EXISTS ${ROWS_TABLE}`);
      },
      {
        priority: "user-visible",
        onCommit: () => {
          this.lose(reason);
          this.#state = EMPTY;
          onDropped();
        },
      },
    );
  }

  /** A change of it was committed. Row and column ids keep their meaning. */
  changed(state: TableState): void {
    this.#state = { ...state, nextRowId: Math.max(state.nextRowId, this.#state.nextRowId) };
  }

  /** By a change, another table took this one's place: changes that were asked for before were of that one. */
  restored(): void {
    this.#epoch++;
  }

  /**
   * Puts the staged table in the present one's place, in one transaction; `onReplaced` is called synchronously at its
   * commit. `nextRowId` keeps ids from being reused where more were given than the rows tell. `extent`: of the staged
   * table, where it is known.
   */
  async replace(
    queue: QueryQueue,
    staged: { table: string; schema: TableSchema; nextRowId?: number; extent?: RowExtent | null },
    options: { signal?: AbortSignal; onReplaced: () => void },
  ): Promise<void> {
    await queue.write((connection) => swap(connection, staged), {
      priority: "user-visible",
      ...(options.signal && { signal: options.signal }),
      onCommit: (extent) => {
        this.#state = {
          schema: staged.schema,
          extent,
          nextRowId: Math.max(staged.nextRowId ?? 0, extent.endId),
        };
        this.#exists = true;
        this.#epoch++;
        options.onReplaced();
      },
    });
  }
}

async function* swap(
  connection: Connection,
  staged: { table: string; schema: TableSchema; extent?: RowExtent | null },
): Job<RowExtent> {
  const { columns } = staged.schema;
  const extent = staged.extent ?? (yield* readExtent(connection, staged.table));
  const names = columns.map((column) => quoteIdentifier(column.name)).join(", ");
  const statements = [
    `DROP VIEW IF EXISTS ${DATA_VIEW}`,
    `DROP TABLE IF EXISTS ${ROWS_TABLE}`,
    `ALTER TABLE ${quoteIdentifier(staged.table)} RENAME TO ${ROWS_TABLE}`,
    ...(columns.length > 0 ? [`CREATE VIEW ${DATA_VIEW} AS SELECT ${names} FROM ${ROWS_TABLE}`] : []),
  ];
  await connection.run(statements.join("; "));
  return extent;
}

/** The ids of the rows that the connection sees. */
export async function* readExtent(connection: Connection, table: string): Job<RowExtent> {
  const result = yield* connection.query(
    `SELECT count(*)::DOUBLE, coalesce(min(${ROW_ID}), 0)::DOUBLE, coalesce(max(${ROW_ID}) + 1, 0)::DOUBLE FROM ${quoteIdentifier(table)}`,
  );
  const [rowCount, firstId, endId] = [0, 1, 2].map((index) => Number(result.getChildAt(index)?.get(0)));
  return { rowCount: rowCount ?? 0, firstId: firstId ?? 0, endId: endId ?? 0 };
}
