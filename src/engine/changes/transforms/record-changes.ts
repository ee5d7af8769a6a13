import type { Connection, Database } from "../../database/database.ts";
import { ROW_ID } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { ChangeContext, IdRange } from "../change.ts";
import {
  columnList,
  createCellTable,
  createRowTable,
  measureTable,
  wholeRowsSql,
  type ChangeTable,
  type FilledTable,
} from "./change-tables.ts";
import { changesSql, probeSql } from "./changes-sql.ts";
import { idsOf, inChunks, type ChunkedIds } from "./id-chunks.ts";
import { GONE, idsWithin, matchesSql, MISFIT_STEP, MISFIT_VALUE } from "./pass-sql.ts";
import { isQueryError, misfitError, stepError } from "./step-errors.ts";
import type { TransformPlan } from "./transform-plan.ts";

/** What a transform changes; null: none of that. */
export interface RecordedChanges {
  readonly cells: FilledTable | null;
  readonly deleted: FilledTable | null;
}

export interface RecordContext extends ChangeContext {
  readonly database: Database;
}

/**
 * Finds out what the transform changes and keeps it in tables; the rows themselves stay as they are. So each expression
 * is evaluated once, and whatever stops it here leaves next to nothing to roll back.
 */
export async function* recordChanges(
  plan: TransformPlan,
  context: RecordContext,
  onProgress: (share: number) => void,
): Job<RecordedChanges> {
  const { connection, state } = context;
  const [only] = plan.steps;
  const justDeletes = plan.steps.length === 1 && only?.op === "delete" ? only : null;
  const cells =
    justDeletes || (plan.values.length === 0 && !plan.deletes) ? null : await createCellTable(connection, plan);
  const deleted = plan.deletes ? await createRowTable(connection, plan.before.columns) : null;
  if (!cells && !deleted) return { cells, deleted };
  const ids = idsOf(state.extent);
  yield* inChunks(
    ids,
    async function* (range, share) {
      try {
        if (cells) yield* connection.query(`INSERT INTO ${cells.name} ${changesSql(plan, range)}`);
        if (deleted && justDeletes) {
          const rows = matchesSql(columnList(deleted.columns), justDeletes.where, range);
          yield* connection.query(`INSERT INTO ${deleted.name} ${rows}`);
        }
      } catch (error) {
        throw yield* explain(error, { plan, database: context.database, range });
      }
      if (cells && plan.isStrict) yield* assertFits(connection, { plan, cells, range });
      onProgress(share);
    },
    context,
  );
  if (cells && deleted) yield* recordGone(context, { cells, deleted, ids });
  return {
    cells: cells && (yield* measureTable(connection, cells)),
    deleted: deleted && (yield* measureTable(connection, deleted)),
  };
}

/** Keeps the rows that the pass found to be deleted. */
async function* recordGone(
  context: RecordContext,
  { cells, deleted, ids }: { cells: ChangeTable; deleted: ChangeTable; ids: ChunkedIds },
): Job<void> {
  const { connection } = context;
  yield* inChunks(
    ids,
    async function* (range) {
      const gone = `SELECT ${ROW_ID} FROM ${cells.name} WHERE ${GONE} AND ${idsWithin(range)}`;
      yield* connection.query(`INSERT INTO ${deleted.name} ${wholeRowsSql(deleted, gone, range)}`);
    },
    context,
  );
}

/** Throws `value-mismatch` for the first value of the chunk that a cast did not take. */
async function* assertFits(
  connection: Connection,
  { plan, cells, range }: { plan: TransformPlan; cells: ChangeTable; range: IdRange },
): Job<void> {
  const misfits = `FROM ${cells.name} WHERE ${MISFIT_STEP} IS NOT NULL AND ${idsWithin(range)}`;
  const found = yield* connection.query(
    `SELECT ${ROW_ID}::DOUBLE, ${MISFIT_STEP}, ${MISFIT_VALUE} ${misfits} ORDER BY ${ROW_ID} LIMIT 1`,
  );
  if (found.numRows === 0) return;
  const [rowId, position, value] = [0, 1, 2].map((index): unknown => found.getChildAt(index)?.get(0));
  const step = plan.steps[Number(position)];
  throw yield* misfitError(connection, { rowId: Number(rowId), value: String(value), step });
}

/** The error of a statement that runs all steps, as that of the one that failed. */
async function* explain(
  error: unknown,
  { plan, database, range }: { plan: TransformPlan; database: Database; range: IdRange },
): Job<unknown> {
  if (!isQueryError(error)) return error;
  const position = plan.steps.length === 1 ? 0 : yield* findFailingStep(plan, database, range);
  return stepError(error, (position === null ? undefined : plan.steps[position]?.place) ?? "transform");
}

/**
 * The failure ended the transaction. No row was changed in it, so another connection finds the same ones. Null when it
 * does not happen again.
 */
async function* findFailingStep(plan: TransformPlan, database: Database, range: IdRange): Job<number | null> {
  const connection = await database.connect();
  try {
    for (const position of plan.steps.keys()) {
      try {
        yield* connection.query(probeSql(plan, position, range));
      } catch (error) {
        if (isQueryError(error)) return position;
        throw error;
      }
    }
    return null;
  } finally {
    await connection.close().catch(() => undefined);
  }
}
