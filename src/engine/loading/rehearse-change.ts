import type { QueryQueue } from "../scheduling/query-queue.ts";

/** A smaller table is soon changed. */
const MIN_ROWS = 100_000;
/** About as many bytes as an update of half of 1M rows takes. */
const MAX_ROWS = 600_000;

const NAME = "__pt_rehearsal";
const TABLE = `temp.${NAME}`;
const EXPRESSION = "lower(label) || '/' || name";
const CONDITION = "number % 2 = 0";

/**
 * Makes a change on a table of its own when there is nothing else to do. The first large change of a table would take
 * twice the time of the later ones: while it runs, the browser optimizes the code that it is the first to need, on the
 * same cores, and the database's memory grows page by page. False: the table is too small for that.
 */
export async function rehearseChange(queue: QueryQueue, rowCount: number, signal: AbortSignal): Promise<boolean> {
  if (rowCount < MIN_ROWS) return false;
  const rows = Math.min(rowCount, MAX_ROWS);
  await queue.read(
    async function* (connection) {
      const list = "range AS number, 'LABEL OF ROW ' || range AS label, 'name of row ' || range AS name";
      try {
        yield* connection.query(`CREATE TEMP TABLE ${NAME} AS SELECT ${list} FROM range(${rows})`);
        const where = `number >= 0 AND number < ${rows} AND CAST((${CONDITION}) AS BOOLEAN)`;
        yield* connection.query(`UPDATE ${TABLE} SET name = CAST((${EXPRESSION}) AS VARCHAR) WHERE ${where}`);
      } finally {
        await connection.run(`DROP TABLE IF EXISTS ${TABLE}`);
      }
    },
    { priority: "idle", signal },
  );
  return true;
}
