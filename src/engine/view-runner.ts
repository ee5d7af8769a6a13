import type { TableState } from "./changes/change.ts";
import type { CurrentTable } from "./current-table.ts";
import type { RunningDatabase } from "./database-runtime.ts";
import type { Emitter } from "./emitter.ts";
import type { EngineEvents } from "./engine-events.ts";
import type { EngineStatus } from "./engine-status.ts";
import { isAbort } from "./errors.ts";
import { NATURAL_VIEW, type ViewModel } from "./models.ts";
import type { Operations } from "./operations.ts";
import type { ReadyGate } from "./ready-gate.ts";
import type { GridRows } from "./rows/grid-rows.ts";
import type { RowSource, RowView } from "./rows/row-source.ts";
import { retargetView } from "./rows/retarget-view.ts";
import { isNaturalView } from "./rows/view-sql.ts";
import { equalColumns } from "./schema.ts";
import type { QueryQueue } from "./scheduling/query-queue.ts";

/** Rows of which those in natural order may be known without a query. */
export interface GridSource extends RowSource {
  contiguousView(model: ViewModel): RowView | null;
}

export interface ViewRunnerParts {
  readonly table: CurrentTable;
  readonly rows: GridRows;
  /** The rows that the grid shows, of the table as it is now. */
  readonly source: (queue: QueryQueue) => GridSource;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly ready: ReadyGate;
  readonly status: EngineStatus;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
  /** The view that the reader asked for last. */
  readonly wanted: { view: ViewModel };
}

interface Computation {
  model: ViewModel;
  /** Aborted to begin anew, with another table. */
  attempt: AbortController;
  readonly controller: AbortController;
  /** Resolves when it has ended, whatever its outcome. */
  ended: Promise<void>;
}

/** Computes the view that the reader wants, and again when the table has changed. */
export class ViewRunner {
  readonly #parts: ViewRunnerParts;
  #request: AbortController | null = null;
  #computation: Computation | null = null;
  /** Whether columns or rows are others than those of the view that is shown. */
  #isStale = false;

  constructor(parts: ViewRunnerParts) {
    this.#parts = parts;
  }

  /** Shows another view. A newer call rejects the older ones with an `AbortError`. */
  async set(model: ViewModel, signal: AbortSignal | undefined): Promise<void> {
    const { operations, ready, rows, wanted } = this.#parts;
    wanted.view = model;
    this.#request?.abort(superseded());
    const request = new AbortController();
    this.#request = request;
    try {
      await operations.run("view", signal, async (stop) => {
        const stopped = () => {
          if (this.#request === request) wanted.view = rows.view;
        };
        stop.addEventListener("abort", stopped, { once: true });
        const either = AbortSignal.any([stop, request.signal]);
        await ready.wait(either);
        // A load that ended meanwhile shows it already.
        if (rows.view !== model || this.#isStale) await this.#begin(model, either);
      });
    } finally {
      if (this.#request === request) {
        this.#request = null;
        if (!this.#computation) this.#giveUp();
      }
    }
  }

  /**
   * The table has changed: call synchronously at the commit. `before`: what it was. `reorders`: cells that rows are
   * sorted or filtered by may have changed. `isOtherTable`: any id may have another row.
   */
  follow(
    queue: QueryQueue,
    before: TableState,
    { reorders, isOtherTable = false }: { reorders: boolean; isOtherTable?: boolean },
  ): void {
    const { table, rows } = this.#parts;
    const isSameTable =
      !isOtherTable &&
      equalColumns(before.schema.columns, table.schema.columns) &&
      equalExtents(before.extent, table.extent);
    const model = this.#retarget(this.#computation?.model ?? rows.view, before);
    if (!isSameTable) {
      this.#isStale = true;
      rows.hold();
    }
    rows.invalidate();
    if (isSameTable && (!reorders || isNaturalView(model))) return;
    if (this.#computation) {
      this.#computation.model = model;
      this.#computation.attempt.abort();
    } else if (!this.#showAtOnce(queue, model)) {
      this.#refresh(model);
    }
  }

  /** The rows of the wanted view; null while they are not known for the present table. */
  get current(): RowView | null {
    const { rows, wanted } = this.#parts;
    return this.#isStale || this.#computation || rows.view !== wanted.view ? null : rows.rowView;
  }

  /** Other rows of the same table are to be shown. Resolves when they are. */
  async renew(queue: QueryQueue): Promise<void> {
    const model = this.#computation?.model ?? this.#parts.wanted.view;
    if (this.#computation) this.#computation.attempt.abort();
    else if (!this.#showAtOnce(queue, model)) await this.#begin(model);
    await this.whenShown();
  }

  /** Resolves when the rows that are shown are those of the present table, in their order. */
  async whenShown(): Promise<void> {
    while (this.#computation) await this.#computation.ended;
  }

  /** Whether positions in the view mean rows of the present table. */
  get isCurrent(): boolean {
    return !this.#isStale;
  }

  /** Resolves when positions in the view mean rows of the present table. */
  async whenCurrent(): Promise<void> {
    while (this.#isStale && this.#computation) await this.#computation.ended;
  }

  /** Another table took the present one's place, or it is gone: who shows that one needs no view of this one. */
  reset(reason: unknown = superseded()): void {
    const computation = this.#computation;
    this.#end();
    computation?.controller.abort(reason);
  }

  #showAtOnce(queue: QueryQueue, model: ViewModel): boolean {
    const source = this.#parts.source(queue);
    const view = source.contiguousView(model);
    if (!view) return false;
    this.#parts.rows.setSource(source, view, { keepEdits: true });
    this.#isStale = false;
    return true;
  }

  #refresh(model: ViewModel): void {
    const { operations, status } = this.#parts;
    operations
      .run("view", undefined, (stop) => this.#begin(model, stop))
      .catch((error: unknown) => {
        if (!isAbort(error)) status.report(error);
      });
  }

  #begin(model: ViewModel, signal?: AbortSignal): Promise<void> {
    this.#computation?.controller.abort(superseded());
    const controller = new AbortController();
    const computation: Computation = { model, attempt: new AbortController(), controller, ended: Promise.resolve() };
    this.#computation = computation;
    const stop = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
    const shown = this.#compute(computation, stop).catch((error: unknown) => {
      if (this.#computation === computation) this.#giveUp();
      throw error;
    });
    computation.ended = shown.catch(() => undefined);
    return shown;
  }

  async #compute(computation: Computation, stop: AbortSignal): Promise<void> {
    const { startDatabase, rows } = this.#parts;
    for (;;) {
      const attempt = new AbortController();
      computation.attempt = attempt;
      const { queue } = await startDatabase();
      try {
        const signal = AbortSignal.any([stop, attempt.signal]);
        await rows.setView(computation.model, { source: this.#parts.source(queue), signal });
        if (attempt.signal.aborted) continue;
        if (this.#computation === computation) this.#end();
        return;
      } catch (error) {
        if (!attempt.signal.aborted || stop.aborted) throw error;
      }
    }
  }

  #end(): void {
    this.#computation = null;
    this.#isStale = false;
  }

  /** Where what is shown is no view of the table any more, and no other is asked for, the rows show in natural order. */
  #giveUp(): void {
    const { table, wanted, status } = this.#parts;
    this.#computation = null;
    if (!this.#isStale || !table.exists || this.#request) return;
    wanted.view = NATURAL_VIEW;
    this.#begin(NATURAL_VIEW).then(
      () => this.#tell("The rows have changed: they are shown in their natural order."),
      (error: unknown) => {
        if (!isAbort(error)) status.report(error);
      },
    );
  }

  /** `model` and the wanted view with the present names of their columns. */
  #retarget(model: ViewModel, before: TableState): ViewModel {
    const { table, wanted } = this.#parts;
    const retargeted = (view: ViewModel) => retargetView(view, before.schema.columns, table.schema.columns);
    const { view, lost } = retargeted(wanted.view);
    const shown = wanted.view === model ? view : retargeted(model).view;
    if (view !== wanted.view) {
      wanted.view = view;
      this.#tell(lost.length > 0 ? `Not sorted or filtered any more by ${lost.join(", ")}: the column is gone.` : null);
    }
    return shown;
  }

  #tell(reason: string | null): void {
    this.#parts.events.emit("view-reset", { view: this.#parts.wanted.view, reason });
  }
}

function equalExtents(a: TableState["extent"], b: TableState["extent"]): boolean {
  return a.rowCount === b.rowCount && a.firstId === b.firstId && a.endId === b.endId;
}

function superseded(): DOMException {
  return new DOMException("A newer view took this one's place.", "AbortError");
}
