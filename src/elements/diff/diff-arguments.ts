import type { DiffBase, DiffFile, DiffFormat, DiffKind, RevertSelection } from "../../engine/diff/diff-types.ts";
import { PersistentTableError } from "../../engine/errors.ts";
import { LOAD_FORMATS } from "../../engine/import/import-types.ts";

export const DIFF_KINDS: readonly DiffKind[] = ["added", "removed", "changed"];
export const DIFF_FORMATS: readonly DiffFormat[] = ["csv", "json", "parquet"];

const BASES = '"saved", "before-transform", the number of a version, or { file, keys } with the names of key columns';

export interface DiffArguments {
  readonly against: DiffBase;
  readonly present?: number;
}

/** What a page handed to `diff()`, or why it cannot be compared. Without `against`, the last saved version is meant. */
export function diffArguments({ against = "saved", present }: { against?: unknown; present?: unknown }): DiffArguments {
  const base = diffBase(against);
  if (present === undefined) return { against: base };
  if (!isVersion(present)) throw wrong("diff({ present })", "the number of a version", present);
  return { against: base, present };
}

function diffBase(against: unknown): DiffBase {
  if (against === "saved" || against === "before-transform" || isVersion(against)) return against;
  if (typeof against === "object" && against !== null && "file" in against) return diffFile(against);
  throw wrong("diff({ against })", BASES, against);
}

function diffFile({ file, keys, format }: { file: unknown; keys?: unknown; format?: unknown }): DiffFile {
  if (file === null || !["string", "object"].includes(typeof file)) {
    throw wrong("diff({ against: { file } })", "what load() takes", file);
  }
  if (!isNames(keys) || keys.length === 0) {
    throw wrong("diff({ against: { keys } })", "an array with the names of the columns that tell rows apart", keys);
  }
  const source = { file: file as DiffFile["file"], keys };
  if (format === undefined) return source;
  const known = LOAD_FORMATS.find((each) => each === format);
  if (!known) throw wrong("diff({ against: { format } })", `one of ${LOAD_FORMATS.join(", ")}`, format);
  return { ...source, format: known };
}

/** What a page handed to `revert()`. */
export function revertSelection(selection: { [Key in keyof RevertSelection]?: unknown }): RevertSelection {
  const { rows, columns, kinds } = selection;
  if (rows !== undefined && !isArrayOf(rows, isPosition)) {
    throw wrong("revert({ rows })", "an array of positions in the view, whole numbers from 0", rows);
  }
  if (columns !== undefined && !isNames(columns)) {
    throw wrong("revert({ columns })", "an array of names of columns", columns);
  }
  if (kinds !== undefined && !isArrayOf(kinds, isKind)) {
    throw wrong("revert({ kinds })", `an array of ${DIFF_KINDS.join(", ")}`, kinds);
  }
  return { ...(rows && { rows }), ...(columns && { columns }), ...(kinds && { kinds }) };
}

export function diffFormat(format: unknown): DiffFormat {
  const known = DIFF_FORMATS.find((each) => each === format);
  if (!known) throw wrong("exportDiff(format)", `one of ${DIFF_FORMATS.join(", ")}`, format);
  return known;
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const isVersion = isPosition;

function isKind(value: unknown): value is DiffKind {
  return DIFF_KINDS.some((kind) => kind === value);
}

function isNames(value: unknown): value is string[] {
  return isArrayOf(value, (each): each is string => typeof each === "string" && each !== "");
}

function isArrayOf<Item>(value: unknown, isItem: (each: unknown) => each is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem);
}

function wrong(what: string, expected: string, actual: unknown): PersistentTableError {
  return new PersistentTableError("invalid-argument", `${what} takes ${expected}; it was ${shown(actual)}.`);
}

function shown(value: unknown): string {
  if (typeof value === "string" || Array.isArray(value)) return JSON.stringify(value, withoutBigInts);
  if (typeof value === "object" && value !== null) return "an object of another kind";
  return String(value);
}

function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
