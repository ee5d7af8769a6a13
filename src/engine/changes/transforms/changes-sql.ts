import { quoteIdentifier } from "../../database/sql.ts";
import { ROW_ID } from "../../schema.ts";
import type { IdRange } from "../change.ts";
import type { CheckedStep } from "./checked-step.ts";
import { GONE, MISFIT_STEP, MISFIT_VALUE, passSql } from "./pass-sql.ts";
import { formerName, newName, type ColumnValues, type TransformPlan } from "./transform-plan.ts";

interface RecordColumn {
  readonly name: string;
  readonly type: string;
  /** What it holds, at the end of a pass. */
  readonly value: string;
}

/** The columns of a record: of each changed row the id, and the former and the new cells of the plan's columns. */
export function recordColumns({ values, deletes, isStrict }: TransformPlan): RecordColumn[] {
  const same = (name: string, type: string): RecordColumn => ({ name, type, value: name });
  return [
    same(ROW_ID, "BIGINT"),
    ...(deletes ? [same(GONE, "BOOLEAN")] : []),
    ...(isStrict ? [same(MISFIT_STEP, "INTEGER"), same(MISFIT_VALUE, "VARCHAR")] : []),
    ...values.flatMap((each) => [
      ...(each.before ? [same(formerName(each), each.before.type)] : []),
      ...(each.after ? [{ name: newName(each), type: each.after.type, value: quoteIdentifier(each.after.name) }] : []),
    ]),
  ];
}

/** The rows within `range` that the transform changes, as a record holds them. */
export function changesSql(plan: TransformPlan, range: IdRange): string {
  const list = recordColumns(plan).map(({ name, value }) => (name === value ? name : `${value} AS ${name}`));
  const isChanged = [
    ...(plan.deletes ? [GONE] : []),
    ...(plan.isStrict ? [`${MISFIT_STEP} IS NOT NULL`] : []),
    ...plan.values.map(differs),
  ].join(" OR ");
  return `SELECT ${list.join(", ")} FROM (${passSql(plan, plan.steps.length, range)}) WHERE ${isChanged}`;
}

/** Runs the steps up to the one at `position`, of which DuckDB cannot leave anything out. */
export function probeSql(plan: TransformPlan, position: number, range: IdRange): string {
  const step = plan.steps[position];
  const outcome = step ? outcomeOf(step) : ROW_ID;
  return `SELECT count(${outcome}) FROM (${passSql(plan, position + 1, range)})`;
}

function outcomeOf(step: CheckedStep): string {
  switch (step.op) {
    case "update":
    case "add-column":
    case "cast-column":
      return quoteIdentifier(step.column.name);
    case "delete":
      return GONE;
    case "drop-column":
    case "rename-column":
      return ROW_ID;
  }
}

function differs(values: ColumnValues): string {
  const { before, after } = values;
  const former = formerName(values);
  const present = after ? quoteIdentifier(after.name) : "NULL";
  if (!before) return `${present} IS NOT NULL`;
  if (!after) return `${former} IS NOT NULL`;
  // In another type every value is another one.
  if (before.type !== after.type) return `${former} IS NOT NULL OR ${present} IS NOT NULL`;
  // DuckDB's own UPDATE compares so too: it leaves a 0 that becomes -0, and a month that becomes 30 days.
  return `${former} IS DISTINCT FROM ${present}`;
}
