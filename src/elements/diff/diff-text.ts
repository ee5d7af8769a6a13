import type { DiffCounts, DiffData, DiffKind, SchemaChange } from "../../engine/diff/diff-types.ts";
import { countText, percentText } from "../chrome/status-text.ts";
import { DIFF_KINDS } from "./diff-arguments.ts";

/** What a row or a count of this kind is told apart by without colour. */
export const KIND_SIGNS: Readonly<Record<DiffKind, string>> = { added: "+", removed: "−", changed: "~" };
export const KIND_WORDS: Readonly<Record<DiffKind, string>> = {
  added: "Added",
  removed: "Removed",
  changed: "Changed",
};

/** `12 rows added, 3 removed, 140 changed`. */
export function countsText(counts: DiffCounts, locale: string | undefined): string {
  const parts = DIFF_KINDS.filter((kind) => counts[kind] > 0).map((kind, index) => {
    const number = index === 0 ? countText(counts[kind], "row", locale) : counts[kind].toLocaleString(locale);
    return `${number} ${kind}`;
  });
  return parts.length === 0 ? "No differences" : parts.join(", ");
}

export function totalOf({ added, removed, changed }: DiffCounts): number {
  return added + removed + changed;
}

/** How far the comparison is, where that is not plain from the counts. */
export function stateText({ state, progress, counts, schemaChanges }: DiffData, locale: string | undefined): string {
  switch (state) {
    case "computing":
      return `Comparing… ${percentText(progress, locale)}`;
    case "stopped":
      return "Stopped: there may be more differences";
    case "failed":
      return "The comparison failed";
    case "complete":
      if (totalOf(counts) > 0) return "";
      return schemaChanges.length > 0 ? "No row differs" : "No differences";
  }
}

export interface ChangesState {
  readonly title: string;
  readonly text: string;
  /** There are changes, but none of the chosen kinds and columns. */
  readonly isFiltered: boolean;
}

/** What is said where changes would be shown, and there are none. */
export function noChangesText({ counts, state, baseName }: DiffData): ChangesState {
  if (totalOf(counts) > 0) {
    const text = "None of the changes is of the chosen kinds and columns.";
    return { title: "No change matches", text, isFiltered: true };
  }
  const title = state === "complete" ? "No differences" : "No differences so far";
  return { title, text: `Compared with ${baseName}.`, isFiltered: false };
}

/** `Column price was added. Column ref is called reference now.` */
export function schemaText(changes: readonly SchemaChange[]): string {
  return changes.map((change) => `Column ${changeText(change)}.`).join(" ");
}

function changeText({ kind, name, before }: SchemaChange): string {
  switch (kind) {
    case "added":
      return `“${name}” is new`;
    case "dropped":
      return `“${name}” was removed`;
    case "renamed":
      return `“${name}” was called “${before ?? ""}”`;
    case "cast":
      return `“${name}” had another type: ${before ?? "unknown"}`;
  }
}

/** What a reader who moves from change to change is told: `Row 1,204 changed: price, quantity`. */
export function rowText(
  { row, kind, columns }: { row: number; kind: DiffKind; columns: readonly string[] },
  locale: string | undefined,
): string {
  const told = columns.length > MAX_TOLD_COLUMNS ? [...columns.slice(0, MAX_TOLD_COLUMNS), "…"] : columns;
  return `Row ${(row + 1).toLocaleString(locale)} ${kind}${told.length > 0 ? `: ${told.join(", ")}` : ""}`;
}

const MAX_TOLD_COLUMNS = 4;
