import type { TransformResult } from "../../engine/changes/transform-types.ts";
import type { EngineEvents, ExportFormat, OperationName } from "../../engine/engine-events.ts";
import { safetyText } from "./safety-text.ts";
import { isNotStored, type Operation, type Status } from "./status.ts";

export interface RowCounts {
  /** Rows of the view. */
  readonly shown: number;
  /** Rows of the table. */
  readonly total: number;
  /** While a load runs the counts are guesses. */
  readonly estimated: boolean;
}

/** `1,000,000 rows`, `12 of 1,000,000 rows`, `~1,000,000 rows`. */
export function rowsText({ shown, total, estimated }: RowCounts, locale: string | undefined): string {
  const numbers = numberFormat(locale, {});
  const about = estimated ? "~" : "";
  // More are shown than there are beside those that a comparison shows to be gone.
  if (shown < total && !estimated) return `${numbers.format(shown)} of ${count(total, "row", numbers)}`;
  return about + count(estimated ? shown : total, "row", numbers);
}

export interface SaveText {
  readonly text: string;
  /** For the tooltip, and wherever the text is cut off. */
  readonly title: string;
  readonly tone: "muted" | "success" | "warning" | "danger" | "busy";
  readonly icon: "memory" | "locked" | "saved" | "safe" | "unsaved" | "failed" | "busy";
}

export interface SaveFacts {
  /** Whether a crash of the page would lose nothing. */
  readonly isSafe: boolean;
  /** Changes are saved without being asked for. */
  readonly isAutosaving: boolean;
  /** The table has a name to be stored under. */
  readonly isNamed: boolean;
  /** A notice says why the save failed. */
  readonly isReasonTold: boolean;
}

export function saveText(status: Status, facts: SaveFacts, locale: string | undefined): SaveText {
  if (status.access === "read") return READ_TEXT;
  if (status.storage === "memory") return memoryText(status, facts);
  switch (status.saveState) {
    case "saving":
      return { text: "Saving…", title: "Editing can go on while the table is saved", tone: "busy", icon: "busy" };
    case "dirty":
      return facts.isAutosaving ? STORING_TEXT : UNSAVED_TEXT;
    case "safe":
      return SAFE_TEXT;
    case "failed":
      return failedText(status, facts);
    case "clean":
      return isNotStored(status) ? notStoredText(facts) : savedText(status, locale);
  }
}

const READ_TEXT: SaveText = {
  text: "Editing is off",
  title: "Another tab or window has this table open: its changes show here, and it saves them",
  tone: "muted",
  icon: "locked",
};

const STORING_TEXT: SaveText = {
  text: "Storing changes…",
  title: "The last changes are not stored yet: keep this page open for a moment",
  tone: "warning",
  icon: "unsaved",
};

const UNSAVED_TEXT: SaveText = {
  text: "Unsaved changes",
  title: "The last changes are in this page only, until you save",
  tone: "warning",
  icon: "unsaved",
};

const SAFE_TEXT: SaveText = {
  text: "All changes are safe",
  title: "Every change is stored, and would survive a crash. The next save makes a version of the table of them.",
  tone: "success",
  icon: "safe",
};

const ACTIVITIES: Readonly<Record<OperationName, string>> = {
  load: "Loading",
  view: "Sorting and filtering",
  transform: "Transforming",
  undo: "Undoing",
  redo: "Redoing",
  export: "Exporting",
  diff: "Comparing",
};

export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  csv: "CSV",
  json: "JSON",
  ndjson: "NDJSON",
  parquet: "Parquet",
  arrow: "Arrow",
};

/** What an operation does, without a full stop. `activity`: what is known of a transform, undo or redo beyond its name. */
export function activityOf({ name, format }: Operation, activity: string | null): string {
  if (name === "export" && format !== null) return `Exporting ${FORMAT_NAMES[format]}`;
  const isChange = name === "transform" || name === "undo" || name === "redo";
  return (isChange ? activity : null) ?? ACTIVITIES[name];
}

/** `Updating price… 43% · 210,000 of 480,000 rows`. */
export function operationText(operation: Operation, activity: string | null, locale: string | undefined): string {
  const { name, progress, bytes, rows } = operation;
  const doing = `${activityOf(operation, activity)}…`;
  if (progress === null) return bytes > 0 ? `${doing} ${formatBytes(bytes, locale)}` : doing;
  const share = `${doing} ${percentText(progress, locale)}`;
  if (name === "load" || rows === null) return share;
  const numbers = numberFormat(locale, {});
  return `${share} · ${numbers.format(rows.done)} of ${count(rows.total, "row", numbers)}`;
}

const LEFT_AS_IT_WAS: Readonly<Partial<Record<OperationName, string>>> = {
  load: "the table is as it was",
  view: "the rows are as they were",
  export: "no file was made",
  diff: "what was found so far is shown",
};

export function cancelText(
  { operation, latencyMs }: EngineEvents["operation-cancel"],
  locale: string | undefined,
): string {
  const after = numberFormat(locale, {}).format(Math.round(latencyMs));
  return `Cancelled after ${after} ms; ${LEFT_AS_IT_WAS[operation] ?? "nothing was changed"}`;
}

/** `Done: 480,211 rows changed in 1.2 s`. */
export function transformText({ changedRows, durationMs }: TransformResult, locale: string | undefined): string {
  if (changedRows === 0) return "Done; no row has another value";
  return `Done: ${countText(changedRows, "row", locale)} changed in ${durationText(durationMs, locale)}`;
}

export function durationText(durationMs: number, locale: string | undefined): string {
  if (durationMs < 1000) return `${numberFormat(locale, {}).format(Math.round(durationMs))} ms`;
  return `${numberFormat(locale, { maximumFractionDigits: 1 }).format(durationMs / 1000)} s`;
}

/** `1 row`, `1,204 rows`. */
export function countText(number: number, noun: string, locale: string | undefined): string {
  return count(number, noun, numberFormat(locale, {}));
}

/** Rounded down: 100 % is only what is done. */
export function percentText(progress: number, locale: string | undefined): string {
  return numberFormat(locale, { style: "percent" }).format(Math.floor(progress * 100) / 100);
}

/** Decimal units, as file managers show them. */
export function formatBytes(byteLength: number, locale: string | undefined): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(units.length - 1, byteLength < 1000 ? 0 : Math.floor(Math.log10(byteLength) / 3));
  const scaled = byteLength / 1000 ** power;
  return numberFormat(locale, {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power === 0 || scaled >= 100 ? 0 : 1,
  }).format(scaled);
}

function memoryText({ memoryReason }: Status, { isNamed }: SaveFacts): SaveText {
  const untold = isNamed ? "this browser or page cannot store files here" : "the table has no name to be saved under";
  const reason = memoryReason === "" ? untold : memoryReason;
  const text = "In memory only, not saved";
  return { text, title: `${text}: ${reason}`, tone: "muted", icon: "memory" };
}

function notStoredText({ isAutosaving }: SaveFacts): SaveText {
  const next = isAutosaving ? "the next change or save" : "the next save";
  const title = `The stored table was deleted; it is stored again with ${next}`;
  return { text: "Not stored", title, tone: "muted", icon: "memory" };
}

function failedText({ saveError }: Status, { isSafe, isReasonTold }: SaveFacts): SaveText {
  const what = isSafe ? "Save failed, but all changes are safe" : "Changes could not be stored";
  const text = saveError === null || isReasonTold ? what : `${what}: ${saveError}`;
  const title = `${saveError === null ? what : `${what}: ${saveError}`}\n${safetyText(isSafe)}`;
  return { text, title, tone: isSafe ? "warning" : "danger", icon: "failed" };
}

function savedText({ savedAt, storageNote }: Status, locale: string | undefined): SaveText {
  const text = "All changes saved";
  const look = { tone: "success", icon: "saved" } as const;
  const isIn = "A saved version of the table holds every change";
  if (savedAt === null) return { text, title: storageNote || isIn, ...look };
  const isToday = savedAt.toDateString() === new Date().toDateString();
  const shown = isToday
    ? savedAt.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" })
    : savedAt.toLocaleDateString(locale, { day: "numeric", month: "short", year: "numeric" });
  const title = `${isIn}, as of ${savedAt.toLocaleString(locale, { dateStyle: "full", timeStyle: "medium" })}`;
  return { text: `${text} · ${shown}`, title: storageNote ? `${title}. ${storageNote}` : title, ...look };
}

function count(number: number, noun: string, numbers: Intl.NumberFormat): string {
  return `${numbers.format(number)} ${noun}${number === 1 ? "" : "s"}`;
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** To make one takes a millisecond, and progress is told often. */
function numberFormat(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  let found = numberFormats.get(key);
  if (!found) numberFormats.set(key, (found = new Intl.NumberFormat(locale, options)));
  return found;
}
