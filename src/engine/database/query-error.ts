import { PersistentTableError } from "../errors.ts";

const LOCATION = /\n+LINE \d+:[\s\S]*$/;
const EXTENSION_HINT = /\n+Please try installing and loading[\s\S]*$/;
const STACK_TRACE = /\n+Stack Trace:[\s\S]*$/i;

/** DuckDB's reason in one paragraph, without the echo of the statement, extension hints and stack traces. */
export function queryError(cause: unknown): PersistentTableError {
  if (cause instanceof PersistentTableError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = text
    .replace(STACK_TRACE, "")
    .replace(EXTENSION_HINT, "")
    .replace(LOCATION, "")
    .replace(/\s+/g, " ")
    .trim();
  return new PersistentTableError("query-failed", reason || "The database refused the statement without a reason", {
    cause,
  });
}

/** A trap in WebAssembly leaves the database in an unknown state: nothing it says afterwards can be trusted. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === "RuntimeError";
}
