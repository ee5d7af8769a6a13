import type { Connection, Database } from "../../database/database.ts";
import { PersistentTableError } from "../../errors.ts";
import { storageType } from "../../persistence/storage-type.ts";
import { findColumn } from "../../rows/find-column.ts";
import type { Job } from "../../scheduling/job.ts";
import type { Column, TableSchema } from "../../schema.ts";
import type { TransformStep } from "../transform-types.ts";
import { schemaAfter, type CheckedStep } from "./checked-step.ts";
import { ExpressionCheck } from "./expression-check.ts";

const OPERATIONS = ["update", "delete", "add-column", "drop-column", "rename-column", "cast-column"] as const;
const RESERVED_PREFIX = "__pt_";

export interface CheckContext {
  readonly connection: Connection;
  readonly database: Pick<Database, "tokenize">;
  readonly schema: TableSchema;
}

/**
 * Checks all steps before anything is done, each against the columns that the ones before it leave. Rejects with
 * `invalid-argument`, `unknown-column` or `invalid-expression`; the message names the step, the column and DuckDB's reason.
 */
export async function* checkSteps(steps: readonly TransformStep[], context: CheckContext): Job<CheckedStep[]> {
  if (steps.length === 0) throw new PersistentTableError("invalid-argument", "transform: there is no step to do.");
  const check = new ExpressionCheck(context.connection, context.database);
  const checked: CheckedStep[] = [];
  let { schema } = context;
  try {
    for (const [index, step] of steps.entries()) {
      await check.setColumns(schema.columns);
      const place = placeOf(step, steps.length > 1 ? `, step ${index + 1} of ${steps.length}` : "");
      const done = await checkStep(step, { schema, check, place });
      checked.push(done);
      schema = schemaAfter(schema, done);
      yield;
    }
  } finally {
    await check.close();
  }
  return checked;
}

interface StepContext {
  readonly schema: TableSchema;
  readonly check: ExpressionCheck;
  readonly place: string;
}

async function checkStep(step: TransformStep, context: StepContext): Promise<CheckedStep> {
  const { schema, place } = context;
  const column = (name: unknown): Column => findColumn(schema.columns, text(name, "column name", place), place);
  switch (step.op) {
    case "update":
      return await checkUpdate(step, column(step.column), context);
    case "delete":
      return { op: "delete", where: (await checkExpression(step.where, "where", context)).sql, place };
    case "add-column":
      return await checkAdded(step, context);
    case "drop-column": {
      const dropped = column(step.name);
      if (schema.columns.length > 1) return { op: "drop-column", column: dropped, place };
      throw new PersistentTableError("invalid-argument", `${place}: a table keeps at least one column.`);
    }
    case "rename-column": {
      const renamed = column(step.name);
      const others = schema.columns.filter(({ id }) => id !== renamed.id);
      return { op: "rename-column", column: renamed, to: freeName(step.to, others, place), place };
    }
    case "cast-column": {
      const cast = column(step.name);
      const type = await resolveType(step.type, context);
      return { op: "cast-column", column: cast, type, onError: onErrorOf(step.onError, place), place };
    }
  }
}

async function checkUpdate(
  step: Extract<TransformStep, { op: "update" }>,
  column: Column,
  context: StepContext,
): Promise<CheckedStep> {
  const expression = await checkExpression(step.expression, "expression", context);
  const where = step.where === undefined ? null : await checkExpression(step.where, "where", context);
  return {
    op: "update",
    column,
    expression: expression.sql,
    where: where?.sql ?? null,
    isRepeatable: where?.isRepeatable ?? true,
    place: context.place,
  };
}

async function checkAdded(
  step: Extract<TransformStep, { op: "add-column" }>,
  context: StepContext,
): Promise<CheckedStep> {
  const { schema, check, place } = context;
  const name = freeName(step.name, schema.columns, place);
  const expression =
    step.expression === undefined ? null : (await checkExpression(step.expression, "expression", context)).sql;
  const given = step.type === undefined ? null : await resolveType(step.type, context);
  const type = given ?? (expression === null ? "VARCHAR" : await check.typeOf(expression));
  assertStorable(type, place);
  return { op: "add-column", column: { id: schema.nextColumnId, name, type, nullable: true }, expression, place };
}

async function checkExpression(
  value: unknown,
  what: string,
  { check, place }: StepContext,
): Promise<{ sql: string; isRepeatable: boolean }> {
  const sql = text(value, what, place);
  return { sql, isRepeatable: await check.expression(sql, `${place}, ${what}`) };
}

async function resolveType(type: unknown, { check, place }: StepContext): Promise<string> {
  const name = await check.typeName(text(type, "type", place), place);
  assertStorable(name, place);
  return name;
}

function assertStorable(type: string, place: string): void {
  if (isStorable(type)) return;
  throw new PersistentTableError("invalid-argument", `${place}: no table can be saved with a column of type ${type}.`);
}

function isStorable(type: string): boolean {
  try {
    return storageType(type) !== null;
  } catch {
    return false;
  }
}

function freeName(value: unknown, others: readonly Column[], place: string): string {
  const name = text(value, "name", place);
  const fail = (reason: string): never => {
    throw new PersistentTableError("invalid-argument", `${place}: ${reason}.`);
  };
  if (name.trim() === "") fail("a column's name is not empty");
  if (fold(name).startsWith(RESERVED_PREFIX)) fail(`names that begin with ${RESERVED_PREFIX} are reserved`);
  if (name.includes("\0")) fail("the name has a NUL character, remove it");
  const taken = others.find((column) => fold(column.name) === fold(name));
  if (taken) fail(`there is a column "${taken.name}" already`);
  return name;
}

/** As DuckDB compares names. */
function fold(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function onErrorOf(value: unknown, place: string): "fail" | "null" {
  if (value === "fail" || value === "null") return value;
  throw new PersistentTableError("invalid-argument", `${place}: onError is "fail" or "null", found ${shown(value)}.`);
}

/** Steps come from the page's own scripts, where no compiler may have looked at them. */
function text(value: unknown, what: string, place: string): string {
  if (typeof value === "string") return value;
  throw new PersistentTableError("invalid-argument", `${place}: the ${what} is to be a string, found ${shown(value)}.`);
}

function placeOf(step: unknown, number: string): string {
  const { op, column, name } = (step ?? {}) as Record<string, unknown>;
  if (!OPERATIONS.includes(op as never)) {
    throw new PersistentTableError(
      "invalid-argument",
      `transform${number}: there is no operation ${shown(op)}. The operations are: ${OPERATIONS.join(", ")}.`,
    );
  }
  const target = op === "update" ? column : name;
  return `transform${number} (${String(op)}${typeof target === "string" ? ` "${target}"` : ""})`;
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
