import type { EngineEvents } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";

/** Why the table lives in memory; null for what is wrong with a storage that there is. */
export function memoryOnly(error: unknown): EngineEvents["storage-warning"] | null {
  if (!(error instanceof PersistentTableError)) return null;
  const { code, message } = error;
  if (code === "storage-unavailable") return { reason: "no-opfs", message };
  return code === "storage-locked" ? { reason: "other-tab", message } : null;
}

/** There is no place to store the table. */
export function notStored(): PersistentTableError {
  return new PersistentTableError(
    "storage-unavailable",
    "This table is in memory only and cannot be saved: give the element a name attribute, on a page (https, not private mode) that may store files.",
  );
}

/** Whether the page has no place for files. */
export function isWithoutPlace(error: unknown): boolean {
  return error instanceof PersistentTableError && error.code === "storage-unavailable";
}
