import { launchWorker } from "../database/launch-worker.ts";
import { PersistentTableError } from "../errors.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { GroupCommit } from "./group-commit.ts";
import type {
  JournalEntry,
  OpenResult,
  Reply,
  Request,
  RequestMap,
  RequestType,
  SavePlan,
  SaveSummary,
  StoredSegment,
  StoredTable,
  WorkerFailure,
} from "../../worker/protocol.ts";

export interface ClientOptions {
  signal?: AbortSignal;
}

export interface OpenOptions extends ClientOptions {
  access?: "write" | "read";
}

/** What the client needs of a worker; tests stand in for it. */
export type PersistenceWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The persistence worker as typed calls. They reject with a `PersistentTableError` (`storage-…`, `unknown-version`,
 * `worker-died`, `disposed`) or with `signal.reason`; what an aborted call asked for may still happen.
 */
export class PersistenceClient {
  readonly #worker: PersistenceWorker;
  readonly #parquetWasmUrl: string;
  readonly #pending = new Map<number, Pending>();
  readonly #appends = new GroupCommit((entries) => this.#request("appendJournal", { entries }, {}));
  #nextId = 1;
  #failure: PersistentTableError | undefined;

  constructor(worker: PersistenceWorker, options: { parquetWasmUrl: string }) {
    this.#worker = worker;
    this.#parquetWasmUrl = options.parquetWasmUrl;
    worker.addEventListener("message", (event) => this.#handleReply(event.data as Reply));
    worker.addEventListener("messageerror", () => this.#die("it sent a message that could not be read"));
    worker.addEventListener("error", (event) => {
      this.#die(event.message || "its script could not be loaded or crashed");
    });
  }

  /** `assetBase`: folder URL of `persistence.worker.js` and `parquet_wasm_bg.wasm`. */
  static launch(assetBase: string): PersistenceClient {
    const url = new URL("persistence.worker.js", assetBase);
    let worker: Worker;
    try {
      worker = launchWorker(url, { name: "persistent-table persistence" });
    } catch (cause) {
      throw new PersistentTableError(
        "worker-died",
        `The browser refused the worker ${url.href}: allow it in the page's CSP (worker-src) or correct asset-base.`,
        { cause },
      );
    }
    return new PersistenceClient(worker, { parquetWasmUrl: new URL("parquet_wasm_bg.wasm", assetBase).href });
  }

  /** Died or was disposed of: every call rejects. */
  get hasEnded(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Opens the stored table `name`, or the place for it; again after `close`. With `access: "read"` nothing is taken or
   * written, and what is stored can be read while another page has it; again to see later commits.
   */
  open(name: string, { access = "write", ...options }: OpenOptions = {}): Promise<OpenResult> {
    return this.#request("open", { table: name, parquetWasmUrl: this.#parquetWasmUrl, access }, options);
  }

  /**
   * Resolves when the entries are on the disk; what comes while an append is under way shares the next one. Ascending,
   * and above every sequence and version that is stored: others are taken for known. Cannot be aborted. Payloads are
   * copied with the whole of their buffers.
   */
  appendJournal(entries: readonly JournalEntry[]): Promise<void> {
    return this.#appends.append(entries);
  }

  /** The changes after sequence `after` that the journal holds. */
  readJournal(after: number, options: ClientOptions = {}): Promise<{ journal: readonly JournalEntry[] }> {
    return this.#request("readJournal", { after }, options);
  }

  /** Keeps a damaged segment's file under another name, which nothing overwrites. */
  setAside(segment: StoredSegment, options: ClientOptions = {}): Promise<void> {
    return this.#request("setAside", { segment }, options);
  }

  /** Keeps a copy of what the journal holds where nothing overwrites it. */
  setAsideJournal(options: ClientOptions = {}): Promise<void> {
    return this.#request("setAsideJournal", undefined, options);
  }

  /** Forgets all versions but these and the newest, and gives their space back. */
  keepVersions(versions: readonly number[], options: ClientOptions = {}): Promise<{ table: StoredTable }> {
    return this.#request("keepVersions", { versions }, options);
  }

  /** As `keepVersions`, for all but these. */
  deleteVersions(versions: readonly number[], options: ClientOptions = {}): Promise<{ table: StoredTable }> {
    return this.#request("deleteVersions", { versions }, options);
  }

  describeVersion(
    payload: RequestMap["describeVersion"]["payload"],
    options: ClientOptions = {},
  ): Promise<{ table: StoredTable }> {
    return this.#request("describeVersion", payload, options);
  }

  /** Until `releaseVersion`, or until the table is closed or opened anew, segments of `version` can be read. */
  async holdVersion(version: number, options: ClientOptions = {}): Promise<number> {
    return (await this.#request("holdVersion", { version }, options)).hold;
  }

  releaseVersion(hold: number, options: ClientOptions = {}): Promise<void> {
    return this.#request("releaseVersion", { hold }, options);
  }

  readSegment(
    payload: RequestMap["readSegment"]["payload"],
    options: ClientOptions = {},
  ): Promise<{ ipc: Uint8Array }> {
    return this.#request("readSegment", payload, options);
  }

  beginSave(plan: SavePlan, options: ClientOptions = {}): Promise<void> {
    return this.#request("beginSave", plan, options);
  }

  /** Takes the buffer of `ipc` with it. */
  writeChunk(
    payload: RequestMap["writeChunk"]["payload"],
    options: ClientOptions = {},
  ): Promise<{ rowsWritten: number; bytesWritten: number }> {
    return this.#request("writeChunk", payload, options, [payload.ipc.buffer as ArrayBuffer]);
  }

  commitSave(options: ClientOptions = {}): Promise<SaveSummary> {
    return this.#request("commitSave", undefined, options);
  }

  abortSave(options: ClientOptions = {}): Promise<void> {
    return this.#request("abortSave", undefined, options);
  }

  /**
   * Forgets the table `name` without a trace, whatever is stored under it, also when it is not open or could not be opened.
   * Where it was open, the next save makes a new place for it, else the next `open`.
   */
  deleteTable(name: string, options: ClientOptions = {}): Promise<void> {
    return this.#request("deleteTable", { table: name }, options);
  }

  /** Gives the files back, so that another tab, or this page when it comes back, may open them. */
  close(options: ClientOptions = {}): Promise<void> {
    return this.#request("close", undefined, options);
  }

  /** Ends the worker; what is pending rejects with `disposed`. */
  dispose(): void {
    this.#end(new PersistentTableError("disposed", "The table was disposed of before its storage answered."));
  }

  #request<Type extends RequestType>(
    type: Type,
    payload: RequestMap[Type]["payload"],
    { signal }: ClientOptions,
    transfer: Transferable[] = [],
  ): Promise<RequestMap[Type]["result"]> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    const reply = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#worker.postMessage({ id, type, payload } satisfies { [Key in keyof Request]: unknown }, transfer);
    return untilAborted(reply, signal) as Promise<RequestMap[Type]["result"]>;
  }

  #handleReply(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.ok) pending?.resolve(reply.result);
    else pending?.reject(fromFailure(reply.failure));
  }

  #die(reason: string): void {
    this.#end(
      new PersistentTableError(
        "worker-died",
        `The storage worker stopped (${reason}). What was saved is safe; the next save starts it again.`,
      ),
    );
  }

  #end(failure: PersistentTableError): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#worker.terminate();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(failure);
  }
}

function fromFailure({ code, message }: WorkerFailure): PersistentTableError {
  return new PersistentTableError(code, message);
}
