import type { Database } from "../../database/database.ts";
import type { QueryQueue } from "../../scheduling/query-queue.ts";
import type { Job } from "../../scheduling/job.ts";
import type { AppliedChange, ChangeContext } from "../change.ts";
import type { TransformStep } from "../transform-types.ts";
import { applyChanges } from "./apply-changes.ts";
import { checkSteps } from "./check-steps.ts";
import { labelOf } from "./checked-step.ts";
import { ProgressMeter } from "./progress-meter.ts";
import { recordChanges } from "./record-changes.ts";
import { asPlainUpdate, runPlainUpdate } from "./plain-update.ts";
import { planTransform } from "./transform-plan.ts";
import { TransformRecord } from "./transform-record.ts";

/** Of the whole; writing the changes is the rest. */
const RECORD_SHARE = 0.6;

export interface TransformContext extends ChangeContext {
  readonly database: Database;
  readonly queue: QueryQueue;
}

/**
 * Does all steps as one change, in the writer's transaction: whatever stops it, rolling that back leaves the table as it
 * was. Rejects with `invalid-argument`, `unknown-column` or `invalid-expression` before anything is done, and with
 * `query-failed` or `value-mismatch` for a value of the table; the message names the step.
 */
export async function* runTransform(steps: readonly TransformStep[], context: TransformContext): Job<AppliedChange> {
  const { connection, database, state } = context;
  const checked = yield* checkSteps(steps, { connection, database, schema: state.schema });
  const meter = new ProgressMeter(context, steps.length);
  const update = asPlainUpdate(checked);
  if (update) return yield* runPlainUpdate(update, context, meter.part(0, 1));
  const plan = planTransform(checked, state.schema);
  const changes = yield* recordChanges(plan, context, meter.part(0, RECORD_SHARE));
  const outcome = yield* applyChanges({ plan, changes }, "forward", {
    context,
    onProgress: meter.part(RECORD_SHARE, 1),
  });
  meter.report(1);
  return { outcome, undo: new TransformRecord(labelOf(checked), { plan, changes }) };
}
