import type { Connection, Database } from "../database/database.ts";
import { quoteIdentifier } from "../database/sql.ts";
import { transportExpression } from "../rows/cell-values.ts";
import { ROW_ID } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import type { CsvPiece, CsvPlan, DecodedColumn, DecodedPiece } from "../../worker/import-protocol.ts";
import { pieceError } from "./csv-piece-error.ts";
import { selectCsvPiece } from "./csv-sql.ts";
import type { ImportFeed } from "./import-feed.ts";
import type { ImportedColumn, ImportPreview, ImportResult } from "./import-types.ts";

export interface StagingOptions {
  readonly database: Database;
  readonly table: string;
  readonly feed: ImportFeed;
  /** For messages. */
  readonly sourceName: string;
  /** Rows in the table, and bytes of the source that they came from. */
  onRows(rows: number, sourceBytes: number): void;
  /** A chunk or decoded piece is in the table, or of no use. */
  onChunk(): void;
  /** First rows of a source of which the worker sends none. */
  onPreview(preview: ImportPreview): void;
}

const PREVIEW_ROWS = 100;

/** Puts what the feed brings into a new table, in one transaction of its own that readers do not see before its end. */
export async function* stageImport(connection: Connection, options: StagingOptions): Job<ImportResult> {
  await connection.run("BEGIN TRANSACTION");
  let committed = false;
  try {
    const rows = yield* new Staging(connection, options).run();
    const columns = await describe(connection, options.table);
    await connection.run("COMMIT");
    committed = true;
    return { columns, rows };
  } finally {
    if (!committed) await connection.run("ROLLBACK");
  }
}

class Staging {
  readonly #connection: Connection;
  readonly #options: StagingOptions;
  readonly #table: string;
  #rows = 0;
  #created = false;
  #plan: CsvPlan | null = null;
  readonly #pieces: CsvPiece[] = [];
  /** How many of the pieces are in the table, as the plan says. */
  #inserted = 0;

  constructor(connection: Connection, options: StagingOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#table = quoteIdentifier(options.table);
  }

  /** Returns the rows of the whole. */
  async *run(): Job<number> {
    const { feed } = this.#options;
    for (;;) {
      const event = feed.take();
      if (!event) {
        yield { until: feed.arrival() };
        continue;
      }
      switch (event.type) {
        case "csv-piece":
          this.#pieces.push(event.piece);
          yield* this.#insertPieces(event.decoded);
          break;
        case "columns":
          await this.#create(event.columns);
          break;
        case "chunk":
          await this.#insertChunk(event);
          yield;
          break;
        case "done":
          yield* this.#insertPieces(null);
          this.#options.onRows(this.#rows, event.totalBytes);
          return this.#rows;
      }
    }
  }

  /**
   * A row that does not fit the types of the earlier ones changes the columns, and then all pieces are read again.
   * `decoded` is the last piece.
   */
  async *#insertPieces(decoded: DecodedPiece | null): Job<void> {
    const { feed } = this.#options;
    for (;;) {
      const { plan } = feed;
      if (plan && plan.layout !== this.#plan?.layout) {
        this.#rows = 0;
        this.#inserted = 0;
        await this.#create(plan.columns);
      }
      this.#plan = plan;
      const piece = this.#pieces[this.#inserted];
      if (!piece || !plan) break;
      const isLast = this.#inserted === this.#pieces.length - 1;
      if (isLast && decoded?.layout === plan.layout && decoded.firstId === this.#rows) {
        yield* this.#insertDecoded(piece, decoded);
      } else yield* this.#readPiece(piece, plan);
      this.#inserted++;
    }
    if (decoded) this.#options.onChunk();
  }

  async *#insertDecoded(piece: CsvPiece, { ipc }: DecodedPiece): Job<void> {
    await this.#connection.insertIpc(this.#options.table, ipc, { create: false });
    this.#rows += piece.rows;
    this.#options.onRows(this.#rows, piece.sourceBytes);
    yield;
  }

  async *#readPiece(piece: CsvPiece, plan: CsvPlan): Job<void> {
    const { database, table, sourceName } = this.#options;
    const file = `${table}.${piece.firstLine}.csv`;
    await database.registerFile(file, piece.blob);
    try {
      const rows = selectCsvPiece(plan, { ...piece, path: database.filePath(file), firstId: this.#rows });
      const result = yield* this.#connection.query(`INSERT INTO ${this.#table} ${rows}`);
      this.#rows += Number(result.getChildAt(0)?.get(0) ?? 0);
    } catch (error) {
      throw await pieceError(error, piece, sourceName);
    } finally {
      await database.dropFile(file);
    }
    this.#options.onRows(this.#rows, piece.sourceBytes);
    yield;
  }

  async #insertChunk(chunk: { ipc: Uint8Array; rows: number; sourceBytes: number; totalRows?: number }): Promise<void> {
    await this.#connection.insertIpc(this.#options.table, chunk.ipc, { create: !this.#created });
    const first = this.#rows === 0;
    this.#created = true;
    this.#rows += chunk.rows;
    this.#options.onChunk();
    this.#options.onRows(this.#rows, chunk.sourceBytes);
    if (first && chunk.rows > 0) await this.#preview(chunk.totalRows ?? this.#rows);
  }

  async #create(columns: readonly DecodedColumn[]): Promise<void> {
    const list = [`${ROW_ID} BIGINT`, ...columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`)];
    await this.#connection.run(`CREATE OR REPLACE TABLE ${this.#table} (${list.join(", ")})`);
    this.#created = true;
  }

  async #preview(estimatedRows: number): Promise<void> {
    const columns = await describe(this.#connection, this.#options.table);
    const list = [ROW_ID, ...columns.map((column, index) => `${transportExpression(column)} AS c${index}`)].join(", ");
    const sql = `SELECT ${list} FROM ${this.#table} ORDER BY ${ROW_ID} LIMIT ${PREVIEW_ROWS}`;
    this.#options.onPreview({ columns, rows: await this.#connection.run(sql), estimatedRows });
  }
}

async function describe(connection: Connection, table: string): Promise<ImportedColumn[]> {
  const result = await connection.run(`DESCRIBE ${quoteIdentifier(table)}`);
  const names = result.getChild("column_name");
  const types = result.getChild("column_type");
  const columns = Array.from({ length: result.numRows }, (_, row) => ({
    name: String(names?.get(row)),
    type: String(types?.get(row)),
  }));
  return columns.filter(({ name }) => name !== ROW_ID);
}
