import { Table } from "apache-arrow";
import type { Connection, Database, SqlToken } from "../../../src/engine/database/database.ts";
import { hold, type Held } from "../scheduling/fakes.ts";

export interface HeldCall {
  /** The statement, or what else was to be done. */
  readonly what: string;
  readonly connection: number;
  /** Ends the call, or one slice of a query. */
  readonly answer: Held<Table>;
}

/** A database that holds each call, and each slice of a query, until the test answers. */
export class HeldDatabase implements Database {
  readonly calls: HeldCall[] = [];
  #connections = 0;
  /** Slices of a query before its answer. */
  readonly #slices: number;
  #onCall: (call: HeldCall) => void = () => undefined;

  constructor({ slices = 2 } = {}) {
    this.#slices = slices;
  }

  /** Hands over each call from now on. */
  onCall(listener: (call: HeldCall) => void): void {
    this.#onCall = listener;
  }

  connect(): Promise<Connection> {
    const id = ++this.#connections;
    const hold = (what: string) => this.#hold(id, what);
    const slices = this.#slices;
    async function* query(sql: string): AsyncGenerator<void, Table, void> {
      let isDone = false;
      try {
        for (let slice = 1; slice < slices; slice++) {
          await hold(sql);
          yield;
        }
        const table = await hold(sql);
        isDone = true;
        return table;
      } finally {
        if (!isDone) await hold("cancel");
      }
    }
    return Promise.resolve({
      query,
      run: hold,
      readIpc: (sql) => hold(sql).then(() => new Uint8Array(8)),
      async *queryIpc(sql) {
        yield* query(sql);
        return new Uint8Array(8);
      },
      insertIpc: (table) => hold(`insert into ${table}`).then(() => undefined),
      close: () => hold("close").then(() => undefined),
    });
  }

  async registerFile(name: string): Promise<void> {
    await this.#hold(0, `register ${name}`);
  }

  async dropFile(name: string): Promise<void> {
    await this.#hold(0, `drop file ${name}`);
  }

  filePath(name: string): string {
    return name;
  }

  tokenize(): Promise<readonly SqlToken[]> {
    return Promise.resolve([]);
  }

  onDeath(): void {
    // It never dies.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #hold(connection: number, what: string): Promise<Table> {
    const call = { what, connection, answer: hold<Table>() };
    this.calls.push(call);
    this.#onCall(call);
    return call.answer.promise;
  }
}

export const NO_ROWS = new Table();
