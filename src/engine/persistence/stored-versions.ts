import type { Table } from "apache-arrow";
import type { JournalEntry, OpenResult, StoredSegment, StoredTable, StoredVersion } from "../../worker/protocol.ts";
import type { EngineEvents, TableAccess } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import { lastSequence } from "../journal/entries-after.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { Emitter } from "../emitter.ts";
import { versionInfos } from "../versions/version-infos.ts";
import type { CellPatch } from "./cell-patch.ts";
import { readFirstRows } from "./first-rows.ts";
import { PersistenceClient } from "./persistence-client.ts";
import { SnapshotParts } from "./snapshot-parts.ts";
import { VersionHolds } from "./version-holds.ts";

export interface StoredVersionsOptions {
  /** Storage key; empty: nothing is stored. */
  readonly name: string;
  readonly assetBase: string;
  /** Resolves to whether this page may write the table. */
  readonly takeRole: () => Promise<boolean>;
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
  #access: TableAccess = "write";
  #stored: readonly StoredVersion[] = [];
  /** What is left when all of these are damaged. */
  #former: readonly StoredVersion[] = [];
  /** As it came with the opening. */
  #journal: readonly JournalEntry[] = [];
  /** First rows of the newest version, as they came with the opening. */
  #head: Uint8Array | null = null;
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

  /** Oldest first; empty until the storage is open. */
  get all(): readonly StoredVersion[] {
    return this.#stored;
  }

  get newest(): StoredVersion | null {
    return this.#stored.at(-1) ?? null;
  }

  /** The highest number of a version; 0 when there is none. */
  get highestNumber(): number {
    return Math.max(0, ...[...this.#former, ...this.#stored].map(({ version }) => version));
  }

  /** The journal's changes at the time of the opening. */
  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  /** Of the last change that is stored, in a version or in the journal. */
  get lastSequence(): number {
    return Math.max(this.highestNumber, lastSequence(this.#journal));
  }

  /** What may be opened, the best first: should its files be damaged, the next one. */
  get candidates(): readonly StoredVersion[] {
    return [...this.#stored.toReversed(), ...this.#former.toReversed()];
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

  /** Rejects with `unknown-version`, naming those there are. */
  find(version: number): StoredVersion {
    const found = this.#stored.find((stored) => stored.version === version);
    if (found) return found;
    const kept = this.#stored.map((stored) => stored.version).join(", ");
    const known = kept ? `Kept are ${kept}.` : "None is stored.";
    throw new PersistentTableError("unknown-version", `There is no stored version ${version}. ${known}`);
  }

  /** Rows from `firstRow` on in the transport form of a page; null when that would take the database. */
  async readFirstRows(version: StoredVersion, rows: { firstRow: number; count: number }): Promise<Table | null> {
    const client = await this.need();
    return readFirstRows({ client, version, head: version === this.newest ? this.#head : null, ...rows });
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
    this.#journal = [];
    this.#head = null;
    this.#replaceList(table);
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

  /** Forgets all versions but the newest and those that are kept, so that there is room. */
  async freeVersions(): Promise<void> {
    const client = await this.need();
    const kept = this.#stored.filter((stored) => stored.kept || stored === this.newest);
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

  /** Leaves nothing under the name. */
  async delete(): Promise<void> {
    const client = await this.open();
    if (!client) return;
    await client.deleteTable();
    this.update({ generation: 0, versions: [] });
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
    const { name, assetBase, takeRole, onSettled, events } = this.#options;
    let client: PersistenceClient | null = null;
    try {
      client = PersistenceClient.launch(assetBase);
      this.#client = client;
      this.#access = (await takeRole()) ? "write" : "read";
      const opened = await client.open(name, { access: this.#access });
      void this.#holds.renew(client);
      this.#take(opened);
      this.#isOpen = true;
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

  #take({ table, former, journal, head }: OpenResult): void {
    this.#stored = table?.versions ?? [];
    this.#former = former;
    this.#journal = journal;
    this.#head = head;
    this.#tellList();
  }

  #replaceList({ versions }: StoredTable): void {
    this.#stored = versions;
    this.#former = [];
    this.#tellList();
  }

  #tellList(): void {
    this.#options.events.emit("versions-change", { versions: versionInfos(this.#stored) });
  }

  #forgetClient(): void {
    this.#client?.dispose();
    this.#client = null;
    this.#opening = null;
    this.#isOpen = false;
  }
}

/** Why the table lives in memory; null for what is wrong with a storage that there is. */
function memoryOnly(error: unknown): EngineEvents["storage-warning"] | null {
  if (!(error instanceof PersistentTableError)) return null;
  const { code, message } = error;
  if (code === "storage-unavailable") return { reason: "no-opfs", message };
  return code === "storage-locked" ? { reason: "other-tab", message } : null;
}

function notStored(): PersistentTableError {
  return new PersistentTableError(
    "storage-unavailable",
    "This table is in memory only and cannot be saved: give the element a name attribute, on a page (https, not private mode) that may store files.",
  );
}
