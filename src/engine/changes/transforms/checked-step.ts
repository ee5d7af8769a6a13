import type { Column, TableSchema } from "../../schema.ts";

/** A step that can be done: names are found, types are DuckDB's own names, expressions are bound. */
export type CheckedStep = (
  | {
      readonly op: "update";
      readonly column: Column;
      readonly expression: string;
      readonly where: string | null;
      /** Whether the condition is true of the same values whenever it is asked; not so `random() < 0.5`. */
      readonly isRepeatable: boolean;
    }
  | { readonly op: "delete"; readonly where: string }
  /** Without an expression the column is empty. */
  | { readonly op: "add-column"; readonly column: Column; readonly expression: string | null }
  | { readonly op: "drop-column"; readonly column: Column }
  | { readonly op: "rename-column"; readonly column: Column; readonly to: string }
  | { readonly op: "cast-column"; readonly column: Column; readonly type: string; readonly onError: "fail" | "null" }
) & {
  /** For messages, e.g. `transform, step 2 of 3 (update "price")`. */
  readonly place: string;
};

/** The columns that the step leaves. Column ids last through renames and casts, and are never given again. */
export function schemaAfter(schema: TableSchema, step: CheckedStep): TableSchema {
  const { columns, nextColumnId } = schema;
  const replace = (changed: Partial<Column>, { id }: Column): TableSchema => {
    return { columns: columns.map((column) => (column.id === id ? { ...column, ...changed } : column)), nextColumnId };
  };
  switch (step.op) {
    case "update":
    case "delete":
      return schema;
    case "add-column":
      return { columns: [...columns, step.column], nextColumnId: step.column.id + 1 };
    case "drop-column":
      return { columns: columns.filter(({ id }) => id !== step.column.id), nextColumnId };
    case "rename-column":
      return replace({ name: step.to }, step.column);
    case "cast-column":
      return replace({ type: step.type }, step.column);
  }
}

/** For the reader, e.g. `Update price`, `3 steps: Update price, Delete rows, …`. */
export function labelOf(steps: readonly CheckedStep[]): string {
  const [first, second] = steps.map(stepLabel);
  if (first === undefined || second === undefined) return first ?? "";
  return `${steps.length} steps: ${first}, ${second}${steps.length > 2 ? ", …" : ""}`;
}

function stepLabel(step: CheckedStep): string {
  switch (step.op) {
    case "update":
      return `Update ${step.column.name}`;
    case "delete":
      return "Delete rows";
    case "add-column":
      return `Add ${step.column.name}`;
    case "drop-column":
      return `Drop ${step.column.name}`;
    case "rename-column":
      return `Rename ${step.column.name} to ${step.to}`;
    case "cast-column":
      return `Cast ${step.column.name} to ${step.type}`;
  }
}
