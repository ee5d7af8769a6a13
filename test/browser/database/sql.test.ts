import { expect } from "@open-wc/testing";
import type { Connection } from "../../../src/engine/database/database.ts";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { literal, quoteIdentifier } from "../../../src/engine/database/sql.ts";
import type { CellValue } from "../../../src/engine/rows/grid-data.ts";
import { assetBase } from "./assets.ts";

describe("SQL literals in DuckDB", () => {
  let database: DuckDbDatabase;
  let connection: Connection;

  before(async () => {
    database = await DuckDbDatabase.open({ assetBase });
    connection = await database.connect();
  });
  after(() => database.close());

  const cases: [CellValue, type: string, text: string | null][] = [
    [null, "INTEGER", null],
    [true, "BOOLEAN", "true"],
    [false, "INTEGER", "0"],
    [1.5, "DOUBLE", "1.5"],
    [0.1, "FLOAT", "0.1"],
    [5e-324, "DOUBLE", "5e-324"],
    [1.7976931348623157e308, "DOUBLE", "1.7976931348623157e+308"],
    [-0, "DOUBLE", "-0.0"],
    [NaN, "DOUBLE", "nan"],
    [Infinity, "DOUBLE", "inf"],
    [-Infinity, "FLOAT", "-inf"],
    [-128, "TINYINT", "-128"],
    [9223372036854775807n, "BIGINT", "9223372036854775807"],
    [-9223372036854775808n, "BIGINT", "-9223372036854775808"],
    [18446744073709551615n, "UBIGINT", "18446744073709551615"],
    ["-170141183460469231731687303715884105728", "HUGEINT", "-170141183460469231731687303715884105728"],
    ["12345678901234567890.0123456789", "DECIMAL(38,10)", "12345678901234567890.0123456789"],
    ["it's \"\\' -- /* é 𝄞 \n;", "VARCHAR", "it's \"\\' -- /* é 𝄞 \n;"],
    ["", "VARCHAR", ""],
    ["a\0b\0", "VARCHAR", "a\0b\0"],
    ["2024-02-29", "DATE", "2024-02-29"],
    ["0044-03-15 (BC)", "DATE", "0044-03-15 (BC)"],
    ["12:34:56.123456", "TIME", "12:34:56.123456"],
    ["2024-01-31 12:34:56.123456", "TIMESTAMP", "2024-01-31 12:34:56.123456"],
    ["2024-01-31 12:34:56.123456789", "TIMESTAMP_NS", "2024-01-31 12:34:56.123456789"],
    ["2024-01-31 12:34:56+00", "TIMESTAMP WITH TIME ZONE", "2024-01-31 12:34:56+00"],
    ["1 year 2 months 3 days 04:05:06", "INTERVAL", "1 year 2 months 3 days 04:05:06"],
    ["eeccb8c5-9943-b2bb-bb5e-222f4e14b687", "UUID", "eeccb8c5-9943-b2bb-bb5e-222f4e14b687"],
    ["b", "ENUM('a', 'b')", "b"],
    ["0101", "BIT", "0101"],
    ["[1, NULL, 3]", "INTEGER[]", "[1, NULL, 3]"],
    ["{'a': 1, 'b': x}", "STRUCT(a INTEGER, b VARCHAR)", "{'a': 1, 'b': x}"],
    ["{k=1}", "MAP(VARCHAR, INTEGER)", "{k=1}"],
  ];
  for (const [value, type, text] of cases) {
    it(`carries ${JSON.stringify(typeof value === "bigint" ? `${value}n` : value)} as ${type}`, async () => {
      const sql = literal(value, type);
      const table = await connection.run(
        `SELECT CAST(v AS VARCHAR), typeof(v) = typeof(CAST(NULL AS ${type})) FROM (SELECT ${sql} AS v)`,
      );
      expect(table.getChildAt(0)?.get(0)).to.equal(text);
      expect(table.getChildAt(1)?.get(0)).to.equal(true);
    });
  }

  it("carries bytes as BLOB", async () => {
    for (const bytes of [Uint8Array.of(), Uint8Array.of(0, 39, 92, 255)]) {
      const table = await connection.run(`SELECT ${literal(bytes, "BLOB")} AS bytes`);
      expect(table.getChild("bytes")?.get(0)).to.deep.equal(bytes);
    }
  });

  it("carries any name as an identifier", async () => {
    for (const name of ['a"b', "select", " ", "é𝄞", "__proto__", "a;b--"]) {
      const table = await connection.run(`SELECT 1 AS ${quoteIdentifier(name)}`);
      expect(table.schema.fields[0]?.name).to.equal(name);
    }
  });
});
