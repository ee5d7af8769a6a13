import type { Connection, Database } from "../../database/database.ts";
import { quoteIdentifier } from "../../database/sql.ts";
import { PersistentTableError } from "../../errors.ts";
import type { Column } from "../../schema.ts";
import { isQueryError } from "./step-errors.ts";

const CHECK_TABLE = "temp.__pt_check";
/** An index may have no expression without a column; this one is always there. */
const ANY_COLUMN = "__pt_any";
const RESERVED = /^"?__pt_/i;

/** Of an expression that no index may have, though it is scalar, such as `random()` or `now()`. */
const IS_VOLATILE = /expressions with side effects/;

/** What DuckDB says of the index by which an expression is checked, in words that fit. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/subquer/i, "a subquery is not allowed, an expression sees only the columns of its own row"],
  [/aggregate functions/i, "an aggregate function is not allowed, an expression sees only its own row"],
  [/window functions/i, "a window function is not allowed, an expression sees only its own row"],
  [/on the rowid/i, "there is no column rowid"],
  [/parameters?, but none/i, "a parameter (? or $) has no value here"],
  [/STAR expression|UNNEST/, "it has to be one value, not several columns or rows"],
];

/** SQL from a page, so that a comment in it ends before what follows. */
export function enclosed(sql: string): string {
  return `(\n${sql}\n)`;
}

/**
 * Has DuckDB judge expressions over the columns of a table, in an empty temporary copy of it. An index may hold
 * nothing but a scalar expression over its table's own columns, so whatever one can be made of is no subquery,
 * aggregate or window function and refers to no other table.
 */
export class ExpressionCheck {
  readonly #connection: Connection;
  readonly #database: Pick<Database, "tokenize">;
  #columns: readonly Column[] | null = null;
  #indexes = 0;

  constructor(connection: Connection, database: Pick<Database, "tokenize">) {
    this.#connection = connection;
    this.#database = database;
  }

  /** Expressions from now on are over these columns. */
  async setColumns(columns: readonly Column[]): Promise<void> {
    if (columns === this.#columns) return;
    const list = columns.map(({ name, type }) => `, ${quoteIdentifier(name)} ${type}`).join("");
    const create = `CREATE TEMP TABLE __pt_check (${ANY_COLUMN} BOOLEAN${list})`;
    await this.#connection.run(`DROP TABLE IF EXISTS ${CHECK_TABLE}; ${create}`);
    this.#columns = columns;
  }

  /**
   * Rejects with `invalid-expression` unless `sql` is one scalar expression over the columns. Resolves with whether it has
   * the same value for the same cells, whenever it is evaluated.
   */
  async expression(sql: string, place: string): Promise<boolean> {
    await this.#assertOnePart(sql, place, "invalid-expression");
    const index = `__pt_check_${this.#indexes++}`;
    try {
      await this.#connection.run(`CREATE INDEX ${index} ON ${CHECK_TABLE} (${ANY_COLUMN}, (${enclosed(sql)} IS NULL))`);
      return true;
    } catch (error) {
      if (isQueryError(error) && IS_VOLATILE.test(error.message)) return false;
      throw refusal("invalid-expression", place, error);
    }
  }

  /** The type of an expression that was checked. */
  async typeOf(sql: string): Promise<string> {
    return await this.#describe(`SELECT ${enclosed(sql)} AS e FROM ${CHECK_TABLE}`);
  }

  /** DuckDB's own name of the type `text`; rejects with `invalid-argument` when there is no such type. */
  async typeName(text: string, place: string): Promise<string> {
    await this.#assertOnePart(text, place, "invalid-argument");
    try {
      return await this.#describe(`SELECT CAST(NULL AS\n${text}\n) AS e`);
    } catch (error) {
      throw refusal("invalid-argument", `${place}: "${text}" is no type that this database has`, error);
    }
  }

  /** The copy goes. Where its transaction failed or was stopped it goes with that. */
  async close(): Promise<void> {
    if (this.#columns) await this.#connection.run(`DROP TABLE IF EXISTS ${CHECK_TABLE}`).catch(() => undefined);
  }

  /** DuckDB's own tokens tell what its parser would make of a bracket or semicolon, also near quotes and comments. */
  async #assertOnePart(sql: string, place: string, code: "invalid-expression" | "invalid-argument"): Promise<void> {
    const fail = (reason: string): never => {
      throw new PersistentTableError(code, `${place}: ${reason}.`);
    };
    const tokens = (await this.#database.tokenize(sql)).filter(({ kind }) => kind !== "comment");
    let depth = 0;
    for (const { offset } of tokens) {
      const character = sql[offset];
      if (character === ";") fail("one expression is expected, not several statements (;)");
      if (character === "(") depth++;
      if (character === ")" && --depth < 0) fail(`there is a ")" without its "("`);
      if (character === "#") fail("columns go by their names, not by position (#)");
      if (RESERVED.test(sql.slice(offset))) fail("names that begin with __pt_ are reserved");
    }
    if (depth > 0) fail(`there is a "(" without its ")"`);
    if (sql.includes("\0")) fail("it has a NUL character, remove it");
    if (sql.trim() === "") fail("it is empty");
    if (tokens.length === 0) fail("it has only a comment, or a quote that does not end");
  }

  async #describe(select: string): Promise<string> {
    const result = await this.#connection.run(`SELECT column_type FROM (DESCRIBE ${select})`);
    return String(result.getChildAt(0)?.get(0));
  }
}

function refusal(code: "invalid-expression" | "invalid-argument", what: string, error: unknown): unknown {
  if (!isQueryError(error)) return error;
  const known = REASONS.find(([pattern]) => pattern.test(error.message))?.[1];
  const reason = known ?? error.message;
  return new PersistentTableError(code, `${what}: ${reason}${/[.!?]$/.test(reason) ? "" : "."}`, { cause: error });
}
