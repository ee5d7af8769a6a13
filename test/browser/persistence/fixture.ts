import type { Connection } from "../../../src/engine/database/database.ts";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { quoteIdentifier } from "../../../src/engine/database/sql.ts";
import { DirtyTracker } from "../../../src/engine/changes/dirty-tracker.ts";
import type { CellPatch } from "../../../src/engine/persistence/cell-patch.ts";
import { PersistenceClient } from "../../../src/engine/persistence/persistence-client.ts";
import { loadSnapshot } from "../../../src/engine/persistence/snapshot-loader.ts";
import { SnapshotParts } from "../../../src/engine/persistence/snapshot-parts.ts";
import { type SaveOptions, saveSnapshot } from "../../../src/engine/persistence/snapshot-saver.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";
import type { TableSchema } from "../../../src/engine/schema.ts";
import type { SaveSummary, StoredVersion } from "../../../src/worker/protocol.ts";

export const ASSET_BASE = new URL("/dist/assets/", location.href).href;

let names = 0;
/** One for all tests of a file: starting DuckDB takes longer than they do. */
let database: Promise<DuckDbDatabase> | undefined;

/** A table in DuckDB, with the parts that save and load it under a name of its own. */
export class SavedTable {
  readonly name: string;
  readonly database: DuckDbDatabase;
  readonly queue: PooledQueryQueue;
  readonly tracker = new DirtyTracker();
  client = PersistenceClient.launch(ASSET_BASE);
  schema: TableSchema = { columns: [], nextColumnId: 0 };
  nextRowId = 0;

  private constructor(database: DuckDbDatabase, name: string) {
    this.name = name;
    this.database = database;
    this.queue = new PooledQueryQueue(database);
  }

  static async open(name = `test ${Date.now()}/${names++}`): Promise<SavedTable> {
    database ??= DuckDbDatabase.open({ assetBase: ASSET_BASE });
    const table = new SavedTable(await database, name);
    await Promise.all([table.client.open(name), table.write("DROP TABLE IF EXISTS staging")]);
    return table;
  }

  /** Fills the table from a SELECT; ids from 0. */
  async fill(select: string): Promise<void> {
    await this.write(
      `CREATE OR REPLACE TABLE __pt_rows AS SELECT row_number() OVER () - 1 AS __pt_id, * FROM (${select})`,
    );
    const described = await this.rows("SELECT column_name, column_type FROM (DESCRIBE __pt_rows) OFFSET 1");
    const columns = described.map(([name, type], id) => ({
      id,
      name: String(name),
      type: String(type),
      nullable: true,
    }));
    this.schema = { columns, nextColumnId: columns.length };
    const [[nextRowId] = []] = await this.rows("SELECT coalesce(max(__pt_id) + 1, 0)::DOUBLE FROM __pt_rows");
    this.nextRowId = Number(nextRowId);
    this.tracker.markAll();
  }

  write(sql: string): Promise<void> {
    return this.queue.write((connection) => runAll(connection, sql), { priority: "user-visible" });
  }

  async rows(sql: string): Promise<unknown[][]> {
    const table = await this.queue.query(sql, { priority: "urgent" });
    return Array.from({ length: table.numRows }, (_, row) =>
      table.schema.fields.map((_field, column): unknown => table.getChildAt(column)?.get(row)),
    );
  }

  async save(options: Partial<SaveOptions> = {}): Promise<SaveSummary> {
    let cut = this.tracker.cut(this.nextRowId);
    this.tracker.restore(cut);
    try {
      const summary = await saveSnapshot({
        queue: this.queue,
        client: this.client,
        table: "__pt_rows",
        compression: "zstd",
        keepVersions: 3,
        takeCut: () => {
          cut = this.tracker.cut(this.nextRowId);
          return { ...cut, schema: this.schema, nextRowId: this.nextRowId };
        },
        ...options,
      });
      this.tracker.saved(cut, newest(summary).segments);
      return summary;
    } catch (error) {
      this.tracker.restore(cut);
      throw error;
    }
  }

  load(version: StoredVersion, stagingTable: string, patch: CellPatch | null = null): Promise<void> {
    const parts = new SnapshotParts(this.client, version, patch);
    return loadSnapshot({ queue: this.queue, parts, version, stagingTable });
  }

  /** As a reload of the page: another worker opens what is stored. */
  async reopen(): Promise<StoredVersion | undefined> {
    this.client.dispose();
    this.client = PersistenceClient.launch(ASSET_BASE);
    const { table } = await this.client.open(this.name);
    return table?.versions.at(-1);
  }

  /** Rows of either table that the other has not, by every column's text. */
  async differences(left: string, right: string): Promise<unknown[][]> {
    const list = [
      "__pt_id",
      ...this.schema.columns.map(({ name }) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`),
    ].join(", ");
    const minus = (a: string, b: string) => `(SELECT ${list} FROM ${a} EXCEPT ALL SELECT ${list} FROM ${b})`;
    return this.rows(`${minus(left, right)} UNION ALL ${minus(right, left)} LIMIT 10`);
  }

  async dispose(): Promise<void> {
    await this.client
      .open(this.name)
      .then(() => this.client.deleteTable(this.name))
      .catch(() => undefined);
    this.client.dispose();
  }
}

export function newest(summary: SaveSummary): StoredVersion {
  const version = summary.table.versions.at(-1);
  if (!version) throw new Error("A committed table has a version.");
  return version;
}

async function* runAll(connection: Connection, sql: string): AsyncGenerator<void, void, void> {
  yield;
  await connection.run(sql);
}
