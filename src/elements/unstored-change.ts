import { PersistentTableError } from "../engine/errors.ts";

/** Whether a change was made and shows, and only could not be stored for now. */
export function isUnstoredChange(error: unknown): error is PersistentTableError {
  if (!(error instanceof PersistentTableError)) return false;
  return error.code.startsWith("storage-") || error.code === "worker-died" || error.code === "disposed";
}
