import type { TransformStep } from "../../engine/changes/transform-types.ts";
import type { ViewModel } from "../../engine/models.ts";
import type { Column } from "../../engine/schema.ts";
import { DECIMAL, isCastType, MAX_DECIMAL_DIGITS } from "./cast-types.ts";
import {
  constantSql,
  fillSql,
  isText,
  letterCaseSql,
  replaceCellSql,
  replaceTextSql,
  splitSql,
  trimSql,
  type UpdateSql,
} from "./column-sql.ts";
import { bothSql, comparesValue, comparisonSql, viewSql } from "./row-conditions.ts";
import { eligibleColumns, operationOf, type FormField, type TransformForm } from "./transform-form.ts";

export type FormPlan =
  | { readonly kind: "steps"; readonly steps: readonly TransformStep[] }
  /** Something is still to be filled in. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "problem"; readonly field: FormField; readonly message: string };

export interface FormContext {
  readonly columns: readonly Column[];
  /** Names of the columns that the page keeps as they are. */
  readonly readonlyColumns: ReadonlySet<string>;
  readonly view: ViewModel;
  /** BCP 47 tag of the reader, who may type numbers and dates in its form. */
  readonly locale: string | undefined;
}

export const MAX_PARTS = 20;

const INCOMPLETE: FormPlan = { kind: "incomplete" };

/** The steps that the reader asks for. Texts become SQL constants; only `expression` is taken as SQL. */
export function planForm(form: TransformForm, context: FormContext): FormPlan {
  if (form.operation === "derive") return planDerive(form, context);
  if (form.operation === "delete") return planDelete(form, context);
  const eligible = eligibleColumns(operationOf(form), context.columns, context.readonlyColumns);
  const column = eligible.find(({ name }) => name === form.column);
  if (!column) return INCOMPLETE;
  switch (form.operation) {
    case "set":
      return isBlank(form.expression) ? INCOMPLETE : planSet(form, column, context);
    case "replace":
      return planReplace(form, column, context);
    case "trim":
      return update(trimSql(column), column, form, context);
    case "case":
      return update(letterCaseSql(column, form.letterCase), column, form, context);
    case "fill":
      return planFill(form, column, context);
    case "cast":
      return planCast(form, column);
    case "split":
      return planSplit(form, column, context);
    case "rename":
      return planRename(form, column, context);
    case "drop":
      return planned({ op: "drop-column", name: column.name });
  }
}

function planSet(form: TransformForm, column: Column, context: FormContext): FormPlan {
  const where = scope(form, context);
  const step = { op: "update", column: column.name, expression: form.expression } as const;
  return planned(where === null ? step : { ...step, where });
}

function planReplace(form: TransformForm, column: Column, context: FormContext): FormPlan {
  const { find, replacement, matchCase, wholeCell } = form;
  if (!wholeCell) {
    if (find === "") return INCOMPLETE;
    return update(replaceTextSql(column, { find, replacement, matchCase }), column, form, context);
  }
  if (find === "" && !isText(column)) return INCOMPLETE;
  const found = constantSql(find, column, context.locale);
  if ("problem" in found) return { kind: "problem", field: "find", message: found.problem };
  const put = constantSql(replacement, column, context.locale);
  if ("problem" in put) return { kind: "problem", field: "replacement", message: put.problem };
  return update(replaceCellSql(column, { find: found.sql, replacement: put.sql, matchCase }), column, form, context);
}

function planFill(form: TransformForm, column: Column, context: FormContext): FormPlan {
  if (form.fill === "") return INCOMPLETE;
  const constant = constantSql(form.fill, column, context.locale);
  if ("problem" in constant) return { kind: "problem", field: "fill", message: constant.problem };
  return update(fillSql(column, constant.sql, form.fillsEmptyText), column, form, context);
}

function planCast({ type, precision, scale, onMisfit }: TransformForm, { name }: Column): FormPlan {
  if (!isCastType(type)) return INCOMPLETE;
  if (type !== DECIMAL) return planned({ op: "cast-column", name, type, onError: onMisfit });
  const digits = wholeNumber(precision, 1, MAX_DECIMAL_DIGITS);
  if (digits === null) return problem("precision", `A whole number from 1 to ${MAX_DECIMAL_DIGITS}.`);
  const behind = wholeNumber(scale, 0, digits);
  if (behind === null) return problem("scale", `A whole number from 0 to ${digits}.`);
  return planned({ op: "cast-column", name, type: `${DECIMAL}(${digits},${behind})`, onError: onMisfit });
}

function planSplit({ separator, parts }: TransformForm, column: Column, { columns }: FormContext): FormPlan {
  if (separator === "") return INCOMPLETE;
  const count = wholeNumber(parts, 2, MAX_PARTS);
  if (count === null) return problem("parts", `A whole number from 2 to ${MAX_PARTS}.`);
  const names = freeNames(column.name, count, columns);
  const steps = splitSql(column, separator.replaceAll("\\t", "\t"), count).map((expression, index): TransformStep => {
    return { op: "add-column", name: names[index] ?? "", type: "VARCHAR", expression };
  });
  return { kind: "steps", steps };
}

function planRename({ name }: TransformForm, column: Column, { columns }: FormContext): FormPlan {
  if (isBlank(name) || name === column.name) return INCOMPLETE;
  const others = columns.filter((other) => other !== column);
  return nameProblem(name, others) ?? planned({ op: "rename-column", name: column.name, to: name });
}

function planDerive({ name, expression }: TransformForm, { columns }: FormContext): FormPlan {
  if (isBlank(name) || isBlank(expression)) return INCOMPLETE;
  return nameProblem(name, columns) ?? planned({ op: "add-column", name, expression });
}

function planDelete(form: TransformForm, context: FormContext): FormPlan {
  const rest = scope(form, context);
  if (form.condition === "expression") {
    if (isBlank(form.expression)) return INCOMPLETE;
    return planned({ op: "delete", where: bothSql(form.expression, rest) });
  }
  const column = context.columns.find(({ name }) => name === form.column);
  const isEmptyTest = column && isText(column) && (form.condition === "eq" || form.condition === "ne");
  if (!column || (comparesValue(form.condition) && form.value === "" && !isEmptyTest)) return INCOMPLETE;
  const comparison = comparisonSql(column, form.condition, form.value, context.locale);
  if ("problem" in comparison) return problem("value", comparison.problem);
  return planned({ op: "delete", where: bothSql(comparison.sql, rest) });
}

function update(sql: UpdateSql, { name }: Column, form: TransformForm, context: FormContext): FormPlan {
  const where = bothSql(sql.where, scope(form, context));
  return planned({ op: "update", column: name, expression: sql.expression, where });
}

/** Which rows of the table are meant; null: all. */
function scope({ onlyView }: TransformForm, { view, columns }: FormContext): string | null {
  return onlyView ? viewSql(view, columns) : null;
}

/** `code 1`, `code 2` …, or the next numbers where those are taken. */
function freeNames(base: string, count: number, columns: readonly Column[]): string[] {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const names: string[] = [];
  for (let number = 1; names.length < count; number++) {
    const name = `${base} ${number}`;
    if (!taken.has(name.toLowerCase())) names.push(name);
  }
  return names;
}

/** DuckDB's names are the same in any letter case. */
function nameProblem(name: string, columns: readonly Column[]): FormPlan | null {
  const taken = columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  return taken ? problem("name", `There is a column “${taken.name}” already.`) : null;
}

function wholeNumber(text: string, min: number, max: number): number | null {
  if (!/^\d+$/.test(text.trim())) return null;
  const number = Number(text);
  return number >= min && number <= max ? number : null;
}

function planned(step: TransformStep): FormPlan {
  return { kind: "steps", steps: [step] };
}

function problem(field: FormField, message: string): FormPlan {
  return { kind: "problem", field, message };
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}
