import type {
  AppliedChange,
  ChangeOutcome,
  ChangeProgress,
  TableState,
  UndoRecord,
} from "../../../src/engine/changes/change.ts";
import { previewTransform } from "../../../src/engine/changes/transforms/preview-transform.ts";
import { runTransform, type TransformContext } from "../../../src/engine/changes/transforms/run-transform.ts";
import type { TransformPreview, TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { readExtent } from "../../../src/engine/current-table.ts";
import type { Connection } from "../../../src/engine/database/database.ts";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { quoteIdentifier } from "../../../src/engine/database/sql.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";

const ASSET_BASE = new URL("/dist/assets/", location.href).href;
const CLOSED = {
  schema: { columns: [], nextColumnId: 0 },
  extent: { rowCount: 0, firstId: 0, endId: 0 },
  nextRowId: 0,
};

export interface StartedChange<T> {
  readonly job: Job<T>;
  readonly connection: Connection;
  /** Ends its transaction. */
  readonly end: (how: "COMMIT" | "ROLLBACK") => Promise<void>;
}

/** One for all tests of a file: starting DuckDB takes longer than they do. */
let database: Promise<DuckDbDatabase> | undefined;

/** A table in DuckDB whose state moves with what is done to it, as the engine's does. */
export class TransformTable {
  readonly progress: ChangeProgress[] = [];
  state: TableState = CLOSED;

  private constructor(
    readonly database: DuckDbDatabase,
    readonly queue: PooledQueryQueue,
  ) {}

  /** Columns and rows of `select`, ids from 0 on. */
  static async of(select: string): Promise<TransformTable> {
    database ??= DuckDbDatabase.open({ assetBase: ASSET_BASE });
    const table = new TransformTable(await database, new PooledQueryQueue(await database));
    const left = await table.rows("SELECT table_name FROM duckdb_tables()");
    await table.execute(
      "DROP VIEW IF EXISTS data",
      ...left.map(([name]) => `DROP TABLE ${String(name)}`),
      `CREATE TABLE __pt_rows AS SELECT row_number() OVER () - 1 AS __pt_id, * FROM (${select})`,
      "CREATE VIEW data AS SELECT * EXCLUDE (__pt_id) FROM __pt_rows",
    );
    await table.#readState();
    return table;
  }

  run(steps: TransformStep | readonly TransformStep[], options: { signal?: AbortSignal } = {}): Promise<AppliedChange> {
    const list = Array.isArray(steps) ? (steps as readonly TransformStep[]) : [steps as TransformStep];
    return this.#write((context) => runTransform(list, context), { ...options, outcomeOf: ({ outcome }) => outcome });
  }

  undo(record: UndoRecord, options: { signal?: AbortSignal } = {}): Promise<ChangeOutcome> {
    return this.#write((context) => record.undo(context), options);
  }

  redo(record: UndoRecord, options: { signal?: AbortSignal } = {}): Promise<ChangeOutcome> {
    return this.#write((context) => record.redo(context), options);
  }

  preview(step: TransformStep, limit = 100): Promise<TransformPreview> {
    const { state } = this;
    return this.queue.read(
      (connection) => previewTransform(step, { connection, database: this.database, state, limit }),
      { priority: "user-visible" },
    );
  }

  /** A preview to be stepped by hand, on a connection of its own. */
  async startPreview(step: TransformStep): Promise<{ job: Job<TransformPreview>; connection: Connection }> {
    const connection = await this.database.connect();
    const { database, state } = this;
    return { job: previewTransform(step, { connection, database, state, limit: 100 }), connection };
  }

  /** A change to be stepped by hand, in a transaction on a connection of its own. */
  async start<T>(change: (context: TransformContext) => Job<T>): Promise<StartedChange<T>> {
    const connection = await this.database.connect();
    await connection.run("BEGIN TRANSACTION");
    const committed = Promise.withResolvers<boolean>();
    const end: StartedChange<T>["end"] = async (how) => {
      await connection.run(how);
      committed.resolve(how === "COMMIT");
      await connection.close();
    };
    return { job: change(this.#context(connection, committed.promise)), connection, end };
  }

  /** Everything that a change may touch: the schema, what the view shows, ids and cells with their types. */
  async dump(): Promise<unknown> {
    const { columns } = this.state.schema;
    const cells = columns.map(
      ({ name }) => `, CAST(${quoteIdentifier(name)} AS VARCHAR), typeof(${quoteIdentifier(name)})`,
    );
    return {
      columns,
      extent: this.state.extent,
      nextRowId: this.state.nextRowId,
      view: await this.rows("SELECT column_name, column_type FROM (DESCRIBE data)"),
      rows: await this.rows(`SELECT __pt_id::DOUBLE${cells.join("")} FROM __pt_rows ORDER BY __pt_id`),
    };
  }

  /** Hash of all ids and cells, whatever the order of the physical columns and rows. */
  async hash(): Promise<unknown> {
    const names = ["__pt_id", ...this.state.schema.columns.map(({ name }) => quoteIdentifier(name))];
    const hashed = await this.rows(`SELECT sum(hash(${names.join(", ")}))::VARCHAR, count(*)::DOUBLE FROM __pt_rows`);
    return { state: this.state, hashed };
  }

  async rows(sql: string): Promise<unknown[][]> {
    const result = await this.queue.query(sql, { priority: "urgent" });
    return Array.from({ length: result.numRows }, (_, row) =>
      result.schema.fields.map((_field, column): unknown => result.getChildAt(column)?.get(row)),
    );
  }

  async value(sql: string): Promise<unknown> {
    return (await this.rows(sql))[0]?.[0];
  }

  /** Tables beside `__pt_rows`. */
  async otherTables(): Promise<unknown[]> {
    const rows = await this.rows("SELECT table_name FROM duckdb_tables() WHERE table_name <> '__pt_rows'");
    return rows.flat();
  }

  /** Former cells are copied when nobody waits for it. */
  async whenOtherTables(count: number): Promise<void> {
    while ((await this.otherTables()).length !== count);
  }

  release(record: UndoRecord): Promise<void> {
    return this.queue.write((connection) => oneSlice(() => record.release(connection)), { priority: "user-visible" });
  }

  execute(...statements: readonly string[]): Promise<unknown> {
    return this.queue.write((connection) => oneSlice(() => connection.run(statements.join("; "))), {
      priority: "user-visible",
    });
  }

  /** Deletes rows as the engine does, without a record: the ids have gaps then. */
  async leaveGaps(where: string): Promise<void> {
    await this.execute(`DELETE FROM __pt_rows WHERE ${where}`);
    const extent = await this.queue.read((connection) => readExtent(connection, "__pt_rows"), { priority: "urgent" });
    this.state = { ...this.state, extent };
  }

  async #write<T>(
    work: (context: TransformContext) => Job<T>,
    options: { signal?: AbortSignal; outcomeOf?: (result: T) => ChangeOutcome },
  ): Promise<T> {
    const { outcomeOf = (result: T) => result as ChangeOutcome, signal } = options;
    const committed = Promise.withResolvers<boolean>();
    const writing = this.queue.write((connection) => work(this.#context(connection, committed.promise)), {
      priority: "user-visible",
      onCommit: (result) => {
        committed.resolve(true);
        this.state = outcomeOf(result).state;
      },
      ...(signal && { signal }),
    });
    return await writing.finally(() => committed.resolve(false));
  }

  #context(connection: Connection, committed: Promise<boolean>): TransformContext {
    const { database, queue, state } = this;
    return {
      connection,
      database,
      queue,
      state,
      committed,
      onProgress: (progress) => void this.progress.push(progress),
    };
  }

  async #readState(): Promise<void> {
    const described = await this.rows("SELECT column_name, column_type FROM (DESCRIBE data)");
    const columns = described.map(([name, type], id) => {
      return { id, name: String(name), type: String(type), nullable: true };
    });
    const extent = await this.queue.read((connection) => readExtent(connection, "__pt_rows"), { priority: "urgent" });
    this.state = { schema: { columns, nextColumnId: columns.length }, extent, nextRowId: extent.endId };
  }
}

async function* oneSlice<T>(work: () => Promise<T>): Job<T> {
  yield;
  return await work();
}
