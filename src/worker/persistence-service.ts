import type { SegmentCodec } from "./segment-codec.ts";
import type {
  JournalEntry,
  OpenResult,
  Request,
  RequestMap,
  RequestType,
  SavePlan,
  SaveSummary,
  StoredTable,
} from "./protocol.ts";
import { SnapshotReader } from "./snapshot-reader.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";
import type { StorageFolder } from "./storage.ts";
import { StorageError, toStorageError, unknownVersion } from "./storage-error.ts";
import { TableStore } from "./table-store.ts";
import { TableView } from "./table-view.ts";

export interface FolderAccess {
  /** Creates it where there is none. */
  open(tableName: string): Promise<StorageFolder>;
  /** Creates nothing. */
  find(tableName: string): Promise<StorageFolder | null>;
  remove(tableName: string): Promise<void>;
}

interface OpenTable {
  readonly name: string;
  readonly stored: TableStore | TableView;
  readonly reader: SnapshotReader;
  /** Compiled when first needed. */
  readonly codec: () => Promise<void>;
}

type Opened = Pick<OpenResult, "journal" | "warnings"> & { readonly table: OpenTable };

/**
 * Answers the requests of one page. What changes the storage runs one after the other in order of arrival; reads and
 * the journal wait for nothing but the opening of the table, so that they are served between the chunks of a save.
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

  /** What ends each. */
  readonly #holds = new Map<number, () => void>();
  #nextHold = 1;

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
      case "appendJournal":
        return this.#appendJournal(request.payload);
      case "readJournal":
        return this.#readJournal(request.payload);
      case "setAside":
        return this.#inTurn(() => this.#writable().setAside(request.payload.segment));
      case "keepVersions":
        return this.#inTurn(() => this.#keepVersions(request.payload));
      case "deleteVersions":
        return this.#inTurn(() => this.#deleteVersions(request.payload));
      case "describeVersion":
        return this.#inTurn(() => this.#describeVersion(request.payload));
      case "holdVersion":
        return this.#holdVersion(request.payload);
      case "releaseVersion":
        return this.#releaseVersion(request.payload);
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

  async #open({ table: name, parquetWasmUrl, access }: RequestMap["open"]["payload"]): Promise<OpenResult> {
    // Compiled for the first segment: the first rows need none, and would wait for it.
    const codec = (): Promise<void> => this.#codec.init(parquetWasmUrl);
    const opened = this.#inTurn(() => {
      this.#closeStore();
      return access === "read" ? this.#openView({ name, codec }) : this.#openStore({ name, codec });
    });
    this.#opening = opened.then(({ table }) => table);
    // Whoever waits for it is told; nobody may.
    this.#opening.catch(() => undefined);
    const { table, journal, warnings } = await opened;
    this.#tidyLater();
    const { stored } = table;
    const head = stored.head.length > 0 ? stored.head : null;
    return { table: stored.table, former: stored.former, journal, head, warnings };
  }

  async #openStore(which: Pick<OpenTable, "name" | "codec">): Promise<Opened> {
    const { store, ...found } = await TableStore.open(await this.#folders.open(which.name));
    return { table: this.#use(which, store), ...found };
  }

  async #openView(which: Pick<OpenTable, "name" | "codec">): Promise<Opened> {
    const { view, ...found } = await TableView.open(await this.#folders.find(which.name));
    return { table: this.#use(which, view), ...found };
  }

  #use(which: Pick<OpenTable, "name" | "codec">, stored: TableStore | TableView): OpenTable {
    this.#deleted = undefined;
    this.#current = { ...which, stored, reader: new SnapshotReader(stored, this.#codec) };
    return this.#current;
  }

  async #readSegment({
    segment,
    ...range
  }: RequestMap["readSegment"]["payload"]): Promise<{ ipc: Uint8Array<ArrayBuffer> }> {
    const { reader, codec } = await (this.#opening ?? this.#opened());
    await codecReady(codec);
    return { ipc: await reader.read(segment, range) };
  }

  /**
   * Between the end of the wait and the flush nothing else runs, so an append is wholly before or after a commit and its
   * choice of the journal's file. `#opening` is awaited itself: a `close` or `deleteTable` that arrives later starts
   * later, whatever still runs in the lane.
   */
  async #appendJournal({ entries }: RequestMap["appendJournal"]["payload"]): Promise<void> {
    const { stored } = await (this.#opening ?? this.#inTurn(() => this.#reopened()));
    writable(stored).appendJournal(entries);
  }

  async #readJournal({ after }: RequestMap["readJournal"]["payload"]): Promise<{ journal: JournalEntry[] }> {
    const { stored } = await (this.#opening ?? this.#opened());
    return { journal: await stored.readJournal(after) };
  }

  async #keepVersions({ versions }: RequestMap["keepVersions"]["payload"]): Promise<{ table: StoredTable }> {
    const store = this.#writable();
    const table = store.keepVersions(versions);
    if (!table) throw new StorageError("unknown-version", "Nothing is stored under this name yet.");
    await store.tidy().catch(() => undefined);
    return { table };
  }

  #deleteVersions({ versions }: RequestMap["deleteVersions"]["payload"]): Promise<{ table: StoredTable }> {
    const stored = this.#writable().table?.versions.map(({ version }) => version) ?? [];
    return this.#keepVersions({ versions: stored.filter((version) => !versions.includes(version)) });
  }

  #describeVersion({ version, name, kept }: RequestMap["describeVersion"]["payload"]): { table: StoredTable } {
    return { table: this.#writable().describe(version, { name, kept }) };
  }

  async #holdVersion({ version }: RequestMap["holdVersion"]["payload"]): Promise<{ hold: number }> {
    const { stored, reader } = await (this.#opening ?? this.#opened());
    const found = stored.table?.versions.find((kept) => kept.version === version);
    if (!found) throw unknownVersion();
    const hold = this.#nextHold++;
    this.#holds.set(hold, reader.hold(found.segments));
    return { hold };
  }

  async #releaseVersion({ hold }: RequestMap["releaseVersion"]["payload"]): Promise<void> {
    this.#holds.get(hold)?.();
    if (this.#holds.delete(hold)) this.#tidyLater();
    return Promise.resolve();
  }

  async #beginSave(plan: SavePlan): Promise<void> {
    const { stored, codec } = await this.#reopened();
    const store = writable(stored);
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
    const { name, codec, stored } = this.#opened();
    this.#abortSave();
    writable(stored).erase();
    this.#closeStore();
    this.#deleted = { name, codec };
    await this.#folders.remove(name);
  }

  #closeStore(): void {
    this.#deleted = undefined;
    this.#abortSave();
    this.#holds.clear();
    this.#current?.stored.close();
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

  #writable(): TableStore {
    return writable(this.#opened().stored);
  }

  /** A new place for a table that was deleted. */
  async #reopened(): Promise<OpenTable> {
    if (!this.#deleted) return this.#opened();
    const { table } = await this.#openStore(this.#deleted);
    this.#opening = Promise.resolve(table);
    return table;
  }

  /** Space that cannot be given back now is given back after a later save. */
  #tidyLater(): void {
    void this.#inTurn(async () => {
      const stored = this.#current?.stored;
      if (!this.#save && stored instanceof TableStore) await stored.tidy();
    }).catch(() => undefined);
  }

  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#lane.then(work);
    this.#lane = result.catch(() => undefined);
    return result;
  }
}

function writable(stored: TableStore | TableView): TableStore {
  if (stored instanceof TableStore) return stored;
  throw new StorageError(
    "storage-locked",
    "The stored table was opened to be read only: nothing can be written to it.",
  );
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
