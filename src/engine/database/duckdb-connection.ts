import { tableFromIPC } from "apache-arrow";
import type { Table } from "apache-arrow";
import { PersistentTableError } from "../errors.ts";
import { concatBytes, END_OF_STREAM, streamOfArrowFile } from "./arrow-stream.ts";
import type { Connection } from "./database.ts";
import { ResultDecoder } from "./result-decoder.ts";

/** The calls of AsyncDuckDB that a connection makes. */
export interface DuckDbCalls {
  runQuery(connection: number, sql: string): Promise<Uint8Array>;
  startPendingQuery(connection: number, sql: string): Promise<Uint8Array | null>;
  pollPendingQuery(connection: number): Promise<Uint8Array | null>;
  cancelPendingQuery(connection: number): Promise<boolean>;
  fetchQueryResults(connection: number): Promise<Uint8Array | null>;
  insertArrowFromIPCStream(
    connection: number,
    ipc: Uint8Array,
    options: { name: string; create: boolean },
  ): Promise<void>;
  disconnect(connection: number): Promise<void>;
}

/** Makes one call; rejects with the database's errors, and when the worker dies. */
export type CallDuckDb = <T>(call: (duckdb: DuckDbCalls) => Promise<T>) => Promise<T>;

/** A result batch is 2048 rows: a first small slice keeps a page of rows quick, later ones are worth their round trip. */
const FIRST_FETCHES = 2;
const MAX_FETCHES = 16;

const CHANGES_ROWS = /\b(INSERT|UPDATE|DELETE|MERGE)\b/i;

export class DuckDbConnection implements Connection {
  readonly #call: CallDuckDb;
  readonly #id: number;

  constructor(call: CallDuckDb, id: number) {
    this.#call = call;
    this.#id = id;
  }

  async *query(sql: string): AsyncGenerator<void, Table, void> {
    const header = yield* this.#execute(sql);
    return (yield* this.#fetchTable(header)) ?? (await this.#runAgain(sql));
  }

  async *queryIpc(sql: string): AsyncGenerator<void, Uint8Array, void> {
    const parts = [yield* this.#execute(sql)];
    yield* this.#fetchMessages((messages) => {
      parts.push(...messages);
      return true;
    });
    return concatBytes([...parts, END_OF_STREAM]);
  }

  async run(sql: string): Promise<Table> {
    return tableFromIPC(await this.#call((duckdb) => duckdb.runQuery(this.#id, sql)));
  }

  async readIpc(sql: string): Promise<Uint8Array> {
    return streamOfArrowFile(await this.#call((duckdb) => duckdb.runQuery(this.#id, sql)));
  }

  insertIpc(table: string, ipc: Uint8Array, options: { create: boolean }): Promise<void> {
    const insert = { name: table, create: options.create };
    return this.#call((duckdb) => duckdb.insertArrowFromIPCStream(this.#id, ipc, insert));
  }

  close(): Promise<void> {
    return this.#call((duckdb) => duckdb.disconnect(this.#id));
  }

  /** Returns the schema message of the result. */
  async *#execute(sql: string): AsyncGenerator<void, Uint8Array, void> {
    let executing = true;
    try {
      let schema = await this.#call((duckdb) => duckdb.startPendingQuery(this.#id, sql));
      while (schema === null) {
        yield;
        schema = await this.#call((duckdb) => duckdb.pollPendingQuery(this.#id));
      }
      executing = false;
      return schema;
    } catch (error) {
      executing = false;
      throw error;
    } finally {
      if (executing) await this.#cancel();
    }
  }

  /** A cancelled query keeps its transaction, and the rows that it changed, until the next statement on its connection. */
  async #cancel(): Promise<void> {
    await this.#call((duckdb) => duckdb.cancelPendingQuery(this.#id));
    // In an explicit transaction this says that it was aborted; whoever began it rolls it back.
    await this.#call((duckdb) => duckdb.runQuery(this.#id, "SELECT 0")).catch(() => undefined);
  }

  /** Null when the result lacks its dictionaries. */
  async *#fetchTable(header: Uint8Array): AsyncGenerator<void, Table | null, void> {
    const decoder = new ResultDecoder(header);
    yield* this.#fetchMessages((messages) => {
      decoder.add(messages);
      return !decoder.lacksDictionaries;
    });
    return decoder.lacksDictionaries ? null : decoder.table();
  }

  /**
   * Hands the result's record batches to `take`, some at a time, while it returns true. A finished result holds no lock:
   * leaving the rest unread is enough to abandon it.
   */
  async *#fetchMessages(take: (messages: Uint8Array[]) => boolean): AsyncGenerator<void, void, void> {
    for (let count = FIRST_FETCHES; ; count = Math.min(count * 2, MAX_FETCHES)) {
      const messages = await this.#fetchSome(count);
      const goOn = take(messages.filter((message) => message !== null).filter(({ byteLength }) => byteLength > 0));
      if (!goOn || messages.some((message) => message?.byteLength === 0)) return;
      yield;
    }
  }

  /** DuckDB-WASM sends the values of an ENUM only with a blocking answer. */
  async #runAgain(sql: string): Promise<Table> {
    if (CHANGES_ROWS.test(sql)) {
      throw new PersistentTableError(
        "query-failed",
        "A statement that changes rows cannot return an ENUM: cast it to VARCHAR",
      );
    }
    return this.run(sql);
  }

  /** Several requests in one round trip; past the end each answers with no bytes. */
  #fetchSome(count: number): Promise<(Uint8Array | null)[]> {
    const fetches = Array.from({ length: count }, () => this.#call((duckdb) => duckdb.fetchQueryResults(this.#id)));
    return Promise.all(fetches);
  }
}
