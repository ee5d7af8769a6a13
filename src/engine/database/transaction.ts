import type { Job } from "../scheduling/job.ts";
import type { Connection } from "./database.ts";

/**
 * `work` on `connection` in a transaction: COMMIT when it returns, ROLLBACK when it throws or is stopped. Only for what
 * is nobody else's yet, such as a table that is being filled; other changes take their turn by `QueryQueue.write`.
 */
export async function* inTransaction<T>(connection: Connection, work: Job<T>): Job<T> {
  await connection.run("BEGIN TRANSACTION");
  let committed = false;
  try {
    const result = yield* work;
    await connection.run("COMMIT");
    committed = true;
    return result;
  } finally {
    if (!committed) await connection.run("ROLLBACK");
  }
}

/** DuckDB fixes a transaction's snapshot at the first look into the catalog, which a function's name is enough for. */
export const BEGIN_SNAPSHOT = "BEGIN TRANSACTION; SELECT abs(0)";

/** `work` sees the database as it is now, to its end; what it writes is rolled back. */
export async function* inSnapshot<T>(connection: Connection, work: () => Job<T>): Job<T> {
  await connection.run(BEGIN_SNAPSHOT);
  try {
    return yield* work();
  } finally {
    await connection.run("ROLLBACK");
  }
}
