import type { Table } from "apache-arrow";
import type { Connection, Database } from "../../database/database.ts";
import { PersistentTableError } from "../../errors.ts";
import { copyCells, type CellColumn } from "../../rows/cell-column.ts";
import { travelsAsText } from "../../rows/cell-values.ts";
import type { Job } from "../../scheduling/job.ts";
import { ROW_ID } from "../../schema.ts";
import type { IdRange, TableState } from "../change.ts";
import type { PreviewRow, TransformPreview, TransformStep } from "../transform-types.ts";
import { checkSteps } from "./check-steps.ts";
import type { CheckedStep } from "./checked-step.ts";
import { changesSql } from "./changes-sql.ts";
import { matchesSql, MISFIT_STEP, MISFIT_VALUE } from "./pass-sql.ts";
import { misfitError, stepError } from "./step-errors.ts";
import { formerName, newName, planTransform, type TransformPlan } from "./transform-plan.ts";

export interface PreviewContext {
  readonly connection: Connection;
  readonly database: Database;
  readonly state: TableState;
  /** Most rows to tell of. */
  readonly limit: number;
}

/** The first affected rows are often among the first of all. */
const FIRST_IDS = 8192;
const MAX_IDS = 245_760;
const GROWTH = 4;

/**
 * What `step` would do to the first rows that it affects; changes nothing. Rejects as the transform would, as far as it
 * has looked.
 */
export async function* previewTransform(step: TransformStep, context: PreviewContext): Job<TransformPreview> {
  const { connection, database, state } = context;
  const [checked] = yield* checkSteps([step], { connection, database, schema: state.schema });
  if (!checked) throw new PersistentTableError("invalid-argument", "transform: there is no step to preview.");
  const plan = planTransform([checked], state.schema);
  return {
    column: "column" in checked ? { name: checked.column.name, type: checked.column.type } : null,
    ...(checked.op === "cast-column" && { newType: checked.type }),
    rows: yield* firstRows(checked, plan, context),
  };
}

async function* firstRows(step: CheckedStep, plan: TransformPlan, context: PreviewContext): Job<PreviewRow[]> {
  const { connection, state, limit } = context;
  const rows: PreviewRow[] = [];
  if (plan.values.length === 0 && !plan.deletes) return rows;
  const { endId } = state.extent;
  let ids = FIRST_IDS;
  for (let { firstId } = state.extent; firstId < endId && rows.length < limit; ids = Math.min(MAX_IDS, ids * GROWTH)) {
    const range = { firstId, endId: Math.min(endId, firstId + ids) };
    let page: Table;
    try {
      page = yield* connection.query(pageSql(step, plan, { range, limit: limit - rows.length }));
    } catch (error) {
      throw stepError(error, step.place);
    }
    rows.push(...(yield* readRows(page, { step, plan, connection })));
    firstId = range.endId;
    yield;
  }
  return rows;
}

function pageSql(step: CheckedStep, plan: TransformPlan, part: { range: IdRange; limit: number }): string {
  const order = `ORDER BY ${ROW_ID} LIMIT ${part.limit}`;
  if (step.op === "delete") return `${matchesSql(ROW_ID, step.where, part.range)} ${order}`;
  const list = [
    ROW_ID,
    ...(plan.isStrict ? [MISFIT_STEP, MISFIT_VALUE] : []),
    ...plan.values.flatMap((values) => [
      ...(values.before ? [transported(formerName(values), values.before.type)] : []),
      ...(values.after ? [transported(newName(values), values.after.type)] : []),
    ]),
  ];
  return `SELECT ${list.join(", ")} FROM (${changesSql(plan, part.range)}) ${order}`;
}

function transported(name: string, type: string): string {
  return travelsAsText(type) ? `CAST(${name} AS VARCHAR)` : name;
}

async function* readRows(
  page: Table,
  { step, plan, connection }: { step: CheckedStep; plan: TransformPlan; connection: Connection },
): Job<PreviewRow[]> {
  const all = Int32Array.from({ length: page.numRows }, (_, row) => row);
  const columns = page.schema.fields.flatMap((_, index): CellColumn[] => {
    const vector = page.getChildAt(index);
    return vector ? [copyCells(vector, all)] : [];
  });
  const [ids, ...others] = columns;
  const [misfitSteps, misfitValues, ...strictCells] = others;
  const [values] = plan.values;
  const cells = plan.isStrict ? strictCells : others;
  const [former, present] = values?.before ? cells : [undefined, ...cells];
  const rows: PreviewRow[] = [];
  for (const row of all) {
    const rowId = Number(ids?.get(row));
    if (plan.isStrict && misfitSteps?.get(row) != null) {
      throw yield* misfitError(connection, { rowId, value: String(misfitValues?.get(row)), step });
    }
    rows.push({
      rowId,
      ...(former && { oldValue: former.get(row) }),
      ...(present && { newValue: present.get(row) }),
    });
  }
  return rows;
}
