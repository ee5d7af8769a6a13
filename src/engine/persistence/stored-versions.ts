import type { Table } from "apache-arrow";
import type { JournalEntry, OpenResult, StoredSegment, StoredTable, StoredVersion } from "../../worker/protocol.ts";
import type { EngineEvents, TableAccess } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { Emitter } from "../emitter.ts";
import { versionInfos } from "../versions/version-infos.ts";
import type { CellPatch } from "./cell-patch.ts";
import { readFirstRows } from "./first-rows.ts";
import { PersistenceClient } from "./persistence-client.ts";
import { isWithoutPlace, memoryOnly, notStored } from "./not-stored.ts";
import { StoredContents } from "./stored-contents.ts";
import { SnapshotParts } from "./snapshot-parts.ts";
import { VersionHolds } from "./version-holds.ts";

export interface StoredVersionsOptions {
  /** Storage key; empty: nothing is stored. */
  readonly name: string;
  readonly assetBase: string;
  /** Resolves to whether this page may write the table. */
  readonly takeRole: () => Promise<boolean>;
  /** This page may write the table, but another one has its files. */
  readonly yieldRole: () => void;
  /** Called synchronously when the storage was opened, or could not be. */
  readonly onSettled: () => void;
  /** Of warnings, and of another list. */
  readonly events: Pick<Emitter<EngineEvents>, "emit">;
}

/** The versions that are stored under one name, and the worker that reads and writes them. */
export class StoredVersions {
  readonly #options: StoredVersionsOptions;
  readonly #holds = new VersionHolds();
  #client: PersistenceClient | null = null;
  #opening: Promise<PersistenceClient | null> | null = null;
  #isOpen = false;
  /** How often it was opened. */
  #openings = 0;
  #access: TableAccess = "write";
  readonly #contents = new StoredContents();
  /** Why nothing can be stored. */
  #unavailable: PersistentTableError | null = null;
  #closed: PersistentTableError | null = null;

  constructor(options: StoredVersionsOptions) {
    this.#options = options;
    if (!options.name) this.#unavailable = notStored();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** `read`: another page writes what is stored. */
  get access(): TableAccess {
    return this.#access;
  }

  /** Whether it is still to be seen if anything can be stored. */
  get isOpening(): boolean {
    return this.#opening !== null && !this.#isOpen;
  }

  /** Resolves when it is known whether anything can be stored, or why what is stored cannot be read. */
  get settled(): Promise<unknown> {
    return this.#opening?.catch(() => undefined) ?? Promise.resolve();
  }

  /** Nothing can be stored in this page. */
  get isUnavailable(): boolean {
    return this.#unavailable !== null;
  }

  /** Number of the present opening. */
  get opening(): number {
    return this.#openings;
  }

  // As StoredContents tells them.
  get id(): number | null {
    return this.#contents.id;
  }

  get all(): readonly StoredVersion[] {
    return this.#contents.all;
  }

  get newest(): StoredVersion | null {
    return this.#contents.newest;
  }

  get highestNumber(): number {
    return this.#contents.highestNumber;
  }

  get journal(): readonly JournalEntry[] {
    return this.#contents.journal;
  }

  get lastSequence(): number {
    return this.#contents.lastSequence;
  }

  get candidates(): readonly StoredVersion[] {
    return this.#contents.candidates;
  }

  find(version: number): StoredVersion {
    return this.#contents.find(version);
  }

  /**
   * The worker with the storage open, a new one after its death; null where nothing can be stored. Rejects when there is
   * a stored table that cannot be read.
   */
  open(): Promise<PersistenceClient | null> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (this.#unavailable) return Promise.resolve(null);
    if (this.#client?.hasEnded) this.#forgetClient();
    this.#opening ??= this.#launch();
    return this.#opening;
  }

  /** As `open`, but rejects with the reason where nothing can be stored. */
  async need(): Promise<PersistenceClient> {
    const client = await this.open();
    if (client) return client;
    throw this.#unavailable ?? notStored();
  }

  /** Rows from `firstRow` on in the transport form of a page; null when that would take the database. */
  async readFirstRows(version: StoredVersion, rows: { firstRow: number; count: number }): Promise<Table | null> {
    const client = await this.need();
    return readFirstRows({ client, version, head: this.#contents.headOf(version), ...rows });
  }

  /** The rows of `version`, already being decoded; `patch`: cells that they are given. */
  async decode(
    version: StoredVersion,
    { signal, patch }: { signal: AbortSignal; patch?: CellPatch | null },
  ): Promise<SnapshotParts> {
    const parts = new SnapshotParts(await untilAborted(this.need(), signal), version, patch);
    parts.readAhead();
    return parts;
  }

  /** A save was committed. */
  update(table: StoredTable): void {
    this.#contents.saved(table);
    this.#tellList();
  }

  /** Names a version, and keeps it from being thinned out. Rejects with `unknown-version`. */
  async describe(version: number, description: Pick<StoredVersion, "name" | "kept">): Promise<void> {
    const client = await this.need();
    this.#replaceList((await client.describeVersion({ version, ...description })).table);
  }

  /** Forgets it, and gives its space back. The newest, which the journal continues, stays. */
  async deleteVersion(version: number): Promise<void> {
    const client = await this.need();
    this.#replaceList((await client.deleteVersions([version])).table);
  }

  /**
   * Keeps what `version` holds readable, also when it is thinned out or deleted, until the returned function is called.
   * Where another page writes what is stored, it may still be overwritten: reads reject then. Rejects with
   * `unknown-version`.
   */
  async hold(version: number): Promise<() => void> {
    return await this.#holds.take(await this.need(), this.find(version).version);
  }

  async append(entries: readonly JournalEntry[]): Promise<void> {
    await (await this.need()).appendJournal(entries);
  }

  /** The changes after `version` that the journal holds. */
  async readJournal(version: number): Promise<readonly JournalEntry[]> {
    return (await (await this.need()).readJournal(version)).journal;
  }

  /** Keeps what a damaged file holds where nothing overwrites it. */
  async setAside(segment: StoredSegment): Promise<void> {
    await (await this.need()).setAside(segment);
  }

  /** Keeps what the journal holds where nothing overwrites it. */
  async setJournalAside(): Promise<void> {
    await (await this.need()).setAsideJournal();
  }

  /** Forgets all versions but the newest and those that are kept, so that there is room. */
  async freeVersions(): Promise<void> {
    const client = await this.need();
    const kept = this.all.filter((stored) => stored.kept || stored === this.newest);
    if (kept.length > 0) this.update((await client.keepVersions(kept.map(({ version }) => version))).table);
  }

  /** Gives the files back, and lets go of the worker. An opening under way begins anew. */
  async release(): Promise<void> {
    const client = this.#client;
    if (this.#isOpen) await client?.close().catch(() => undefined);
    if (this.#client === client) this.#forgetClient();
  }

  /** What another page has stored meanwhile. */
  async refresh(): Promise<void> {
    const client = await this.need();
    const opened = await client.open(this.#options.name, { access: this.#access });
    void this.#holds.renew(client);
    this.#take(opened);
  }

  /** Whether the page that writes has stored a newer version meanwhile, which then is the newest here as well. */
  async isOutdated(): Promise<boolean> {
    const { newest } = this;
    if (this.#access === "write") return false;
    await this.refresh();
    return this.newest?.version !== newest?.version;
  }

  /** Leaves nothing under the name, whether or not it can be opened. */
  async delete(): Promise<void> {
    const { name, assetBase } = this.#options;
    if (this.#closed) throw this.#closed;
    if (!name) return;
    const opened = await this.open().catch(() => null);
    const client = opened ?? PersistenceClient.launch(assetBase);
    try {
      await client.deleteTable(name);
    } catch (error) {
      if (opened || !isWithoutPlace(error)) throw error;
    } finally {
      if (!opened) client.dispose();
    }
    this.update({ id: 0, generation: 0, versions: [] });
  }

  /** Whether `error` came as the files were given back since `opening`, or the worker died; once they are open again. */
  async reopenedAfter(error: unknown, opening: number): Promise<boolean> {
    const isCutOff = error instanceof PersistentTableError && ["disposed", "worker-died"].includes(error.code);
    if (this.#closed || !isCutOff) return false;
    await this.need();
    return this.#openings !== opening;
  }

  async close(reason: PersistentTableError): Promise<void> {
    this.#closed = reason;
    const client = this.#client;
    // A storage that is still to be opened has nothing to finish.
    if (this.#isOpen) await client?.close().catch(() => undefined);
    this.#isOpen = false;
    client?.dispose();
  }

  async #launch(): Promise<PersistenceClient | null> {
    const { assetBase, takeRole, onSettled, events } = this.#options;
    let client: PersistenceClient | null = null;
    try {
      client = PersistenceClient.launch(assetBase);
      this.#client = client;
      this.#access = (await takeRole()) ? "write" : "read";
      const opened = await this.#openTable(client);
      void this.#holds.renew(client);
      this.#take(opened);
      this.#isOpen = true;
      this.#openings++;
      for (const message of opened.warnings) events.emit("storage-warning", { reason: "damaged", message });
      onSettled();
      return client;
    } catch (error) {
      if (this.#client !== client && !this.#closed) return await this.open();
      this.#forgetClient();
      const warning = memoryOnly(error);
      if (warning) {
        this.#unavailable = error as PersistentTableError;
        events.emit("storage-warning", warning);
      }
      onSettled();
      if (warning) return null;
      throw error;
    }
  }

  /** Files that another page still has, such as one that sleeps, can be read until it lets go of them. */
  async #openTable(client: PersistenceClient): Promise<OpenResult> {
    const { name, yieldRole } = this.#options;
    try {
      return await client.open(name, { access: this.#access });
    } catch (error) {
      const isLocked = error instanceof PersistentTableError && error.code === "storage-locked";
      if (!isLocked || this.#access === "read") throw error;
    }
    yieldRole();
    this.#access = "read";
    return await client.open(name, { access: "read" });
  }

  #take(opened: OpenResult): void {
    this.#contents.opened(opened);
    this.#tellList();
  }

  #replaceList(table: StoredTable): void {
    this.#contents.listed(table);
    this.#tellList();
  }

  #tellList(): void {
    this.#options.events.emit("versions-change", { versions: versionInfos(this.all) });
  }

  #forgetClient(): void {
    this.#client?.dispose();
    this.#client = null;
    this.#opening = null;
    this.#isOpen = false;
  }
}
