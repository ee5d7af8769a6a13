import type { WorkerFailure } from "./protocol.ts";

/** A failure with words for the user; what was thrown below is its `cause`. */
export class StorageError extends Error {
  override readonly name = "StorageError";

  constructor(
    readonly code: WorkerFailure["code"],
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const LOCKED = new Set(["NoModificationAllowedError", "InvalidStateError"]);
const REFUSED = new Set(["SecurityError", "NotAllowedError", "NotSupportedError"]);

export function isLocked(error: unknown): boolean {
  return error instanceof DOMException && LOCKED.has(error.name);
}

export function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotFoundError";
}

/** Firefox lets an exception of its own through where a file cannot grow: neither an `Error` nor a `DOMException`. */
function isFull(error: unknown): boolean {
  const { name } = (typeof error === "object" && error !== null ? error : {}) as { name?: unknown };
  return name === "QuotaExceededError" || name === "NS_ERROR_FILE_NO_DEVICE_SPACE";
}

/** Gives an error of the platform its code; `doing` completes "… while ". */
export function toStorageError(error: unknown, doing: string): StorageError {
  if (error instanceof StorageError) return error;
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (isFull(error)) return quotaError(doing, error);
  if (isLocked(error)) {
    return new StorageError(
      "storage-locked",
      `Another tab or window has this table open (${detail}, while ${doing}). Close it there, or reload this page.`,
      { cause: error },
    );
  }
  if (error instanceof DOMException && REFUSED.has(error.name)) {
    return new StorageError("storage-unavailable", `The browser gives this page no storage (${detail}).`, {
      cause: error,
    });
  }
  return new StorageError(
    "storage-io",
    `Storage failed while ${doing}: ${detail}. What was saved before is untouched.`,
    {
      cause: error,
    },
  );
}

export function unknownVersion(): StorageError {
  return new StorageError("unknown-version", "This version of the table is no longer kept.");
}

export function quotaError(doing: string, cause?: unknown): StorageError {
  return new StorageError(
    "storage-quota",
    `The disk or the storage quota of this site is full (while ${doing}). Free some space and save again; the last saved version is untouched.`,
    { cause },
  );
}
