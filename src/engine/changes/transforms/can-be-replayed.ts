import type { Database } from "../../database/database.ts";
import type { TransformStep } from "../transform-types.ts";

/**
 * What DuckDB calls volatile, or constant only within a query; what tells of the session; times of day. With one argument
 * `age` counts from today, whatever DuckDB calls it.
 */
const CHANGING = new Set([
  ...["currval", "error", "gen_random_uuid", "nextval", "random", "setseed", "stats", "uuid", "uuidv4", "uuidv7"],
  ...["age", "getvariable", "in_search_path", "now", "today", "transaction_timestamp", "txid_current", "write_log"],
  ...["localtime", "localtimestamp", "session_user", "user"],
]);
const CHANGING_FAMILIES = /^((get_)?current_|pg_|inet_|has_.*_privilege$)/;

/** Whether an expression with this word may have another value at another time. A column of such a name counts too. */
export function isChangingWord(word: string): boolean {
  return CHANGING.has(word) || CHANGING_FAMILIES.test(word);
}

/** Whether the steps, which were checked, do the same when they are done again on the same table. */
export async function canBeReplayed(
  steps: readonly TransformStep[],
  database: Pick<Database, "tokenize">,
): Promise<boolean> {
  for (const sql of steps.flatMap(expressionsOf)) {
    const tokens = sql === undefined ? [] : await database.tokenize(sql);
    for (const [index, { offset, kind }] of tokens.entries()) {
      if (kind !== "identifier" && kind !== "keyword") continue;
      if (isChangingWord(wordOf(sql?.slice(offset, tokens[index + 1]?.offset) ?? ""))) return false;
    }
  }
  return true;
}

function expressionsOf(step: TransformStep): (string | undefined)[] {
  switch (step.op) {
    case "update":
      return [step.expression, step.where];
    case "delete":
      return [step.where];
    case "add-column":
      return [step.expression];
    case "drop-column":
    case "rename-column":
    case "cast-column":
      return [];
  }
}

function wordOf(token: string): string {
  return token.trim().replace(/^"|"$/g, "").toLowerCase();
}
