import type { Column, TableSchema } from "../../schema.ts";
import { schemaAfter, type CheckedStep } from "./checked-step.ts";

/** A column whose cells may be others after the transform; null: it is not there. */
export interface ColumnValues {
  readonly before: Column | null;
  readonly after: Column | null;
}

/** A batch as one change: what it makes of each row follows from that row alone, so all steps are done in one pass. */
export interface TransformPlan {
  readonly steps: readonly CheckedStep[];
  readonly before: TableSchema;
  readonly after: TableSchema;
  readonly values: readonly ColumnValues[];
  /** Whether rows may go. */
  readonly deletes: boolean;
  /** Whether a value that does not fit a cast is an error. */
  readonly isStrict: boolean;
}

export function planTransform(steps: readonly CheckedStep[], before: TableSchema): TransformPlan {
  const after = steps.reduce(schemaAfter, before);
  const written = new Set(steps.flatMap(writtenColumn));
  const ids = new Set([...before.columns, ...after.columns].map(({ id }) => id));
  const values = [...ids].flatMap((id): ColumnValues[] => {
    const pair = {
      before: before.columns.find((column) => column.id === id) ?? null,
      after: after.columns.find((column) => column.id === id) ?? null,
    };
    return pair.after === null || written.has(id) ? [pair] : [];
  });
  return {
    steps,
    before,
    after,
    values,
    deletes: steps.some(({ op }) => op === "delete"),
    isStrict: steps.some((step) => step.op === "cast-column" && step.onError === "fail"),
  };
}

/** The name of a column's former cells in a pass and in its record. */
export function formerName({ before, after }: ColumnValues): string {
  return `__pt_o${before?.id ?? after?.id ?? 0}`;
}

/** The name of a column's new cells in a record. */
export function newName({ before, after }: ColumnValues): string {
  return `__pt_n${before?.id ?? after?.id ?? 0}`;
}

function writtenColumn(step: CheckedStep): number[] {
  switch (step.op) {
    case "update":
    case "cast-column":
      return [step.column.id];
    case "add-column":
      return step.expression === null ? [] : [step.column.id];
    case "delete":
    case "drop-column":
    case "rename-column":
      return [];
  }
}
