import type { TableChanges } from "../changes/table-changes.ts";
import { systemClock, type Clock } from "../clock.ts";
import type { CurrentTable } from "../current-table.ts";
import type { DatabaseRuntime } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import type { EngineStatus } from "../engine-status.ts";
import type { TableFaces } from "../faces/table-faces.ts";
import type { LoadRunner } from "../loading/load-runner.ts";
import type { TableLoader } from "../loading/table-loader.ts";
import type { Operations } from "../operations.ts";
import type { ReadyGate } from "../ready-gate.ts";
import type { TableStorage } from "../table-storage.ts";

export interface EngineRestartParts {
  readonly runtime: Pick<DatabaseRuntime, "terminate">;
  readonly table: CurrentTable;
  readonly faces: TableFaces;
  readonly storage: TableStorage;
  readonly loads: LoadRunner;
  readonly loader: TableLoader;
  readonly changes: TableChanges;
  readonly ready: ReadyGate;
  readonly status: EngineStatus;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
  /** Aborted when the engine ends. */
  readonly closing: AbortSignal;
  readonly clock?: Clock;
}

/** A database that dies while it is restarted, or sooner than this after it, would die of the same again. */
const SHORTEST_LIFE_MS = 10_000;

/**
 * What becomes of the table when the database dies, or does not stop what it was told to stop. Where the storage holds
 * all of it, it is loaded into a new database while its rows stay painted.
 */
export class EngineRestart {
  readonly #parts: EngineRestartParts;
  readonly #clock: Clock;
  #restartedAt = -Infinity;
  #isRestarting = false;
  /** The database is ended on purpose. */
  #isEnding = false;
  #isWaiting = false;

  constructor(parts: EngineRestartParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
  }

  /** Ends a database that does not stop what it was told to stop, where nothing is lost with it; else waits, and says so. */
  handleStuck(isStuck: boolean): void {
    if (!isStuck) this.#tellWaiting(false);
    else if (this.#wouldLose()) this.#tellWaiting(true);
    else this.#end();
  }

  handleDeath(error: Error): void {
    const { closing, table, faces, changes, storage, ready } = this.#parts;
    if (closing.aborted) return;
    const canRestart = table.exists && !this.#isRestarting && !this.#isFailing() && storage.state.isRecoverable;
    table.lose(error);
    faces.reset(error);
    ready.reset();
    if (canRestart) {
      void this.#restart(error);
      return;
    }
    changes.lose();
    // A restart or a load that is under way tells how it ends.
    if (!this.#isRestarting) this.#giveUp(error);
  }

  #wouldLose(): boolean {
    const { closing, table, storage } = this.#parts;
    if (closing.aborted) return storage.state.hasUnsavedChanges && storage.state.kind === "opfs";
    return table.exists && !storage.state.isRecoverable;
  }

  #end(): void {
    this.#isEnding = true;
    this.#parts.runtime.terminate("it did not stop what was cancelled");
    this.#isEnding = false;
  }

  #isFailing(): boolean {
    return !this.#isEnding && this.#clock.now() - this.#restartedAt < SHORTEST_LIFE_MS;
  }

  async #restart(death: Error): Promise<void> {
    const { faces, loads, loader, events, closing } = this.#parts;
    this.#isRestarting = true;
    faces.hold();
    try {
      await loads.recover((signal) => loader.recover(signal));
      this.#restartedAt = this.#clock.now();
      events.emit("engine-restart", {
        reason: sentence(death.cause instanceof Error ? death.cause : death),
        lostChanges: 0,
      });
    } catch (error) {
      this.#parts.changes.lose();
      if (!closing.aborted) this.#giveUp(error instanceof Error ? error : death);
    } finally {
      this.#isRestarting = false;
    }
  }

  #giveUp(error: Error): void {
    const { storage, loads, ready, status } = this.#parts;
    storage.lost(error);
    if (loads.busy) return;
    ready.fail(error);
    status.report(error, "error");
  }

  #tellWaiting(waiting: boolean): void {
    if (this.#isWaiting === waiting) return;
    this.#isWaiting = waiting;
    const { storage, operations, events } = this.#parts;
    const why =
      storage.state.kind === "memory"
        ? "the table is in memory only, and would be lost with it"
        : "changes that are not saved yet would be lost with it";
    const message = `The database does not stop what it was told to stop, and is not ended: ${why}. It stops as soon as it can.`;
    events.emit("cancel-wait", { waiting, operations: operations.running, message: waiting ? message : null });
  }
}

function sentence({ message }: Error): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith(".") ? "" : "."}`;
}
