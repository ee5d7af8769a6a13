import type { Table } from "apache-arrow";
import type { StoredTable, StoredVersion } from "../../worker/protocol.ts";
import type { EngineEvents } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { readFirstRows } from "./first-rows.ts";
import { PersistenceClient } from "./persistence-client.ts";
import { SnapshotParts } from "./snapshot-parts.ts";

export interface StoredVersionsOptions {
  /** Storage key; empty: nothing is stored. */
  readonly name: string;
  readonly assetBase: string;
  /** Called synchronously when the storage was opened, or could not be. */
  readonly onSettled: () => void;
  readonly onWarning: (warning: EngineEvents["storage-warning"]) => void;
}

/** The versions that are stored under one name, and the worker that reads and writes them. */
export class StoredVersions {
  readonly #options: StoredVersionsOptions;
  #client: PersistenceClient | null = null;
  #opening: Promise<PersistenceClient | null> | null = null;
  #isOpen = false;
  #stored: readonly StoredVersion[] = [];
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

  /** Whether it is still to be seen if anything can be stored. */
  get isOpening(): boolean {
    return this.#opening !== null && !this.#isOpen;
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

  /** 0 when there is none. */
  get highestNumber(): number {
    return Math.max(0, ...this.#stored.map(({ version }) => version));
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

  /** The rows of `version`, already being decoded. */
  async decode(version: StoredVersion, options: { signal: AbortSignal }): Promise<SnapshotParts> {
    const parts = new SnapshotParts(await untilAborted(this.need(), options.signal), version);
    parts.readAhead();
    return parts;
  }

  /** A save was committed. */
  update(table: StoredTable): void {
    this.#stored = table.versions;
    this.#head = null;
  }

  /** Leaves nothing under the name. */
  async delete(): Promise<void> {
    const client = await this.open();
    if (!client) return;
    await client.deleteTable();
    this.#stored = [];
    this.#head = null;
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
    const { name, assetBase, onSettled, onWarning } = this.#options;
    try {
      this.#client = PersistenceClient.launch(assetBase);
      const { table, head, warnings } = await this.#client.open(name);
      this.#isOpen = true;
      this.#stored = table?.versions ?? [];
      this.#head = head;
      for (const message of warnings) onWarning({ reason: "damaged", message });
      onSettled();
      return this.#client;
    } catch (error) {
      this.#forgetClient();
      const warning = memoryOnly(error);
      if (warning) {
        this.#unavailable = error as PersistentTableError;
        onWarning(warning);
      }
      onSettled();
      if (warning) return null;
      throw error;
    }
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
