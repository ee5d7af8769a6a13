import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import type { Connection } from "../../../src/engine/database/database.ts";
import type { ViewModel } from "../../../src/engine/models.ts";
import { EmbeddedRowSource } from "../../../src/engine/rows/embedded-row-source.ts";
import { decodePage } from "../../../src/engine/rows/decode-page.ts";
import type { CellValue } from "../../../src/engine/rows/grid-data.ts";
import { BLOCK_ROWS } from "../../../src/engine/rows/row-cache.ts";
import type { RowView } from "../../../src/engine/rows/row-source.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";
import { ROW_ID, ROWS_TABLE } from "../../../src/engine/schema.ts";
import type { Column } from "../../../src/engine/schema.ts";
import { assetBase } from "../database/assets.ts";

/** A database with one table, as the engine would hold it. */
export class TestTable {
  readonly queue: PooledQueryQueue;
  columns: readonly Column[] = [];
  extent = { rowCount: 0, firstId: 0, endId: 0 };
  readonly #database: DuckDbDatabase;

  private constructor(database: DuckDbDatabase) {
    this.#database = database;
    this.queue = new PooledQueryQueue(database);
  }

  static async open(): Promise<TestTable> {
    return new TestTable(await DuckDbDatabase.open({ assetBase }));
  }

  /** Replaces the table by the rows of a SELECT whose first column is the hidden id. */
  async fill(select: string): Promise<EmbeddedRowSource> {
    await this.write(`CREATE OR REPLACE TABLE ${ROWS_TABLE} AS ${select}`);
    const described = await this.queue.query(`DESCRIBE ${ROWS_TABLE}`, { priority: "urgent" });
    const text = (row: number, index: number) => String(described.getChildAt(index)?.get(row));
    this.columns = Array.from({ length: described.numRows - 1 }, (_, index) => ({
      id: index,
      name: text(index + 1, 0),
      type: text(index + 1, 1),
      nullable: true,
    }));
    return new EmbeddedRowSource(this.queue, { columns: this.columns, extent: () => this.extent });
  }

  async write(sql: string): Promise<void> {
    await this.queue.write((connection) => statement(connection, sql), { priority: "urgent" });
    const result = await this.queue.query(
      `SELECT count(*), coalesce(min(${ROW_ID}), 0), coalesce(max(${ROW_ID}) + 1, 0) FROM ${ROWS_TABLE}`,
      { priority: "urgent" },
    );
    const [rowCount = 0, firstId = 0, endId = 0] = [0, 1, 2].map((index) => Number(result.getChildAt(index)?.get(0)));
    this.extent = { rowCount, firstId, endId };
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

async function* statement(connection: Connection, sql: string): Job<void> {
  await connection.run(sql);
  yield;
}

/** Ids of a view in its order. */
export async function idsOf(source: EmbeddedRowSource, model: Partial<ViewModel>): Promise<number[]> {
  const view = await source.openView({ sort: [], filter: null, search: "", ...model }, {});
  return Array.from({ length: view.rowCount }, (_, row) => (view.ids ? (view.ids[row] ?? NaN) : view.firstId + row));
}

/** Cells of rows `[start, end)` of a view, row by row; the rows of one block. */
export async function cellsOf(
  source: EmbeddedRowSource,
  view: RowView,
  range: { start: number; end: number },
): Promise<CellValue[][]> {
  const page = await source.readPage(view, { ...range, columns: source.columns }, {});
  const firstBlock = Math.floor(range.start / BLOCK_ROWS);
  const rowOf = (id: number) => (view.ids ? view.ids.indexOf(id) : id - view.firstId);
  const [block] = decodePage(page, source.columns, { firstBlock, endBlock: firstBlock + 1 }, rowOf);
  return Array.from({ length: range.end - range.start }, (_, index) =>
    source.columns.map(({ id }) => block?.columns.get(id)?.get((range.start + index) % BLOCK_ROWS) ?? null),
  );
}
