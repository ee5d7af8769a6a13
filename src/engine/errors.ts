/** What went wrong, as a literal that a page can switch on. */
export type PersistentTableErrorCode =
  | "invalid-input"
  | "empty-input"
  | "unsupported-format"
  | "fetch-failed"
  | "invalid-argument"
  | "unknown-column"
  | "invalid-expression"
  | "row-out-of-range"
  | "value-mismatch"
  | "readonly"
  | "query-failed"
  | "not-a-select"
  | "database-start"
  | "database-died"
  | "storage-unavailable"
  | "storage-locked"
  | "storage-corrupt"
  | "storage-quota"
  | "storage-io"
  | "export-failed"
  | "worker-died"
  | "unknown-version"
  | "disposed";

/**
 * The one error that this component throws and reports. The message names the
 * column, row, line or file where it happened and what to do about it.
 */
export class PersistentTableError extends Error {
  override readonly name = "PersistentTableError";

  constructor(
    readonly code: PersistentTableErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What was thrown, as the one error; `doing`, such as "The save failed", for what nobody foresaw. */
export function toTableError(thrown: unknown, code: PersistentTableErrorCode, doing: string): PersistentTableError {
  if (thrown instanceof PersistentTableError) return thrown;
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new PersistentTableError(code, `${doing} unexpectedly (${reason}).`, { cause: thrown });
}

/** Whether the database went away meanwhile: nobody knows what became of the work. */
export function isDatabaseDeath(error: unknown): boolean {
  return error instanceof PersistentTableError && error.code === "database-died";
}

/** Whether someone stopped it: that is no failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
