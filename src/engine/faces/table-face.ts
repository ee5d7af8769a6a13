import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import type { EngineStatus } from "../engine-status.ts";
import { isDatabaseDeath } from "../errors.ts";
import { NATURAL_VIEW, type ViewModel } from "../models.ts";
import type { Operations } from "../operations.ts";
import type { ReadyGate } from "../ready-gate.ts";
import { EmbeddedRowSource } from "../rows/embedded-row-source.ts";
import { GridRows } from "../rows/grid-rows.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { TouchedRows } from "../changes/change.ts";
import { ViewRunner, type GridSource } from "../view-runner.ts";

export interface TableFaceParts {
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly table: CurrentTable;
  readonly ready: ReadyGate;
  readonly status: EngineStatus;
  readonly operations: Operations;
}

/** What an open comparison has to do with the table. */
export interface Comparing {
  /** What the grid shows in place of `table`. */
  source: ((table: EmbeddedRowSource, queue: QueryQueue) => GridSource) | null;
  onTouched: ((touched: TouchedRows) => void) | null;
  onReplaced: ((how: { isSame: boolean }) => void) | null;
}

/** What one element shows of a table: its view, and the rows of that. */
export class TableFace {
  readonly #parts: TableFaceParts;
  /** What only this face has to tell. */
  readonly events = new Emitter<EngineEvents>();
  readonly rows: GridRows;
  readonly views: ViewRunner;
  /** The view that the reader asked for last. */
  readonly wanted: { view: ViewModel } = { view: NATURAL_VIEW };
  readonly comparing: Comparing = { source: null, onTouched: null, onReplaced: null };

  constructor(parts: TableFaceParts) {
    this.#parts = parts;
    this.rows = new GridRows({
      onError: (error) => parts.status.report(error),
      onViewPending: (pending, model) => this.events.emit("view-progress", { pending, model }),
    });
    const { rows, events, wanted } = this;
    this.views = new ViewRunner({ ...parts, rows, events, wanted, source: (queue) => this.#source(queue) });
  }

  /**
   * Shows the table that was swapped in, in the wanted view where the table has its columns. It is there whatever comes,
   * so an abort stops only the computing of that view.
   */
  async show(signal: AbortSignal): Promise<void> {
    const { startDatabase, status } = this.#parts;
    const { queue } = await startDatabase();
    const source = this.#source(queue);
    const view = await source.openView(this.wanted.view, { signal }).catch((error: unknown) => {
      if (isDatabaseDeath(error)) throw error;
      if (!signal.aborted) {
        status.report(error);
        this.wanted.view = NATURAL_VIEW;
      }
      return source.openView(NATURAL_VIEW, {});
    });
    this.rows.setSource(source, view);
  }

  #source(queue: QueryQueue): GridSource {
    const { table } = this.#parts;
    const rows = new EmbeddedRowSource(queue, { columns: table.schema.columns, extent: () => table.extent });
    return this.comparing.source?.(rows, queue) ?? rows;
  }

  close(): void {
    this.views.reset();
    this.rows.close();
    this.events.clear();
  }
}
