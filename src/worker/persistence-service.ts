import type { SegmentCodec } from "./parquet-codec.ts";
import type { OpenResult, Request, RequestMap, RequestType, SavePlan, SaveSummary } from "./protocol.ts";
import { SnapshotReader } from "./snapshot-reader.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";
import type { StorageFolder } from "./storage.ts";
import { StorageError, toStorageError } from "./storage-error.ts";
import { TableStore } from "./table-store.ts";

export interface FolderAccess {
  open(tableName: string): Promise<StorageFolder>;
  remove(tableName: string): Promise<void>;
}

interface OpenTable {
  readonly name: string;
  readonly store: TableStore;
  readonly reader: SnapshotReader;
  /** Compiled when first needed. */
  readonly codec: () => Promise<void>;
}

/**
 * Answers the requests of one page. What changes the storage runs one after the other in order of arrival; reads wait
 * for nothing but the opening of the table, so that they are served between the chunks of a save.
 */
export class PersistenceService {
  readonly #folders: FolderAccess;
  readonly #codec: SegmentCodec;
  #lane: Promise<unknown> = Promise.resolve();
  /** What reads wait for. */
  #opening: Promise<OpenTable> | undefined;
  /** What work in the lane finds: set and cleared there. */
  #current: OpenTable | undefined;
  #save: SnapshotWriter | undefined;
  /** Why the save under way failed: its later chunks and its commit fail alike. */
  #saveFailure: StorageError | undefined;
  /** A deleted table, for which the next save makes a new place. */
  #deleted: Pick<OpenTable, "name" | "codec"> | undefined;

  constructor(folders: FolderAccess, codec: SegmentCodec) {
    this.#folders = folders;
    this.#codec = codec;
  }

  async handle(request: Request): Promise<RequestMap[RequestType]["result"]> {
    switch (request.type) {
      case "open":
        return this.#open(request.payload);
      case "readSegment":
        return this.#readSegment(request.payload);
      case "beginSave":
        return this.#inTurn(() => this.#beginSave(request.payload));
      case "writeChunk":
        return this.#inTurn(() => this.#writeChunk(request.payload));
      case "commitSave":
        return this.#inTurn(() => this.#commitSave());
      case "abortSave":
        return this.#inTurn(() => this.#abortSave());
      case "deleteTable":
        this.#opening = undefined;
        return this.#inTurn(() => this.#deleteTable());
      case "close":
        this.#opening = undefined;
        return this.#inTurn(() => this.#closeStore());
    }
  }

  async #open({ table: name, parquetWasmUrl }: RequestMap["open"]["payload"]): Promise<OpenResult> {
    let warnings: readonly string[] = [];
    // Compiled for the first segment: the first rows need none, and would wait for it.
    const codec = (): Promise<void> => this.#codec.init(parquetWasmUrl);
    const opening = this.#inTurn(async () => {
      this.#closeStore();
      const opened = await this.#openStore({ name, codec });
      warnings = opened.warnings;
      return opened.table;
    });
    this.#opening = opening;
    const { store } = await opening;
    this.#tidyLater();
    const head = store.head.length > 0 ? store.head : null;
    return { table: store.table, head, warnings };
  }

  async #openStore(which: Pick<OpenTable, "name" | "codec">): Promise<{ table: OpenTable; warnings: string[] }> {
    const { store, warnings } = await TableStore.open(await this.#folders.open(which.name));
    this.#deleted = undefined;
    this.#current = { ...which, store, reader: new SnapshotReader(store, this.#codec) };
    return { table: this.#current, warnings };
  }

  async #readSegment({
    segment,
    ...range
  }: RequestMap["readSegment"]["payload"]): Promise<{ ipc: Uint8Array<ArrayBuffer> }> {
    const { reader, codec } = await (this.#opening ?? this.#opened());
    await codecReady(codec);
    return { ipc: await reader.read(segment, range) };
  }

  async #beginSave(plan: SavePlan): Promise<void> {
    if (this.#deleted) this.#opening = Promise.resolve((await this.#openStore(this.#deleted)).table);
    const { store, codec } = this.#opened();
    await codecReady(codec);
    this.#abortSave();
    this.#save = new SnapshotWriter(store, plan, this.#codec);
  }

  async #writeChunk({
    index,
    ipc,
    last,
  }: RequestMap["writeChunk"]["payload"]): Promise<{ rowsWritten: number; bytesWritten: number }> {
    const save = this.#currentSave();
    try {
      return await save.writeChunk(index, ipc, last);
    } catch (error) {
      throw this.#failSave(save, error);
    }
  }

  async #commitSave(): Promise<SaveSummary> {
    const save = this.#currentSave();
    try {
      const summary = await save.commit();
      this.#save = undefined;
      this.#tidyLater();
      return summary;
    } catch (error) {
      throw this.#failSave(save, error);
    }
  }

  #abortSave(): void {
    this.#saveFailure = undefined;
    if (!this.#save) return;
    this.#save.abort(new StorageError("storage-io", "The save was stopped."));
    this.#save = undefined;
    this.#tidyLater();
  }

  #failSave(save: SnapshotWriter, error: unknown): StorageError {
    save.abort(error);
    this.#save = undefined;
    this.#saveFailure = toStorageError(error, "saving");
    this.#tidyLater();
    return this.#saveFailure;
  }

  async #deleteTable(): Promise<void> {
    const { name, codec, store } = this.#opened();
    this.#abortSave();
    store.erase();
    this.#closeStore();
    this.#deleted = { name, codec };
    await this.#folders.remove(name);
  }

  #closeStore(): void {
    this.#deleted = undefined;
    this.#abortSave();
    this.#current?.store.close();
    this.#current = undefined;
  }

  #currentSave(): SnapshotWriter {
    if (this.#save) return this.#save;
    throw this.#saveFailure ?? new StorageError("storage-io", "No save is under way: the table was closed in between.");
  }

  #opened(): OpenTable {
    if (!this.#current) throw new StorageError("storage-io", "The stored table is not open.");
    return this.#current;
  }

  /** Space that cannot be given back now is given back after a later save. */
  #tidyLater(): void {
    void this.#inTurn(async () => {
      if (!this.#save) await this.#current?.store.tidy();
    }).catch(() => undefined);
  }

  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#lane.then(work);
    this.#lane = result.catch(() => undefined);
    return result;
  }
}

async function codecReady(codec: () => Promise<void>): Promise<void> {
  try {
    await codec();
  } catch (error) {
    const { message } = toStorageError(error, "starting the Parquet codec");
    throw new StorageError(
      "storage-io",
      `${message} Check that parquet_wasm_bg.wasm is in the folder named by asset-base and that the page's CSP allows 'wasm-unsafe-eval'.`,
      { cause: error },
    );
  }
}
