import { quoteIdentifier } from "../../database/sql.ts";
import { typeInfo } from "../../rows/column-types.ts";
import { ROW_ID, ROWS_TABLE } from "../../schema.ts";
import type { IdRange } from "../change.ts";
import type { CheckedStep } from "./checked-step.ts";
import { enclosed } from "./expression-check.ts";
import { formerName, type TransformPlan } from "./transform-plan.ts";

/** Whether the row is deleted. */
export const GONE = "__pt_gone";
/** Position of the first step whose cast the row's value did not fit, and that value. */
export const MISFIT_STEP = "__pt_misfit_step";
export const MISFIT_VALUE = "__pt_misfit_value";

const CAST = "__pt_cast";
/** DuckDB moves no condition across a limit: each expression runs once, and after what guards it. */
const ALL_ROWS = "LIMIT 9007199254740992";

/** All rows within `range` after the first `count` steps, with the former cells of the plan's columns. */
export function passSql(plan: TransformPlan, count: number, range: IdRange): string {
  const [only] = plan.steps;
  if (plan.steps.length === 1 && only?.op === "update" && only.where !== null) {
    // A condition on the rows is cheaper than one in each cell.
    return stepSql({ ...only, where: null }, { plan, source: startSql(plan, range, only.where), position: 0 });
  }
  return plan.steps
    .slice(0, count)
    .reduce((source, step, position) => stepSql(step, { plan, source, position }), startSql(plan, range, null));
}

/** The rows within `range` for which `where` is true. */
export function matchesSql(list: string, where: string, range: IdRange): string {
  return `SELECT ${list} FROM ${ROWS_TABLE} WHERE ${idsWithin(range)} AND ${conditionSql(where)}`;
}

export function idsWithin({ firstId, endId }: IdRange, table?: string): string {
  const id = table === undefined ? ROW_ID : `${table}.${ROW_ID}`;
  return `${id} >= ${firstId} AND ${id} < ${endId}`;
}

/** What an update writes. */
export function valueSql({ expression, column }: Extract<CheckedStep, { op: "update" }>): string {
  return `CAST(${enclosed(expression)} AS ${column.type})`;
}

function startSql({ values, deletes, isStrict }: TransformPlan, range: IdRange, filter: string | null): string {
  const former = values.flatMap((each) =>
    each.before ? [`${quoteIdentifier(each.before.name)} AS ${formerName(each)}`] : [],
  );
  const list = [
    "*",
    ...former,
    ...(deletes ? [`FALSE AS ${GONE}`] : []),
    ...(isStrict ? [`CAST(NULL AS INTEGER) AS ${MISFIT_STEP}, CAST(NULL AS VARCHAR) AS ${MISFIT_VALUE}`] : []),
  ].join(", ");
  return filter === null
    ? `SELECT ${list} FROM ${ROWS_TABLE} WHERE ${idsWithin(range)}`
    : matchesSql(list, filter, range);
}

interface StepPlace {
  readonly plan: TransformPlan;
  /** The rows before the step. */
  readonly source: string;
  readonly position: number;
}

function stepSql(step: CheckedStep, place: StepPlace): string {
  const ifGone = (result: string): Guard[] => (place.plan.deletes ? [{ when: GONE, result }] : []);
  switch (step.op) {
    case "update": {
      const name = quoteIdentifier(step.column.name);
      const unmet = step.where === null ? [] : [{ when: `${conditionSql(step.where)} IS NOT TRUE`, result: name }];
      return pass(`* REPLACE (${guarded([...ifGone(name), ...unmet], valueSql(step))} AS ${name})`, place.source);
    }
    case "delete": {
      const isMet = `${conditionSql(step.where)} IS TRUE`;
      return pass(`* REPLACE (${guarded(ifGone("TRUE"), isMet)} AS ${GONE})`, place.source);
    }
    case "add-column": {
      const value = step.expression === null ? "NULL" : guarded(ifGone("NULL"), enclosed(step.expression));
      return pass(`*, CAST(${value} AS ${step.column.type}) AS ${quoteIdentifier(step.column.name)}`, place.source);
    }
    case "drop-column":
      return pass(`* EXCLUDE (${quoteIdentifier(step.column.name)})`, place.source);
    case "rename-column":
      return pass(`* RENAME (${quoteIdentifier(step.column.name)} AS ${quoteIdentifier(step.to)})`, place.source);
    case "cast-column":
      return castSql(step, place);
  }
}

function castSql(
  { column, type, onError }: Extract<CheckedStep, { op: "cast-column" }>,
  { plan, source, position }: StepPlace,
): string {
  const name = quoteIdentifier(column.name);
  const cast = pass(`*, ${tryCast(name, column.type, type)} AS ${CAST}`, source);
  const replaced = [`${CAST} AS ${name}`];
  if (onError === "fail") {
    const isGone = plan.deletes ? `${GONE} OR ` : "";
    const fits = `${isGone}${MISFIT_STEP} IS NOT NULL OR ${CAST} IS NOT NULL OR ${name} IS NULL`;
    replaced.push(
      `${guarded([{ when: fits, result: MISFIT_STEP }], String(position))} AS ${MISFIT_STEP}`,
      `${guarded([{ when: fits, result: MISFIT_VALUE }], `CAST(${name} AS VARCHAR)`)} AS ${MISFIT_VALUE}`,
    );
  }
  return pass(`* EXCLUDE (${CAST}) REPLACE (${replaced.join(", ")})`, cast);
}

function pass(list: string, source: string): string {
  return `SELECT ${list} FROM (${source}) AS __pt_row ${ALL_ROWS}`;
}

interface Guard {
  readonly when: string;
  readonly result: string;
}

/** `value`, evaluated only where no guard holds. */
function guarded(guards: readonly Guard[], value: string): string {
  if (guards.length === 0) return value;
  return `CASE ${guards.map(({ when, result }) => `WHEN ${when} THEN ${result}`).join(" ")} ELSE ${value} END`;
}

/** A condition of a step, also on a text or number. */
export function conditionSql(where: string): string {
  return `CAST(${enclosed(where)} AS BOOLEAN)`;
}

/** NULL for a value that does not fit as a whole; TRY_CAST alone makes `[1, NULL]` of `[1, x]`. */
function tryCast(name: string, from: string, to: string): string {
  const isNested = [from, to].some((type) => typeInfo(type).kind === "nested");
  return isNested ? `TRY(CAST(${name} AS ${to}))` : `TRY_CAST(${name} AS ${to})`;
}
