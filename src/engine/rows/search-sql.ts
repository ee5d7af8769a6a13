import { stringLiteral } from "../database/sql.ts";
import type { Column } from "../schema.ts";
import { typeInfo } from "./column-types.ts";
import type { TypeKind } from "./column-types.ts";
import { textSql } from "./filter-sql.ts";

/** Characters that a type's text can hold: a term with any other need not look at the column at all. */
const ALPHABETS: Partial<Record<TypeKind, RegExp>> = {
  integer: /^[-\d]+$/,
  decimal: /^[-.\d]+$/,
  float: /^[-+.\de]+$|^-?n?a?n?$|^-?[infty]+$/,
  boolean: /^[truefals]+$/,
  date: /^[-\d ()bcinfty]+$/,
  time: /^[-+:.\d]+$/,
  timestamp: /^[-+:.\d ()bcinfty]+$/,
  uuid: /^[-\da-f]+$/,
  bit: /^[01]+$/,
};

/**
 * Rows with `term` in the text of any column, ignoring case, as a condition that is never NULL; undefined for a
 * blank term.
 */
export function searchSql(term: string, columns: readonly Column[]): string | undefined {
  if (term.trim() === "") return undefined;
  const lower = term.toLowerCase();
  const fold = lower === term.toUpperCase() ? (text: string) => text : (text: string) => `lower(${text})`;
  const needle = fold(stringLiteral(term));
  const tests = columns
    .filter((column) => ALPHABETS[typeInfo(column.type).kind]?.test(lower) ?? true)
    .map((column) => `coalesce(contains(${fold(textSql(column))}, ${needle}), FALSE)`);
  return tests.length > 0 ? `(${tests.join(" OR ")})` : "FALSE";
}
