import type { JournalEntry, SavePlan, SegmentPlan, StoredTable, StoredVersion } from "../../src/worker/protocol.ts";
import { StorageError } from "../../src/worker/storage-error.ts";
import {
  barrier,
  type Cells,
  changed,
  encodeChange,
  encodeRows,
  randomCells,
  randomChange,
  segmentOf,
  SEGMENT_ROWS,
  SEGMENTS,
} from "./cells.ts";
import type { ChangeLog } from "./change-log.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { Random } from "./random.ts";
import { load, type Loaded, WorkerClient } from "./worker-client.ts";

/** What went against the promise of the storage. */
export class Violation extends Error {
  override readonly name = "Violation";
}

export interface SaveOptions {
  readonly editsBetween: number;
  readonly isAborted: boolean;
  readonly keepVersions: number;
}

/** The part of the engine that the storage deals with: it makes changes, journals them, saves and loads. */
export class Page {
  folder: ModelFolder;
  log: ChangeLog;
  /** Sent to the journal and not answered. */
  #outstanding: readonly JournalEntry[];
  /** Journaled since the last load, to be sent again when the worker dies. */
  #sent: JournalEntry[] = [];
  #client: WorkerClient;
  #table: StoredTable | null = null;
  /** The version whose segments are known to be whole. */
  #base: StoredVersion | undefined;

  constructor(folder: ModelFolder, log: ChangeLog, outstanding: readonly JournalEntry[] = []) {
    this.folder = folder;
    this.log = log;
    this.#outstanding = outstanding;
    this.#client = new WorkerClient(folder);
  }

  get outstanding(): readonly JournalEntry[] {
    return this.#outstanding;
  }

  get client(): WorkerClient {
    return this.#client;
  }

  get table(): StoredTable | null {
    return this.#table;
  }

  /** A new page: what it finds is its table, and is taken for safe. */
  async load(): Promise<Loaded> {
    const loaded = await load(this.#client);
    this.#table = loaded.table;
    this.#base = loaded.versions.find(({ version }) => version === loaded.version);
    return loaded;
  }

  goOnFrom({ sequence, version, last, table }: Loaded): void {
    this.log = this.log.continuedFrom({ found: sequence, version, last, tableId: table?.id ?? 0 });
    this.#outstanding = [];
    this.#sent = [];
  }

  /** The worker dies under a living page; the next one has it all as it was. */
  restartWorker(): Promise<Loaded> {
    this.folder.die();
    this.folder = this.folder.successor();
    this.#client = new WorkerClient(this.folder);
    return this.load();
  }

  /** What was not answered, and perhaps more, is sent again. */
  sendAgain(random: Random): Promise<void> {
    const again = this.#sent.slice(random.below(this.#sent.length + 1));
    return this.#send([...again, ...this.#outstanding]);
  }

  async close(): Promise<void> {
    await this.#client.call("close", undefined);
    this.#client = new WorkerClient(this.folder);
  }

  /** Loads as a page does that only looks on. */
  follow(): Promise<Loaded> {
    return load(new WorkerClient(this.folder.successor()), "read");
  }

  async append(count: number, random: Random): Promise<void> {
    const entries = Array.from({ length: count }, () => {
      const { current } = this.log;
      if (!current || random.chance(0.03)) return this.#barrier(random);
      const change = randomChange(random);
      return encodeChange(this.log.change(changed(current, change)), change);
    });
    await this.#send(entries);
  }

  /** The table is replaced: acknowledged with the next snapshot. */
  async replace(random: Random): Promise<void> {
    await this.#send([this.#barrier(random)]);
  }

  async save({ editsBetween, isAborted, keepVersions }: SaveOptions, random: Random): Promise<void> {
    const plan = this.#plan(this.log.sequence, this.log.current, keepVersions, random);
    if (!plan) return;
    const cells = this.log.current ?? [];
    await this.#attempt(async () => {
      await this.#client.call("beginSave", plan);
      const written = [...plan.segments.entries()].filter(([, { reuse }]) => !reuse);
      for (const [index] of written) {
        await this.#writeSegment(index, encodeRows(segmentOf(cells, index)), random);
        if (editsBetween > 0 && random.chance(0.6)) await this.append(editsBetween, random);
        if (isAborted && random.chance(0.5)) return this.#client.call("abortSave", undefined);
      }
      if (isAborted) return this.#client.call("abortSave", undefined);
      const { table } = await this.#client.call("commitSave", undefined);
      this.#table = table;
      this.#base = table.versions.at(-1);
      this.#checkId(table);
      this.log.acknowledgeSave(plan.version, table.id);
      return undefined;
    });
  }

  /** Names a version, and keeps it or does so no more. */
  async describeVersion(random: Random): Promise<void> {
    const versions = this.#table?.versions ?? [];
    if (versions.length === 0) return;
    const { version } = random.pick(versions);
    const kept = random.chance(0.6);
    this.log.keep(version, false);
    const isDone = await this.#attempt(async () => {
      const { table } = await this.#client.call("describeVersion", { version, name: `version ${version}`, kept });
      this.#table = table;
    });
    if (isDone) this.log.keep(version, kept);
  }

  async keepVersions(random: Random): Promise<void> {
    const versions = this.#table?.versions.map(({ version }) => version) ?? [];
    const kept = versions.filter((_, index) => index === versions.length - 1 || random.chance(0.5));
    if (kept.length === 0) return;
    for (const version of versions) if (!kept.includes(version)) this.log.keep(version, false);
    await this.#attempt(async () => {
      this.#table = (await this.#client.call("keepVersions", { versions: kept })).table;
    });
  }

  /** With the table open, or closed as one that cannot be opened. */
  async delete(random: Random): Promise<void> {
    this.log.beginDeletion();
    const isOpen = random.chance(0.6);
    if (!isOpen) await this.close();
    const isDeleted = await this.#attempt(() => this.#client.call("deleteTable", { table: "t" }));
    if (!isOpen) await this.#attempt(() => this.#client.open());
    if (isDeleted) {
      // What cannot be erased before its folder is removed may come back with the names on the disk.
      if (isOpen || !this.folder.hooks.faultOf) this.log.acknowledgeDeletion();
      this.#table = null;
      this.#base = undefined;
    }
    this.log.makeUnreplayable(this.log.change(randomCells(random)));
    this.#sent = [];
  }

  #checkId({ id }: StoredTable): void {
    const { tableId } = this.log;
    if (id === 0 || (tableId !== 0 && id !== tableId)) throw new Violation(`Table ${tableId} was saved as ${id}.`);
  }

  settled(): Promise<void> {
    return this.#client.settled();
  }

  #barrier(random: Random): JournalEntry {
    const sequence = this.log.change(randomCells(random));
    this.log.makeUnreplayable(sequence);
    return barrier(sequence);
  }

  async #send(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    this.#outstanding = entries;
    const isTaken = await this.#attempt(() => this.#client.call("appendJournal", { entries }));
    for (const { sequence } of entries) {
      if (isTaken) this.log.acknowledge(sequence);
      else this.log.makeUnreplayable(sequence);
    }
    if (isTaken) this.#sent = [...this.#sent, ...entries].slice(-RESENT);
    this.#outstanding = [];
  }

  async #writeSegment(index: number, rows: Uint8Array, random: Random): Promise<void> {
    const cut = random.below(rows.length + 1);
    await this.#client.call("writeChunk", { index, ipc: rows.slice(0, cut), last: false });
    await this.#client.call("writeChunk", { index, ipc: rows.slice(cut), last: true });
  }

  #plan(version: number, cells: Cells | null, keepVersions: number, random: Random): SavePlan | undefined {
    if (!cells) return undefined;
    const former = this.#base;
    const formerCells = former ? this.log.stateAt(former.version) : null;
    const segments = Array.from({ length: SEGMENTS }, (_, index): SegmentPlan => {
      const firstId = index * SEGMENT_ROWS;
      const stored = former?.segments.find((segment) => segment.firstId === firstId);
      const isSame = formerCells && isEqual(segmentOf(formerCells, index), segmentOf(cells, index));
      return { firstId, endId: firstId + SEGMENT_ROWS, reuse: (isSame && !random.chance(0.1) && stored) || null };
    });
    const columns = [{ id: 0, name: "v", type: "DOUBLE", nullable: true }];
    const rest = { layouts: ["other"], nextColumnId: 1, nextRowId: 0, compression: "none", keepVersions } as const;
    return { version, columns, segments, ...rest };
  }

  /** Whether it went well. A failure must be one that the user can be told. */
  async #attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof StorageError && error.message.length > 20) return false;
      throw new Violation("A failure without words for the user.", { cause: error });
    }
  }
}

/** More than one batch. */
const RESENT = 12;

export function isEqual(left: Cells | null, right: Cells | null): boolean {
  return left === right || (!!left && !!right && left.every((value, id) => value === right[id]));
}
