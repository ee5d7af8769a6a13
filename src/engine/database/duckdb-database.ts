import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from "@duckdb/duckdb-wasm";
import { PersistentTableError } from "../errors.ts";
import { CallGuard } from "./call-guard.ts";
import type { Connection, Database, SqlToken } from "./database.ts";
import { DuckDbConnection } from "./duckdb-connection.ts";
import { FILE_FOLDER, filePath } from "./file-path.ts";
import { launchWorker } from "./launch-worker.ts";
import { isTrap, queryError } from "./query-error.ts";
import { stringLiteral } from "./sql.ts";
import { startError } from "./start-diagnosis.ts";
import { watchStart } from "./watch-start.ts";
import { sqlTokens } from "./sql-tokens.ts";

/** A query gives the worker back after the first task that ends later than this. */
const POLLING_INTERVAL_MS = 1;

/** SQL may read the registered files and nothing else: no network, no other file, no extension, and no way back. */
const LOCKDOWN = [
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
  "SET allow_community_extensions = false",
  "SET temp_directory = ''",
  `SET allowed_directories = [${stringLiteral(FILE_FOLDER)}]`,
  "SET enable_external_access = false",
  "SET lock_configuration = true",
].join("; ");

export interface DuckDbOptions {
  /** Folder URL of `duckdb-eh.wasm` and `duckdb-browser-eh.worker.js`, ending in `/`. */
  assetBase: string;
  /** Longest wait for headway, not for the whole: a slow network may take longer. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** What is more urgent than to compile the database; resolves soon. */
  after?: Promise<void>;
}

/** DuckDB-WASM in memory, in a worker of its own. */
export class DuckDbDatabase implements Database {
  readonly #duckdb: AsyncDuckDB;
  readonly #worker: Worker;
  readonly #guard = new CallGuard();
  readonly #deathListeners = new Set<(error: Error) => void>();
  /** The connection that the settings were made on. */
  #spare: Connection | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#duckdb = new AsyncDuckDB(new VoidLogger(), worker);
  }

  /** Rejects with `database-start`, naming the URL that was tried, or with `signal.reason`. */
  static async open(options: DuckDbOptions): Promise<DuckDbDatabase> {
    options.signal?.throwIfAborted();
    const workerUrl = new URL("duckdb-browser-eh.worker.js", options.assetBase).href;
    const wasmUrl = new URL("duckdb-eh.wasm", options.assetBase).href;
    let worker: Worker;
    try {
      worker = launchWorker(workerUrl, { name: "persistent-table database" });
    } catch (error) {
      throw startError(`the browser refused the worker ${workerUrl}`, error);
    }
    const database = new DuckDbDatabase(worker);
    try {
      await watchStart((onProgress) => database.#start(wasmUrl, { ...options, onProgress }), {
        worker,
        workerUrl,
        wasmUrl,
        ...options,
      });
    } catch (error) {
      database.#end(new PersistentTableError("database-died", "The database did not start", { cause: error }));
      throw error;
    }
    worker.addEventListener("error", (event) => {
      event.preventDefault(); // It is reported by what it rejects, not by the window's error event as well.
      database.terminate(event.message);
    });
    worker.addEventListener("messageerror", () => database.terminate("a message could not be read"));
    return database;
  }

  async connect(): Promise<Connection> {
    const spare = this.#spare;
    this.#spare = null;
    if (spare && !this.#guard.failure) return spare;
    return new DuckDbConnection(this.#call, await this.#call(() => this.#duckdb.connectInternal()));
  }

  /** The buffer of a byte array is transferred: its owner cannot use it afterwards. */
  async registerFile(name: string, content: Blob | Uint8Array): Promise<void> {
    const path = filePath(name);
    await this.#call(() =>
      content instanceof Blob
        ? this.#duckdb.registerFileHandle(path, content, DuckDBDataProtocol.BROWSER_FILEREADER, true)
        : this.#duckdb.registerFileBuffer(path, content),
    );
  }

  async dropFile(name: string): Promise<void> {
    await this.#call(() => this.#duckdb.dropFile(filePath(name)));
  }

  filePath(name: string): string {
    return filePath(name);
  }

  async tokenize(sql: string): Promise<readonly SqlToken[]> {
    const { offsets, types } = await this.#call(() => this.#duckdb.tokenize(sql));
    return sqlTokens(sql, offsets, types);
  }

  onDeath(listener: (error: Error) => void): void {
    this.#deathListeners.add(listener);
  }

  /** Ends the worker at once, as a crash would: everything pending rejects with `database-died`. */
  terminate(reason: string): void {
    if (this.#guard.failure) return;
    const cause = new Error(reason || "its worker failed");
    const message = `The database stopped: ${cause.message}. What was saved is safe: try again; if that does not help, load the table again, or reload the page.`;
    const error = new PersistentTableError("database-died", message, { cause });
    this.#end(error);
    for (const listener of this.#deathListeners) listener(error);
  }

  close(): Promise<void> {
    this.#end(new PersistentTableError("disposed", "The database was closed"));
    return Promise.resolve();
  }

  async #start(wasmUrl: string, options: { onProgress: () => void; after?: Promise<void> }): Promise<void> {
    await options.after;
    await this.#duckdb.instantiate(wasmUrl, null, options.onProgress);
    const [, connection] = await Promise.all([
      this.#duckdb.open({ path: ":memory:", query: { queryPollingInterval: POLLING_INTERVAL_MS } }),
      this.#duckdb.connectInternal(),
    ]);
    await this.#duckdb.runQuery(connection, LOCKDOWN);
    this.#spare = new DuckDbConnection(this.#call, connection);
  }

  readonly #call = async <T>(call: (duckdb: AsyncDuckDB) => Promise<T>): Promise<T> => {
    try {
      return await this.#guard.run(() => call(this.#duckdb));
    } catch (error) {
      if (!isTrap(error)) throw queryError(error);
      this.terminate(error instanceof Error ? error.message : "a trap in WebAssembly");
      throw this.#guard.failure ?? error;
    }
  };

  #end(reason: PersistentTableError): void {
    this.#guard.fail(reason);
    this.#worker.terminate();
    this.#duckdb.detach();
  }
}
