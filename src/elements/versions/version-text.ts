import type { VersionChanges, VersionInfo } from "../../engine/engine-events.ts";
import { countText, formatBytes } from "../chrome/status-text.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RECENT_MS = 12 * HOUR_MS;

/** `now`, `5 minutes ago`, `3 hours ago`; what is older by its date: `Nov 25, 2026, 2:31 PM`. */
export function timeText(time: Date, now: Date, locale: string | undefined): string {
  const ageMs = Math.max(0, now.getTime() - time.getTime());
  if (ageMs >= RECENT_MS) return dateText(time, locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (ageMs < MINUTE_MS) return relative.format(0, "second");
  return ageMs < HOUR_MS
    ? relative.format(-Math.floor(ageMs / MINUTE_MS), "minute")
    : relative.format(-Math.floor(ageMs / HOUR_MS), "hour");
}

export function dateText(time: Date, locale: string | undefined): string {
  return time.toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}

/** What tells apart what is a few minutes old; null: its date does. */
export function clockText(time: Date, now: Date, locale: string | undefined): string | null {
  if (now.getTime() - time.getTime() >= RECENT_MS) return null;
  return time.toLocaleTimeString(locale, { timeStyle: "medium" });
}

/** How a version is spoken of: `“before the rise”`, `the version of 2:31:04 PM`. */
export function spokenName({ name, savedAt }: VersionInfo, now: Date, locale: string | undefined): string {
  return name === null ? `the version of ${clockText(savedAt, now, locale) ?? dateText(savedAt, locale)}` : `“${name}”`;
}

/** `1,204 rows · 35 kB`. */
export function sizeText({ rows, bytes }: VersionInfo, locale: string | undefined): string {
  return `${countText(rows, "row", locale)} · ${formatBytes(bytes, locale)}`;
}

/** What changed since the version before, as far as that is known without reading both. */
export function changesText(changes: VersionChanges | null, locale: string | undefined): string {
  if (changes === null) return "The oldest that is kept";
  const { addedRows, maxRows, columnsChanged, bytesWritten } = changes;
  const parts = [
    ...(addedRows === 0
      ? []
      : [`${countText(Math.abs(addedRows), "row", locale)} ${addedRows > 0 ? "more" : "fewer"}`]),
    ...(columnsChanged ? ["other columns"] : []),
    ...(maxRows > 0 ? [`at most ${countText(maxRows, "row", locale)} changed`] : []),
    ...(bytesWritten > 0 ? [`${formatBytes(bytesWritten, locale)} written`] : []),
  ];
  return parts.length > 0 ? sentence(parts.join(" · ")) : "Nothing changed";
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
