import { parseCellInput } from "../../engine/changes/cell-input.ts";
import { literal, quoteIdentifier, stringLiteral } from "../../engine/database/sql.ts";
import { typeInfo } from "../../engine/rows/column-types.ts";
import { textSql } from "../../engine/rows/filter-sql.ts";
import type { Column } from "../../engine/schema.ts";

/** What an `update` step needs. */
export interface UpdateSql {
  readonly expression: string;
  readonly where: string;
}

export type Constant = { readonly sql: string } | { readonly problem: string };

/** Everything that Unicode calls white space, and the zero-width space and BOM that no reader sees. */
const SPACES = " \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"; // prettier-ignore

/** What a reader typed as a constant of the column's type; a problem is a sentence for the reader. */
export function constantSql(text: string, column: Column, locale: string | undefined): Constant {
  const parsed = parseCellInput(text, column, locale);
  if (parsed.ok === true) return { sql: literal(parsed.value, column.type) };
  if (parsed.ok === false) return { problem: parsed.reason };
  return { sql: `CAST(${stringLiteral(text)} AS ${column.type})` };
}

export function trimSql(column: Column): UpdateSql {
  return changed(column, `trim(${quoteIdentifier(column.name)}, ${stringLiteral(SPACES)})`);
}

export function letterCaseSql(column: Column, letterCase: "upper" | "lower"): UpdateSql {
  return changed(column, `${letterCase}(${quoteIdentifier(column.name)})`);
}

/** `fillsEmptyText`: in a text column, the empty text is as good as none. */
export function fillSql(column: Column, constant: string, fillsEmptyText: boolean): UpdateSql {
  const name = quoteIdentifier(column.name);
  const isEmptyText = fillsEmptyText && isText(column) ? ` OR ${name} = ''` : "";
  return { expression: constant, where: `${name} IS NULL${isEmptyText}` };
}

/** Within the cells' texts; where a column holds something else, the new text is cast back to its type. */
export function replaceTextSql(
  column: Column,
  { find, replacement, matchCase }: { find: string; replacement: string; matchCase: boolean },
): UpdateSql {
  const text = textSql(column);
  const back = (sql: string): string => (isText(column) ? sql : `CAST(${sql} AS ${column.type})`);
  if (matchCase) {
    const needle = stringLiteral(find);
    return {
      expression: back(`replace(${text}, ${needle}, ${stringLiteral(replacement)})`),
      where: `contains(${text}, ${needle})`,
    };
  }
  const pattern = stringLiteral(find.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&"));
  const rewrite = stringLiteral(replacement.replaceAll("\\", "\\\\"));
  return {
    expression: back(`regexp_replace(${text}, ${pattern}, ${rewrite}, 'gi')`),
    where: `regexp_matches(${text}, ${pattern}, 'i')`,
  };
}

/** Cells that are `find` and nothing else. Both are constants of the column's type. */
export function replaceCellSql(
  column: Column,
  { find, replacement, matchCase }: { find: string; replacement: string; matchCase: boolean },
): UpdateSql {
  const name = quoteIdentifier(column.name);
  const fold = isText(column) && !matchCase ? (sql: string) => `lower(${sql})` : (sql: string) => sql;
  return { expression: replacement, where: `${fold(name)} = ${fold(find)}` };
}

/** The parts between separators; the last has all that is left, and a part that is missing is NULL. */
export function splitSql(column: Column, separator: string, count: number): string[] {
  const text = textSql(column);
  const parts = `string_split(${text}, ${stringLiteral(separator)})`;
  const first = Array.from({ length: count - 1 }, (_, index) => `${parts}[${index + 1}]`);
  const separatorsLength = (count - 1) * [...separator].length;
  const lengths = first.map((part) => `length(${part})`).join(" + ");
  const rest = `substr(${text}, ${lengths} + ${separatorsLength + 1})`;
  return [...first, `CASE WHEN len(${parts}) >= ${count} THEN ${rest} END`];
}

export function isText({ type }: Pick<Column, "type">): boolean {
  return typeInfo(type).kind === "text";
}

function changed(column: Column, expression: string): UpdateSql {
  return { expression, where: `${quoteIdentifier(column.name)} <> ${expression}` };
}
