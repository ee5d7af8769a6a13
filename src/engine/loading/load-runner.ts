import type { CurrentTable } from "../current-table.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents, LoadOrigin } from "../engine-events.ts";
import type { EngineStatus } from "../engine-status.ts";
import { isAbort, PersistentTableError, toTableError } from "../errors.ts";
import type { TableFaces } from "../faces/table-faces.ts";
import type { Operations } from "../operations.ts";
import type { ReadyGate } from "../ready-gate.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { OperationSlot } from "./operation-slot.ts";

export interface LoadRunnerParts {
  readonly table: CurrentTable;
  readonly faces: TableFaces;
  readonly ready: ReadyGate;
  readonly status: EngineStatus;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
  /** Aborted when the engine ends. */
  readonly closing: AbortSignal;
}

/** Runs one load at a time, tells its begin and end, and shows the table that it brought. */
export class LoadRunner {
  readonly #parts: LoadRunnerParts;
  readonly #slot = new OperationSlot();
  /** Settles when the table is back, or is not. */
  #recovery: Promise<unknown> | null = null;

  constructor(parts: LoadRunnerParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#slot.busy;
  }

  /** Resolves when no load is under way. */
  get ended(): Promise<unknown> {
    return Promise.all([this.#slot.ended, this.#recovery]);
  }

  /** `load` resolves to false when there was nothing to load, and to `shown` when the rows of what came show already. */
  async run(
    origin: LoadOrigin,
    signal: AbortSignal | undefined,
    load: (signal: AbortSignal) => Promise<boolean | "shown">,
  ): Promise<boolean> {
    const { operations, closing } = this.#parts;
    closing.throwIfAborted();
    return await operations.run("load", signal, (stop) => this.#run(origin, stop, load));
  }

  /**
   * Brings the table back that the database lost, unless a load under way brings another. Loads that are asked for
   * meanwhile wait; nobody can cancel it. `again`: also a table that is there.
   */
  async recover(load: (signal: AbortSignal) => Promise<void>, { again = false } = {}): Promise<void> {
    const { table, ready, status, closing } = this.#parts;
    status.startLoading();
    const recovering = this.#slot.ended.then(async () => {
      if (table.exists && !again) return;
      await load(closing);
      await this.#parts.faces.show(closing);
      ready.open();
    });
    const recovery = recovering.catch(() => undefined);
    this.#recovery = recovery;
    try {
      await recovering;
    } catch (error) {
      status.enter(table.exists ? "ready" : "error");
      throw error;
    } finally {
      if (this.#recovery === recovery) this.#recovery = null;
    }
    if (!this.#slot.busy) status.enter("ready");
  }

  /** Another table took the present one's place. What is asked for from now on waits until its rows are shown. */
  handleReplaced(): void {
    const { faces, ready, closing } = this.#parts;
    faces.hold();
    if (!closing.aborted) ready.reset();
  }

  async #run(
    origin: LoadOrigin,
    signal: AbortSignal,
    load: (signal: AbortSignal) => Promise<boolean | "shown">,
  ): Promise<boolean> {
    const { table, ready, status, closing } = this.#parts;
    const startedAt = performance.now();
    const run = { signal };
    // One that begins later waits for this load.
    const recovery = this.#recovery;
    if (!table.exists) ready.reset();
    status.startLoading();
    try {
      const loaded = await this.#slot.run(async (loadSignal) => {
        run.signal = loadSignal;
        if (recovery) await untilAborted(recovery, loadSignal);
        const isLoaded = await load(loadSignal);
        if (isLoaded === true) await this.#parts.faces.show(loadSignal);
        return isLoaded !== false;
      }, signal);
      closing.throwIfAborted();
      this.#settle(loaded ? { source: origin, durationMs: performance.now() - startedAt } : null);
      return loaded;
    } catch (cause) {
      const wasStopped = isAbort(cause) || (run.signal.aborted && cause === run.signal.reason);
      const error = wasStopped ? cause : toTableError(cause, "invalid-input", "The load failed");
      this.#settleFailed(error, { wasStopped });
      throw error;
    }
  }

  #settle(loaded: { source: LoadOrigin; durationMs: number } | null): void {
    const { table, ready, status, events } = this.#parts;
    if (table.exists) ready.open();
    // A newer load that took this one's place goes on.
    if (!this.#slot.busy) status.enter(table.exists ? "ready" : "idle");
    if (loaded) events.emit("load-complete", { ...loaded, rows: table.extent.rowCount });
  }

  #settleFailed(error: unknown, { wasStopped }: { wasStopped: boolean }): void {
    const { table, faces, ready, status, events, closing } = this.#parts;
    // A newer load that took this one's place tells how it ends.
    if (this.#slot.busy || closing.aborted) return;
    if (table.exists) ready.open();
    else if (!this.#recovery) {
      faces.showNothing();
      ready.fail(error);
    }
    const without = wasStopped ? "idle" : "error";
    const state = this.#recovery ? "loading" : table.exists ? "ready" : without;
    if (wasStopped) status.enter(state);
    else status.report(error, state);
    if (error instanceof PersistentTableError && !wasStopped) events.emit("load-error", { error });
  }
}
