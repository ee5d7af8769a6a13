import type { Operation, Status } from "./status.ts";

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
  if (shown !== total && !estimated) return `${numbers.format(shown)} of ${count(total, "row", numbers)}`;
  return about + count(estimated ? shown : total, "row", numbers);
}

export interface SaveText {
  readonly text: string;
  /** For the tooltip, and wherever the text is cut off. */
  readonly title: string;
  readonly tone: "muted" | "success" | "warning" | "danger" | "busy";
}

export function saveText(status: Status, locale: string | undefined): SaveText {
  if (status.storage === "memory") {
    const reason = status.memoryReason === "" ? "the table has no name to be saved under" : status.memoryReason;
    return { text: "In memory only, not saved", title: `In memory only, not saved: ${reason}`, tone: "muted" };
  }
  switch (status.saveState) {
    case "saving":
      return { text: "Saving…", title: "Editing can go on while the table is saved", tone: "busy" };
    case "dirty":
      return { text: "Unsaved changes", title: "Not all changes are saved yet", tone: "warning" };
    case "failed": {
      const text = status.saveError === null ? "Save failed" : `Save failed: ${status.saveError}`;
      return { text, title: text, tone: "danger" };
    }
    case "clean":
      return savedText(status, locale);
  }
}

export function operationText({ kind, progress, loadedBytes }: Operation, locale: string | undefined): string {
  if (kind === "view") return "Sorting and filtering…";
  if (progress !== null) return `Loading… ${percentText(progress, locale)}`;
  return loadedBytes > 0 ? `Loading… ${formatBytes(loadedBytes, locale)}` : "Loading…";
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

function savedText({ savedAt, storageNote }: Status, locale: string | undefined): SaveText {
  const text = "All changes saved";
  if (savedAt === null) return { text, title: storageNote || text, tone: "success" };
  const isToday = savedAt.toDateString() === new Date().toDateString();
  const shown = isToday
    ? savedAt.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" })
    : savedAt.toLocaleDateString(locale, { day: "numeric", month: "short", year: "numeric" });
  const title = `Saved ${savedAt.toLocaleString(locale, { dateStyle: "full", timeStyle: "medium" })}`;
  return { text: `${text} · ${shown}`, title: storageNote ? `${title}. ${storageNote}` : title, tone: "success" };
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
