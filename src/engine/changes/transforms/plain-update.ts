import type { Connection } from "../../database/database.ts";
import { quoteIdentifier } from "../../database/sql.ts";
import { ROWS_TABLE } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { AppliedChange, ChangeContext, IdRange } from "../change.ts";
import type { CaptureContext } from "./cell-capture.ts";
import { labelOf, type CheckedStep } from "./checked-step.ts";
import { idsOf, inChunks } from "./id-chunks.ts";
import { conditionSql, idsWithin, valueSql } from "./pass-sql.ts";
import { stepError } from "./step-errors.ts";
import { captureCells, UpdateRecord } from "./update-record.ts";

/** Such a share of the ids is not in every segment, perhaps, and soon found. */
const SPARSE = 0.001;

/** An update of the rows that a condition names, today as tomorrow. */
export type PlainUpdate = Extract<CheckedStep, { op: "update" }> & { readonly where: string };

/** The whole of a batch as such an update, if it is one. */
export function asPlainUpdate([first, ...others]: readonly CheckedStep[]): PlainUpdate | null {
  if (others.length > 0 || first?.op !== "update") return null;
  const { where } = first;
  return where !== null && first.isRepeatable ? { ...first, where } : null;
}

/**
 * Does the update by DuckDB's own UPDATE, in one go over the rows, without finding out first what it changes: the former
 * cells are copied afterwards. As in SQL, every row that the condition names is counted as changed.
 */
export async function* runPlainUpdate(
  step: PlainUpdate,
  context: ChangeContext & CaptureContext,
  onProgress: (share: number) => void,
): Job<AppliedChange> {
  const { connection, state } = context;
  const ids = idsOf(state.extent);
  const former = await captureCells(step.column, { ids, where: () => conditionSql(step.where) }, context);
  const ranges: IdRange[] = [];
  let changedRows = 0;
  yield* inChunks(
    ids,
    async function* (range, share) {
      const count = yield* updateRows(step, range, connection);
      const isSparse = count < SPARSE * (range.endId - range.firstId);
      if (count > 0) ranges.push(...(isSparse ? yield* former.locate(range) : [range]));
      changedRows += count;
      onProgress(share);
    },
    context,
  );
  const record = new UpdateRecord({ label: labelOf([step]), column: step.column, changedRows, former }, context);
  return {
    outcome: { state, touched: { kind: "ranges", ranges, columnIds: [step.column.id] }, changedRows },
    undo: record,
  };
}

async function* updateRows(step: PlainUpdate, range: IdRange, connection: Connection): Job<number> {
  const set = `${quoteIdentifier(step.column.name)} = ${valueSql(step)}`;
  const where = `${idsWithin(range)} AND ${conditionSql(step.where)}`;
  try {
    const updated = yield* connection.query(`UPDATE ${ROWS_TABLE} SET ${set} WHERE ${where}`);
    return Number(updated.getChildAt(0)?.get(0));
  } catch (error) {
    throw stepError(error, step.place);
  }
}
