import type { Connection, Database } from "../../database/database.ts";
import { BEGIN_SNAPSHOT } from "../../database/transaction.ts";
import type { Job } from "../../scheduling/job.ts";
import type { QueryQueue } from "../../scheduling/query-queue.ts";
import { yieldToMain } from "../../scheduling/yield.ts";
import type { IdRange } from "../change.ts";
import { describeRows } from "../rows/set-apart.ts";
import { createTable, measureTable, type ChangeTable, type FilledTable } from "./change-tables.ts";
import { inChunks, type ChunkedIds, type ChunkPacing } from "./id-chunks.ts";

/** The cells that a change is about to write. */
export interface CellsToCapture {
  /** Of the table that will hold them. */
  readonly columns: ChangeTable["columns"];
  /** Where they are. */
  readonly ids: ChunkedIds;
  /** Selects them for those columns. */
  readonly select: (range: IdRange) => string;
}

export interface CaptureContext {
  readonly database: Pick<Database, "connect">;
  readonly queue: Pick<QueryQueue, "read" | "pacing">;
  /** Whether the transaction that writes the cells was committed, once it has ended. */
  readonly committed: Promise<boolean>;
}

/**
 * Cells as they were before a change. Nobody waits for the copy: it is made when the change has been committed, by another
 * transaction that was begun before the change wrote, and so sees the former cells.
 */
export class CellCapture {
  /** What was captured. Rejects when that failed or the change was rolled back. Only a job that parks may wait for it. */
  readonly table: Promise<FilledTable>;
  readonly #connection: Connection;
  readonly #cells: CellsToCapture;
  readonly #release = new AbortController();
  #filled: FilledTable | null = null;

  private constructor(connection: Connection, cells: CellsToCapture, context: CaptureContext) {
    this.#connection = connection;
    this.#cells = cells;
    this.table = this.#copy(context);
    this.table.catch(() => undefined);
  }

  /** To be called in the transaction that writes the cells, before it does. */
  static async begin(cells: CellsToCapture, context: CaptureContext): Promise<CellCapture> {
    const connection = await context.database.connect();
    try {
      await connection.run(BEGIN_SNAPSHOT);
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
    return new CellCapture(connection, cells, context);
  }

  /** Of the copy, once there is one. */
  get byteLength(): number | null {
    return this.#filled?.byteLength ?? null;
  }

  /** The segments of the range in which they are. To be called in the transaction that writes them. */
  async *locate(range: IdRange): Job<readonly IdRange[]> {
    const { ranges } = yield* describeRows(this.#connection, `(${this.#cells.select(range)})`);
    return ranges;
  }

  async release(connection: Connection): Promise<void> {
    this.#release.abort();
    if (this.#filled) await connection.run(`DROP TABLE IF EXISTS ${this.#filled.name}`);
  }

  async #copy({ queue, committed }: CaptureContext): Promise<FilledTable> {
    const { signal } = this.#release;
    try {
      if (!(await committed)) throw new DOMException("The change was rolled back.", "AbortError");
      // The view of the changed rows asks for its turn first.
      await yieldToMain({ signal });
      return await queue.read(() => this.#fill(queue.pacing), { priority: "user-visible", signal });
    } finally {
      // Rolls back what was not committed.
      await this.#connection.close().catch(() => undefined);
    }
  }

  async *#fill(pacing: ChunkPacing): Job<FilledTable> {
    const connection = this.#connection;
    const { columns, ids, select } = this.#cells;
    const table = await createTable(connection, columns);
    yield* inChunks(
      ids,
      async function* (range) {
        yield* connection.query(`INSERT INTO ${table.name} ${select(range)}`);
      },
      { pacing },
    );
    const filled = yield* measureTable(connection, table);
    await connection.run("COMMIT");
    this.#filled = filled;
    return filled;
  }
}
