import type { Connection } from "../../database/database.ts";
import { PersistentTableError } from "../../errors.ts";
import { ROW_ID, ROWS_TABLE } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { CheckedStep } from "./checked-step.ts";

const SHOWN_CHARACTERS = 60;

/** A value that a cast did not take. */
export interface Misfit {
  readonly rowId: number;
  readonly value: string;
  readonly step: CheckedStep | undefined;
}

/** Tells the value and its row, as a reader of the natural order counts. */
export async function* misfitError(connection: Connection, { rowId, value, step }: Misfit): Job<PersistentTableError> {
  const counted = yield* connection.query(`SELECT count(*)::DOUBLE FROM ${ROWS_TABLE} WHERE ${ROW_ID} <= ${rowId}`);
  const row = Number(counted.getChildAt(0)?.get(0));
  const type = step?.op === "cast-column" ? step.type : "the type";
  const text = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
  return new PersistentTableError(
    "value-mismatch",
    `${step?.place}: the value ${JSON.stringify(text)} in row ${row} (counted from 1) does not fit ${type}. ` +
      `Change it first, or cast with onError "null".`,
  );
}

/** DuckDB's error with the step in which it happened. */
export function stepError(error: unknown, place: string): unknown {
  if (!isQueryError(error)) return error;
  return new PersistentTableError("query-failed", `${place}: ${error.message}`, { cause: error });
}

export function isQueryError(error: unknown): error is PersistentTableError {
  return error instanceof PersistentTableError && error.code === "query-failed";
}
