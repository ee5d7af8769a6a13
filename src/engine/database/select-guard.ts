import type { Table } from "apache-arrow";
import { PersistentTableError } from "../errors.ts";
import type { QueryOptions, QueryQueue } from "../scheduling/query-queue.ts";
import type { Database, SqlToken } from "./database.ts";

const READS = new Set("SELECT WITH FROM VALUES TABLE PIVOT UNPIVOT DESCRIBE DESC SUMMARIZE SHOW".split(" "));
/** What may stand between EXPLAIN and the statement that it explains. */
const EXPLAIN_OPTIONS = new Set(["ANALYZE", "FORMAT", "TEXT", "JSON", "HTML", "GRAPHVIZ", "YAML", ",", "(", ")"]);
const WORD = /[A-Za-z_]+|./suy;
const WRITE_REFUSED = /read-only mode/;

/**
 * Throws `not-a-select` unless `sql` is one statement that starts like one that reads. `tokens`: of
 * `Database.tokenize(sql)`. No proof: a WITH may lead to an INSERT, so run it in a read-only transaction.
 */
export function assertSingleSelect(sql: string, tokens: readonly SqlToken[]): void {
  const words = tokens.filter((token) => token.kind !== "comment").map((token) => wordAt(sql, token.offset));
  const end = words.indexOf(";");
  const statement = end < 0 ? words : words.slice(0, end);
  if (end >= 0 && words.slice(end).some((word) => word !== ";")) throw notASelect("several statements");
  let first = statement.findIndex((word) => word !== "(");
  if (statement[first] === "EXPLAIN") {
    first = statement.findIndex((word, index) => index > first && !EXPLAIN_OPTIONS.has(word));
  }
  const word = statement[first];
  if (word === undefined) throw notASelect("no statement");
  if (!READS.has(word)) throw notASelect(word);
}

/** Runs one statement that reads, and refuses any other with `not-a-select`. */
export async function runSelect(
  queue: QueryQueue,
  database: Database,
  sql: string,
  options: QueryOptions,
): Promise<Table> {
  return queue.read(async function* (connection) {
    assertSingleSelect(sql, await database.tokenize(sql));
    await connection.run("BEGIN TRANSACTION READ ONLY");
    try {
      return yield* connection.query(sql);
    } catch (error) {
      throw error instanceof Error && WRITE_REFUSED.test(error.message) ? notASelect("one that writes", error) : error;
    } finally {
      await connection.run("ROLLBACK");
    }
  }, options);
}

function wordAt(sql: string, offset: number): string {
  WORD.lastIndex = offset;
  return WORD.exec(sql)?.[0].toUpperCase() ?? "";
}

function notASelect(found: string, cause?: unknown): PersistentTableError {
  return new PersistentTableError(
    "not-a-select",
    `A query is one statement that reads, such as SELECT; found ${found}. To change the table use transform() or setCell().`,
    cause === undefined ? undefined : { cause },
  );
}
