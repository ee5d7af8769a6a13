import { readExtent } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import { ROWS_TABLE } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import type { ChangeContext, ChangeOutcome, FormerPart, FormerState, UndoRecord } from "../changes/change.ts";
import { deleteRowsOf, putRowsBack } from "../changes/rows/set-apart.ts";
import { applyChanges, type RecordedTransform } from "../changes/transforms/apply-changes.ts";
import type { FilledTable } from "../changes/transforms/change-tables.ts";
import { formerName } from "../changes/transforms/transform-plan.ts";

/** In tables of the history: cells before and after, rows that are taken out, rows that are put back. */
export interface RevertedRows {
  readonly cells: FilledTable;
  readonly deleted: FilledTable;
  readonly restored: FilledTable;
}

interface Reverted {
  readonly plan: RecordedTransform["plan"];
  readonly rows: RevertedRows;
}

/** Changes that were taken back. */
export class RevertRecord implements UndoRecord {
  readonly label = "Revert changes";
  readonly isInMemory = false;
  readonly byteLength: number;
  readonly #reverted: Reverted;

  constructor(reverted: Reverted) {
    this.#reverted = reverted;
    this.byteLength = this.#tables.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  get #tables(): readonly FilledTable[] {
    const { cells, deleted, restored } = this.#reverted.rows;
    return [cells, deleted, restored];
  }

  async *undo(context: ChangeContext): Job<ChangeOutcome> {
    yield* deleteRowsOf(context.connection, this.#reverted.rows.restored.name);
    yield* applyChanges(this.#transform, "back", { context, onProgress: () => undefined });
    return yield* this.#outcome(context);
  }

  async *redo(context: ChangeContext): Job<ChangeOutcome> {
    const { connection, state } = context;
    yield* applyChanges(this.#transform, "forward", { context, onProgress: () => undefined });
    yield* putRowsBack(connection, { apart: this.#reverted.rows.restored.name, schema: state.schema });
    return yield* this.#outcome(context);
  }

  journalled(): null {
    return null;
  }

  async *former(): Job<FormerState> {
    yield;
    const { plan, rows } = this.#reverted;
    const cells = plan.values.flatMap((each) => (each.before ? [{ column: each.before, name: formerName(each) }] : []));
    const parts: FormerPart[] = [
      { kind: "cells", table: rows.cells.name, ranges: rows.cells.ranges, cells },
      { kind: "rows", table: rows.deleted.name, ranges: rows.deleted.ranges, columns: plan.before.columns },
      { kind: "absent", table: rows.restored.name, ranges: rows.restored.ranges },
    ];
    return { columns: plan.before.columns, parts };
  }

  async release(connection: Connection): Promise<void> {
    await connection.run(this.#tables.map(({ name }) => `DROP TABLE IF EXISTS ${name}`).join("; "));
  }

  get #transform(): RecordedTransform {
    const { plan, rows } = this.#reverted;
    return { plan, changes: { cells: rows.cells, deleted: rows.deleted } };
  }

  async *#outcome({ connection, state }: ChangeContext): Job<ChangeOutcome> {
    const extent = yield* readExtent(connection, ROWS_TABLE);
    const ranges = this.#tables.flatMap((table) => table.ranges);
    const columnIds = this.#reverted.plan.values.flatMap(({ after }) => after?.id ?? []);
    return {
      state: { ...state, extent, nextRowId: Math.max(state.nextRowId, extent.endId) },
      touched: { kind: "ranges", ranges, columnIds },
      changedRows: this.#tables.reduce((sum, { rowCount }) => sum + rowCount, 0),
    };
  }
}
