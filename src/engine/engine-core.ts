import { systemClock } from "./clock.ts";
import { TableChanges } from "./changes/table-changes.ts";
import { TableTransforms } from "./changes/table-transforms.ts";
import { CurrentTable } from "./current-table.ts";
import { DatabaseRuntime } from "./database-runtime.ts";
import { Emitter } from "./emitter.ts";
import type { EngineOptions, EngineSettings } from "./engine.ts";
import type { EngineEvents } from "./engine-events.ts";
import { PersistentTableError } from "./errors.ts";
import { EngineStatus } from "./engine-status.ts";
import { TableFaces } from "./faces/table-faces.ts";
import { LoadRunner } from "./loading/load-runner.ts";
import { rehearseChange } from "./loading/rehearse-change.ts";
import { TableLoader } from "./loading/table-loader.ts";
import { Operations } from "./operations.ts";
import { ReadyGate } from "./ready-gate.ts";
import { EngineRestart } from "./restart/engine-restart.ts";
import type { QueryQueue } from "./scheduling/query-queue.ts";
import { TableFollowing } from "./tabs/table-following.ts";
import { TableStorage } from "./table-storage.ts";

const REHEARSAL_DELAY_MS = 1000;

/** What all faces of one table share, put together. */
export class EngineCore {
  readonly events = new Emitter<EngineEvents>();
  readonly settings: EngineSettings = { autosave: true, autosaveDelayMs: 1000, compression: "zstd", keepVersions: 3 };
  readonly table = new CurrentTable();
  readonly ready = new ReadyGate();
  readonly status = new EngineStatus(this.events);
  /** Aborted when the engine ends. */
  readonly #closing = new AbortController();
  readonly closing = this.#closing.signal;
  readonly operations = new Operations({
    onChange: (operations) => this.events.emit("operations-change", { operations }),
    onCancelled: (detail) => {
      if (!this.closing.aborted) this.events.emit("operation-cancel", detail);
    },
  });
  readonly faces = new TableFaces();
  readonly name: string;
  readonly assetBase: string;
  readonly runtime: DatabaseRuntime;
  readonly startDatabase = () => this.runtime.start();
  readonly storage: TableStorage;
  readonly loads: LoadRunner;
  readonly loader: TableLoader;
  readonly changes: TableChanges;
  readonly transforms: TableTransforms;
  readonly restart: EngineRestart;
  readonly following: TableFollowing;
  #rehearsedOn: QueryQueue | null = null;

  /** `after`: the former core of the same table, that is being closed. */
  constructor({ name, assetBase }: EngineOptions, after: Promise<unknown> = Promise.resolve()) {
    this.name = name;
    this.assetBase = assetBase;
    this.runtime = new DatabaseRuntime({
      assetBase,
      onDeath: (error) => this.restart.handleDeath(error),
      onStuck: (isStuck) => this.restart.handleStuck(isStuck),
    });
    const { settings, table, startDatabase, events } = this;
    this.storage = new TableStorage({
      name,
      assetBase,
      settings,
      table,
      startDatabase,
      events,
      takeRole: async () => {
        await after;
        return await this.following.takeRole();
      },
      yieldRole: () => this.following.yieldRole(),
      onStored: () => this.following.announce(),
    });
    this.loads = new LoadRunner(this);
    this.changes = new TableChanges(this);
    this.loader = new TableLoader(this);
    this.transforms = new TableTransforms(this);
    this.restart = new EngineRestart(this);
    this.following = new TableFollowing(this);
    events.on("load-complete", ({ rows }) => {
      const rehearse = (): void => void this.#rehearse(rows).catch(() => undefined);
      // A page that is loaded asks its first questions, which would meet it.
      const cancel = systemClock.callAt(systemClock.now() + REHEARSAL_DELAY_MS, rehearse);
      this.closing.addEventListener("abort", cancel, { once: true });
    });
  }

  /**
   * Once for each database that is started, where the reader may change anything. Nobody waits for it, and what is wrong
   * with the database others tell.
   */
  async #rehearse(rows: number): Promise<void> {
    const { queue } = await this.startDatabase();
    if (this.#rehearsedOn === queue || this.following.access === "read") return;
    if (await rehearseChange(queue, rows, this.closing)) this.#rehearsedOn = queue;
  }

  /** Saves what is to be saved, ends the workers and frees the memory. */
  async close(): Promise<void> {
    const disposed = new PersistentTableError(
      "disposed",
      "The table was disposed of: put the element into a page again.",
    );
    this.#closing.abort(disposed);
    this.ready.fail(disposed);
    await this.operations.cancel(disposed);
    await this.storage.close();
    await this.runtime.close();
    this.following.close();
    this.events.clear();
  }

  /** Another table took the present one's place; its rows are not shown yet. */
  readonly onReplaced = ({ keepsHistory }: { keepsHistory: boolean }): void => {
    this.faces.reset();
    this.faces.replaced({ isSame: keepsHistory });
    if (!keepsHistory) this.changes.handleReplaced();
    this.loads.handleReplaced();
  };
}
