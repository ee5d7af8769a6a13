import type { FilterModel } from "../../engine/models.ts";
import { typeInfo } from "../../engine/rows/column-types.ts";
import type { Column } from "../../engine/schema.ts";
import { DEFAULT_TYPE } from "./cast-types.ts";

export type OperationId =
  "set" | "replace" | "trim" | "case" | "fill" | "cast" | "split" | "rename" | "drop" | "derive" | "delete";

/** How a cell is compared; `expression`: by the reader's own condition. */
export type ConditionOp = Exclude<Extract<FilterModel, { column: string }>["op"], "between" | "in"> | "expression";

/** What the reader filled in. What an operation does not ask for is kept for the one that does. */
export interface TransformForm {
  readonly operation: OperationId;
  /** Name of the column that is worked on; empty: none is chosen yet. */
  readonly column: string;
  /** Only rows that the filter and the search let through. */
  readonly onlyView: boolean;
  /** DuckDB SQL: the new value, the new column, or which rows to delete. */
  readonly expression: string;
  readonly find: string;
  readonly replacement: string;
  readonly matchCase: boolean;
  readonly wholeCell: boolean;
  readonly letterCase: "upper" | "lower";
  /** What empty cells get. */
  readonly fill: string;
  /** The empty text counts as an empty cell. */
  readonly fillsEmptyText: boolean;
  readonly type: string;
  readonly precision: string;
  readonly scale: string;
  readonly onMisfit: "fail" | "null";
  readonly separator: string;
  readonly parts: string;
  readonly condition: ConditionOp;
  /** What a condition compares with. */
  readonly value: string;
  /** Of a new or renamed column. */
  readonly name: string;
}

export type FormField = keyof TransformForm;

export const EMPTY_FORM: TransformForm = {
  operation: "set",
  column: "",
  onlyView: true,
  expression: "",
  find: "",
  replacement: "",
  matchCase: false,
  wholeCell: false,
  letterCase: "upper",
  fill: "",
  fillsEmptyText: true,
  type: DEFAULT_TYPE,
  precision: "18",
  scale: "2",
  onMisfit: "fail",
  separator: ",",
  parts: "2",
  condition: "eq",
  value: "",
  name: "",
};

export interface Operation {
  readonly id: OperationId;
  readonly label: string;
  /** Asks for a column; `text`: for one of text. */
  readonly column: "any" | "text" | null;
  /** Changes that column itself, which the page may forbid. */
  readonly writesColumn: boolean;
  /** Can be kept to the rows of the view. */
  readonly hasRows: boolean;
  /** Where the database's objections belong. */
  readonly mainField: FormField;
}

export const OPERATIONS: readonly Operation[] = [
  {
    id: "set",
    label: "Set to an expression",
    column: "any",
    writesColumn: true,
    hasRows: true,
    mainField: "expression",
  },
  { id: "replace", label: "Find and replace", column: "any", writesColumn: true, hasRows: true, mainField: "find" },
  { id: "trim", label: "Trim spaces", column: "text", writesColumn: true, hasRows: true, mainField: "column" },
  {
    id: "case",
    label: "Upper or lower case",
    column: "text",
    writesColumn: true,
    hasRows: true,
    mainField: "letterCase",
  },
  { id: "fill", label: "Fill empty cells", column: "any", writesColumn: true, hasRows: true, mainField: "fill" },
  { id: "cast", label: "Change the type", column: "any", writesColumn: true, hasRows: false, mainField: "type" },
  {
    id: "split",
    label: "Split into columns",
    column: "any",
    writesColumn: false,
    hasRows: false,
    mainField: "separator",
  },
  { id: "rename", label: "Rename the column", column: "any", writesColumn: true, hasRows: false, mainField: "name" },
  { id: "drop", label: "Remove the column", column: "any", writesColumn: true, hasRows: false, mainField: "column" },
  { id: "derive", label: "Add a column", column: null, writesColumn: false, hasRows: false, mainField: "expression" },
  { id: "delete", label: "Delete rows", column: "any", writesColumn: false, hasRows: true, mainField: "value" },
];

export function operationOf({ operation }: Pick<TransformForm, "operation">): Operation {
  const found = OPERATIONS.find(({ id }) => id === operation);
  if (!found) throw new RangeError(`There is no operation ${operation}.`);
  return found;
}

/** The columns that an operation can work on. `forbidden`: names of those that the page keeps as they are. */
export function eligibleColumns(
  operation: Operation,
  columns: readonly Column[],
  forbidden: ReadonlySet<string>,
): readonly Column[] {
  return columns.filter(({ name, type }) => {
    if (operation.writesColumn && forbidden.has(name)) return false;
    return operation.column !== "text" || typeInfo(type).kind === "text";
  });
}
