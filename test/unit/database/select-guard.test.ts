import { expect } from "@open-wc/testing";
import type { SqlToken } from "../../../src/engine/database/database.ts";
import { assertSingleSelect } from "../../../src/engine/database/select-guard.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";

/** As DuckDB's tokenizer for what these statements contain: it leaves comments and blanks out. */
function tokenize(sql: string): SqlToken[] {
  const pattern = /--[^\n]*|\/\*[^]*?\*\/|\s+|('[^']*')|("[^"]*")|([A-Za-z_]\w*)|(\d+)|([^])/g;
  return [...sql.matchAll(pattern)].flatMap((match) => {
    const [, string, identifier, word, number, operator] = match;
    const kind = string
      ? "string"
      : identifier
        ? "identifier"
        : word
          ? "keyword"
          : number
            ? "number"
            : operator && "operator";
    return kind ? [{ offset: match.index, kind } as const] : [];
  });
}

describe("assertSingleSelect", () => {
  const reads = [
    "SELECT 1",
    "  select ';' AS \"a;b\" -- ; \n /* ; */ ;  ; ",
    "WITH a AS (SELECT 1) FROM a",
    "FROM data",
    "((SELECT 1) UNION SELECT 2)",
    "VALUES (1)",
    "TABLE data",
    "DESCRIBE data",
    "SUMMARIZE data",
    "SHOW TABLES",
    "PIVOT data ON a",
    "UNPIVOT data ON a",
    "EXPLAIN SELECT 1",
    "EXPLAIN (ANALYZE, FORMAT json) SELECT 1",
    "explain analyze (select 1)",
  ];
  for (const sql of reads) {
    it(`lets ${JSON.stringify(sql)} pass`, () => assertSingleSelect(sql, tokenize(sql)));
  }

  const others: [sql: string, found: string][] = [
    ["DELETE FROM data", "found DELETE"],
    ["insert into data values (1)", "found INSERT"],
    ["PRAGMA enable_profiling", "found PRAGMA"],
    ["COPY data TO 'x'", "found COPY"],
    ["SET threads = 1", "found SET"],
    ["EXPLAIN ANALYZE INSERT INTO data VALUES (1)", "found INSERT"],
    ["EXPLAIN (FORMAT json) COPY data TO 'x'", "found COPY"],
    ["SELECT 1; SELECT 2", "found several statements"],
    ["SELECT 1; DROP TABLE data;", "found several statements"],
    ["", "found no statement"],
    ["-- nothing", "found no statement"],
    [";", "found no statement"],
    ["'SELECT'", "found '"],
    ["\"SELECT\" 1", 'found "'], // prettier-ignore
  ];
  for (const [sql, found] of others) {
    it(`refuses ${JSON.stringify(sql)}`, () => {
      const check = () => assertSingleSelect(sql, tokenize(sql));
      expect(check).to.throw(PersistentTableError, found).with.property("code", "not-a-select");
    });
  }
});
