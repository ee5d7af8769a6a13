import { DEADLINE_MS, untilDeadline } from "./deadline-folder.ts";
import { codecMissing, codecReady, type FolderAccess, type OpenTable, writable } from "./open-table.ts";
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
import { StorageError, toStorageError, unknownVersion } from "./storage-error.ts";
import { TableStore } from "./table-store.ts";
import { TableView } from "./table-view.ts";

type Opened = Pick<OpenResult, "journal" | "warnings"> & { readonly table: OpenTable };

/**
 * Answers the requests of one page. What changes the storage runs one after the other in order of arrival; reads and
 * the journal wait for nothing but the opening of the table, so that they are served between the chunks of a save.
 */
export class PersistenceService {
  readonly #folders: FolderAccess;
  readonly #codec: SegmentCodec;
  readonly #deadlineMs: number;
  #lane: Promise<unknown> = Promise.resolve();
  /** Of the table that was last to be opened. */
  #name: string | undefined;
  /** What reads wait for. */
  #opening: Promise<OpenTable> | undefined;
  /** What work in the lane finds: set and cleared there. */
  #current: OpenTable | undefined;
  #save: SnapshotWriter | undefined;
  /** How often a save was stopped: one that waits for the codec does not begin any more. */
  #stops = 0;
  /** Why the save under way failed: its later chunks and its commit fail alike. */
  #saveFailure: StorageError | undefined;
  /** A deleted table, for which the next save makes a new place. */
  #deleted: Pick<OpenTable, "name" | "codec"> | undefined;
  /** What ends each. */
  readonly #holds = new Map<number, () => void>();
  #nextHold = 1;

  /** `deadlineMs`: for the codec that a save needs. */
  constructor(folders: FolderAccess, codec: SegmentCodec, { deadlineMs = DEADLINE_MS } = {}) {
    this.#folders = folders;
    this.#codec = codec;
    this.#deadlineMs = deadlineMs;
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
      case "setAsideJournal":
        return this.#inTurn(() => this.#writable().setAsideJournal());
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
        return this.#beginSave(request.payload);
      case "writeChunk":
        return this.#inTurn(() => this.#writeChunk(request.payload));
      case "commitSave":
        return this.#inTurn(() => this.#commitSave());
      case "abortSave":
        this.#stops++;
        return this.#inTurn(() => this.#abortSave());
      case "deleteTable":
        if (request.payload.table === this.#name) this.#leave();
        return this.#inTurn(() => this.#deleteTable(request.payload));
      case "close":
        this.#leave();
        return this.#inTurn(() => this.#closeStore());
    }
  }

  /** What comes from now on finds no open table. */
  #leave(): void {
    this.#opening = undefined;
    this.#stops++;
  }

  async #open({ table: name, parquetWasmUrl, access }: RequestMap["open"]["payload"]): Promise<OpenResult> {
    this.#leave();
    this.#name = name;
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

  /** Waits for the codec beside the lane: a download may hang, and the end of the save is not to wait for it. */
  async #beginSave(plan: SavePlan): Promise<void> {
    const stops = this.#stops;
    const { stored, codec } = await (this.#opening ?? this.#inTurn(() => this.#reopened()));
    const store = writable(stored);
    await untilDeadline(codecReady(codec), this.#deadlineMs, codecMissing);
    await this.#inTurn(() => {
      if (stops !== this.#stops) throw stopped();
      this.#abortSave();
      this.#save = new SnapshotWriter(store, plan, this.#codec);
    });
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
    this.#save.abort(stopped());
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

  async #deleteTable({ table: name }: RequestMap["deleteTable"]["payload"]): Promise<void> {
    if (this.#current?.name === name) this.#eraseOpen(this.#current);
    else await this.#eraseUnopened(name);
    await this.#folders.remove(name);
  }

  #eraseOpen({ name, codec, stored }: OpenTable): void {
    const store = writable(stored);
    this.#abortSave();
    store.erase();
    this.#closeStore();
    this.#deleted = { name, codec };
  }

  async #eraseUnopened(name: string): Promise<void> {
    const folder = await this.#folders.find(name);
    try {
      if (folder) await TableStore.eraseUnopened(folder);
    } catch (error) {
      // Whatever else is wrong with the files, they go with their folder.
      const failure = toStorageError(error, "erasing the stored table");
      if (failure.code === "storage-locked") throw failure;
    }
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

function stopped(): StorageError {
  return new StorageError("storage-io", "The save was stopped.");
}
