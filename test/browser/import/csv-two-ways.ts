import type { Table } from "apache-arrow";
import { expect } from "@open-wc/testing";
import type { Connection, Database } from "../../../src/engine/database/database.ts";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { quoteIdentifier } from "../../../src/engine/database/sql.ts";
import { ImportFeed } from "../../../src/engine/import/import-feed.ts";
import type { ImportResult } from "../../../src/engine/import/import-types.ts";
import { stageImport } from "../../../src/engine/import/stage-import.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";
import { decodeCsv } from "../../../src/worker/import/csv-decoder.ts";
import { ImportError } from "../../../src/worker/import/import-error.ts";
import { openSource } from "../../../src/worker/import/open-source.ts";
import type { ImportEvent } from "../../../src/worker/import-protocol.ts";
import { assetBase } from "./load.ts";

export interface Staged {
  readonly result: ImportResult | Error;
  /** Pieces of the file, and those of them that were inserted as the worker decoded them. */
  readonly pieces: number;
  readonly decoded: number;
}

/** A database into which CSV files go as the worker decoded them, and as the database itself reads them. */
export class CsvTwoWays {
  readonly #database: Database;
  readonly #queue: PooledQueryQueue;

  private constructor(database: Database) {
    this.#database = database;
    this.#queue = new PooledQueryQueue(database);
  }

  static async open(): Promise<CsvTwoWays> {
    return new CsvTwoWays(await DuckDbDatabase.open({ assetBase }));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** Loads the file both ways, which must come to the same; null when the worker refuses it. */
  async compare(blob: Blob): Promise<Staged | null> {
    const events = await decode(blob);
    if (events instanceof ImportError) return null;
    const decoded = await this.#stage(events, "decoded_rows", { usesDecoded: true });
    const read = await this.#stage(events, "read_rows", { usesDecoded: false });
    if (read.result instanceof Error || decoded.result instanceof Error) {
      expect(messageOf(decoded.result)).to.equal(messageOf(read.result));
      return decoded;
    }
    expect(decoded.result).to.deep.equal(read.result);
    expect(await this.#differentRows(read.result)).to.deep.equal([]);
    return decoded;
  }

  async #differentRows({ columns }: ImportResult): Promise<string[]> {
    const differs = ["__pt_id", ...columns.map(({ name }) => name)].map(quoteIdentifier).map((name) => {
      // The text tells -0 from 0.
      const text = (table: string): string => `CAST(${table}.${name} AS VARCHAR)`;
      return `decoded_rows.${name} IS DISTINCT FROM read_rows.${name} OR ${text("decoded_rows")} IS DISTINCT FROM ${text("read_rows")}`;
    });
    const rows = await this.#queue.read(
      (connection) =>
        connection.query(
          `SELECT decoded_rows, read_rows FROM decoded_rows FULL JOIN read_rows USING (__pt_id) WHERE ${differs.join(" OR ")} LIMIT 3`,
        ),
      { priority: "urgent" },
    );
    return rows.toArray().map(String);
  }

  async #stage(
    events: readonly ImportEvent[],
    table: string,
    { usesDecoded }: { usesDecoded: boolean },
  ): Promise<Staged> {
    const feed = new ImportFeed();
    let pieces = 0;
    for (const event of events) {
      if (event.type === "csv-plan") feed.plan = event.plan;
      else if (event.type === "done") feed.push(event);
      else if (event.type === "csv-piece") {
        pieces++;
        // Copied: the buffer of what is inserted is gone.
        feed.push({ ...event, decoded: usesDecoded ? structuredClone(event.decoded) : null });
      }
    }
    let decoded = 0;
    const counting = (connection: Connection): Connection =>
      new Proxy(connection, {
        get(target, name) {
          if (name === "insertIpc") decoded++;
          const method: unknown = Reflect.get(target, name);
          return typeof method === "function" ? (method.bind(target) as unknown) : method;
        },
      });
    await this.#run(`DROP TABLE IF EXISTS ${table}`);
    const options = {
      database: this.#database,
      table,
      feed,
      sourceName: "the file",
      onRows: () => undefined,
      onChunk: () => undefined,
      onPreview: () => undefined,
    };
    const staged = this.#queue.read((connection) => stageImport(counting(connection), options), {
      priority: "user-visible",
    });
    const result = await staged.catch((error: unknown) => error as Error);
    return { result, pieces, decoded };
  }

  #run(sql: string): Promise<Table> {
    return this.#queue.read((connection) => connection.query(sql), { priority: "urgent" });
  }
}

/** What the worker sends for a file, or why it refuses it. */
async function decode(blob: Blob): Promise<ImportEvent[] | ImportError> {
  const events: ImportEvent[] = [];
  const port = {
    send: (event: ImportEvent) => void events.push(event),
    ready: () => Promise.resolve(),
    shown: () => Promise.resolve(),
  };
  try {
    const source = await openSource({ kind: "blob", blob, name: "the file" }, () => undefined);
    await decodeCsv(source, port);
  } catch (error) {
    if (error instanceof ImportError) return error;
    throw error;
  }
  return [...events, { type: "done", totalBytes: blob.size }];
}

function messageOf(result: ImportResult | Error): string {
  return result instanceof Error ? result.message : "none";
}
