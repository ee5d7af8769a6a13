import type { Job } from "../../scheduling/job.ts";
import type { AppliedChange, ChangeContext } from "../change.ts";
import { insertRows } from "./insert-rows.ts";
import { AddedRows, rowsOutcome } from "./rows-records.ts";
import type { TypedRows } from "./type-rows.ts";

export interface AppliedRows extends AppliedChange {
  readonly firstId: number;
}

/** Adds rows behind the others, under new ids. */
export async function* addRows(
  context: ChangeContext,
  rows: TypedRows,
  firstId = context.state.nextRowId,
): Job<AppliedRows> {
  const ids = { firstId, endId: firstId + rows.rowCount };
  yield* insertRows(context.connection, rows, firstId);
  const outcome = yield* rowsOutcome(context, { rowCount: rows.rowCount, ranges: [ids] });
  return { outcome, undo: new AddedRows(ids, context), firstId };
}
