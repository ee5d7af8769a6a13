import { CellEdits } from "./changes/cell-edits.ts";
import { RowEdits } from "./changes/row-edits.ts";
import { TableChanges } from "./changes/table-changes.ts";
import { TableTransforms } from "./changes/table-transforms.ts";
import { CurrentTable } from "./current-table.ts";
import { DatabaseRuntime } from "./database-runtime.ts";
import { Emitter } from "./emitter.ts";
import type { EngineOptions, EngineSettings } from "./engine.ts";
import type { EngineEvents } from "./engine-events.ts";
import { EngineStatus } from "./engine-status.ts";
import { ViewExports } from "./export/view-exports.ts";
import { LoadRunner } from "./loading/load-runner.ts";
import { TableLoader } from "./loading/table-loader.ts";
import { NATURAL_VIEW, type ViewModel } from "./models.ts";
import { Operations } from "./operations.ts";
import { ReadyGate } from "./ready-gate.ts";
import { EngineRestart } from "./restart/engine-restart.ts";
import { GridRows } from "./rows/grid-rows.ts";
import { TableFollowing } from "./tabs/table-following.ts";
import { TableStorage } from "./table-storage.ts";
import { ViewRunner } from "./view-runner.ts";

/** What an engine is made of, put together. */
export class EngineParts {
  readonly events = new Emitter<EngineEvents>();
  readonly settings: EngineSettings = { autosave: true, autosaveDelayMs: 1000, compression: "zstd", keepVersions: 3 };
  readonly table = new CurrentTable();
  readonly ready = new ReadyGate();
  readonly status = new EngineStatus(this.events);
  /** The view that was asked for last. */
  readonly wanted: { view: ViewModel } = { view: NATURAL_VIEW };
  /** Aborted when the engine ends. */
  readonly #closing = new AbortController();
  readonly closing = this.#closing.signal;
  readonly operations = new Operations({
    onChange: (operations) => this.events.emit("operations-change", { operations }),
    onCancelled: (detail) => {
      if (!this.closing.aborted) this.events.emit("operation-cancel", detail);
    },
  });
  readonly rows = new GridRows({
    onError: (error) => this.status.report(error),
    onViewPending: (pending, model) => this.events.emit("view-progress", { pending, model }),
  });
  readonly name: string;
  readonly assetBase: string;
  readonly runtime: DatabaseRuntime;
  readonly startDatabase = () => this.runtime.start();
  readonly storage: TableStorage;
  readonly views: ViewRunner;
  readonly loads: LoadRunner;
  readonly loader: TableLoader;
  readonly changes: TableChanges;
  readonly cellEdits: CellEdits;
  readonly rowEdits: RowEdits;
  readonly transforms: TableTransforms;
  readonly exports: ViewExports;
  readonly restart: EngineRestart;
  readonly following: TableFollowing;

  constructor({ name, assetBase }: EngineOptions) {
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
      takeRole: () => this.following.takeRole(),
      onStored: () => this.following.announce(),
    });
    this.views = new ViewRunner(this);
    this.loads = new LoadRunner(this);
    this.changes = new TableChanges(this);
    this.loader = new TableLoader(this);
    this.cellEdits = new CellEdits(this);
    this.rowEdits = new RowEdits(this);
    this.transforms = new TableTransforms(this);
    this.exports = new ViewExports(this);
    this.restart = new EngineRestart(this);
    this.following = new TableFollowing(this);
  }

  close(reason: Error): void {
    this.#closing.abort(reason);
  }

  /** Another table took the present one's place; its rows are not shown yet. */
  readonly onReplaced = ({ keepsHistory }: { keepsHistory: boolean }): void => {
    this.views.reset();
    if (!keepsHistory) this.changes.handleReplaced();
    this.loads.handleReplaced();
  };
}
