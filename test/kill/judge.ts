import type { ModelColumn, ModelTable } from "../browser/engine/model-table.ts";
import { applyTo, newModel, type Operation, type Value } from "./operation.ts";

/** A table as a page found it. */
export interface FoundTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Cells as text. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What a page did, by the positions of the operations. */
export interface Attempt {
  readonly operations: readonly Operation[];
  /** How many of them are known to have been begun. */
  readonly started: number;
  readonly acknowledged: readonly number[];
  /** Told as failed: they may have been done, or not. */
  readonly rejected: readonly number[];
  /** Told as having had nothing to do: a page whose database died need not remember everything that can be undone. */
  readonly idle: readonly number[];
}

export type Verdict =
  /** As after the first `operations` of the attempt. */
  | { readonly kind: "kept"; readonly operations: number }
  /** A state that existed, but the last `operations` acknowledged ones are missing. */
  | { readonly kind: "lost"; readonly operations: number }
  /** `nearest`: how it differs from the state that it resembles most. */
  | { readonly kind: "never existed"; readonly nearest: string };

/** Of the rejected ones; each doubles the states to look at. */
const MOST_OMITTED = 6;

/**
 * Compares what was found with the states that the table went through, beginning with `base`. A page may have gone on for
 * long, and have stored much, before the word of it was out.
 */
export function judge(base: FoundTable, attempt: Attempt, found: FoundTable): Verdict {
  const { acknowledged, rejected, idle } = attempt;
  const most = attempt.operations.length;
  const least = Math.max(-1, ...acknowledged) + 1;
  for (const omitted of subsets(rejected.slice(-MOST_OMITTED))) {
    const operations = lastMatch(base, attempt, new Set([...omitted, ...idle]), found, [least, most]);
    if (operations !== null) return { kind: "kept", operations };
  }
  const older = lastMatch(base, attempt, new Set(idle), found, [0, least - 1]);
  if (older === null) return { kind: "never existed", nearest: nearest(base, attempt, found) };
  return { kind: "lost", operations: acknowledged.filter((index) => index >= older).length };
}

/** After how many operations, in the range, the table was as it was found: the most that it can be. */
function lastMatch(
  base: FoundTable,
  { operations }: Attempt,
  omitted: ReadonlySet<number>,
  found: FoundTable,
  [least, most]: readonly [number, number],
): number | null {
  let model = modelOf(base);
  let match: number | null = null;
  for (let done = 0; done <= most; done++) {
    if (done >= least && isSame(model, found)) match = done;
    const operation = operations[done];
    if (operation && !omitted.has(done)) model = applyTo(model, operation);
  }
  return match;
}

function nearest(base: FoundTable, { operations, started, idle }: Attempt, found: FoundTable): string {
  let model = modelOf(base);
  let best = { distance: Infinity, text: "" };
  for (let done = 0; done <= operations.length; done++) {
    const difference = differenceOf(model, found);
    if (difference.distance < best.distance) {
      best = { ...difference, text: `after ${done} operations of ${started} heard of, but ${difference.text}` };
    }
    const operation = operations[done];
    if (operation && !idle.includes(done)) model = applyTo(model, operation);
  }
  return best.text;
}

function differenceOf(model: ModelTable, { columns, rows }: FoundTable): { distance: number; text: string } {
  const isSameSchema = columns.map(({ name }) => name).join() === model.columns.map(({ name }) => name).join();
  const differing = model.contents.flatMap(([, ...cells], row) =>
    cells.every((cell, column) => cell === rows[row]?.[column]) ? [] : [row],
  );
  const [first = -1] = differing;
  const text =
    `${rows.length} rows in place of ${model.rowCount}${isSameSchema ? "" : ", other columns"}, ${differing.length} rows ` +
    `differ, the first ${JSON.stringify(rows[first])} in place of ${JSON.stringify(model.contents[first]?.slice(1))}`;
  return { distance: differing.length + Math.abs(rows.length - model.rowCount) + (isSameSchema ? 0 : 1), text };
}

export function modelOf({ columns, rows }: FoundTable): ModelTable {
  const types = columns.map(({ name, type }): ModelColumn => ({ name, type: type === "BIGINT" ? type : "VARCHAR" }));
  const valueOf = (text: string | null, column: number): Value =>
    text !== null && types[column]?.type === "BIGINT" ? Number(text) : text;
  return newModel(
    types,
    rows.map((row) => row.map(valueOf)),
  );
}

function isSame(model: ModelTable, { columns, rows }: FoundTable): boolean {
  if (model.rowCount !== rows.length || model.columns.length !== columns.length) return false;
  if (!columns.every(({ name, type }, index) => isSameColumn(model.columns[index], name, type))) return false;
  return model.contents.every(([, ...cells], row) => cells.every((cell, column) => cell === rows[row]?.[column]));
}

function isSameColumn(column: ModelColumn | undefined, name: string, type: string): boolean {
  return column?.name === name && column.type === type;
}

function* subsets(indexes: readonly number[]): Generator<Set<number>> {
  for (let bits = 0; bits < 2 ** indexes.length; bits++) {
    yield new Set(indexes.filter((_, position) => (bits >>> position) & 1));
  }
}
