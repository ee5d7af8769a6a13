import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { SavedTable } from "./fixture.ts";

/** Values as SQL; NULL comes on top. */
const TYPES: Record<string, string[]> = {
  BOOLEAN: ["true", "false"],
  TINYINT: ["-128", "127"],
  SMALLINT: ["-32768", "32767"],
  INTEGER: ["-2147483648", "2147483647"],
  BIGINT: ["-9223372036854775808", "9223372036854775807", "9007199254740993"],
  HUGEINT: ["-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"],
  UTINYINT: ["0", "255"],
  USMALLINT: ["65535"],
  UINTEGER: ["4294967295"],
  UBIGINT: ["18446744073709551615"],
  UHUGEINT: ["340282366920938463463374607431768211455"],
  FLOAT: ["'nan'", "'infinity'", "'-infinity'", "'-0.0'", "1e-45", "3.4028235e38", "0.1"],
  DOUBLE: ["'nan'", "'infinity'", "'-infinity'", "'-0.0'", "5e-324", "1.7976931348623157e308", "0.1"],
  "DECIMAL(4,2)": ["-99.99", "0.10"],
  "DECIMAL(9,0)": ["999999999"],
  "DECIMAL(18,3)": ["-999999999999999.999"],
  "DECIMAL(38,10)": ["9999999999999999999999999999.9999999999", "-0.0000000001"],
  VARCHAR: [
    "''",
    "'a''b'",
    "'NULL'",
    "'ünïcödé 😀'",
    "'a' || chr(0) || 'b'",
    "E'line\\r\\nbreak\\ttab'",
    "repeat('x', 100000)",
  ],
  BLOB: ["''", "from_hex('00ff80')"],
  BIT: ["'0'", "'1'", "'0010110011101'"],
  UUID: ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
  DATE: ["'0001-01-01'", "'9999-12-31'", "'infinity'", "'-infinity'", "'0044-03-15 (BC)'"],
  TIME: ["'00:00:00'", "'23:59:59.999999'"],
  "TIME WITH TIME ZONE": ["'12:34:56.123456+05:30'", "'00:00:00-15:59'"],
  TIMESTAMP: ["'1969-12-31 23:59:59.999999'", "'9999-12-31 23:59:59.999999'", "'infinity'", "'-infinity'"],
  TIMESTAMP_S: ["'1969-12-31 23:59:59'", "'2024-02-29 12:00:00'"],
  TIMESTAMP_MS: ["'1969-12-31 23:59:59.999'", "'2024-02-29 12:00:00.001'"],
  TIMESTAMP_NS: ["'1969-12-31 23:59:59.999999999'", "'2024-02-29 12:00:00.123456789'"],
  "TIMESTAMP WITH TIME ZONE": ["'2024-02-29 12:34:56.123456+00'", "'1969-12-31 23:59:59.999999+00'"],
  INTERVAL: ["'1 year 2 months 3 days 04:05:06.789012'", "'-5 days'", "'0 days'"],
  "ENUM('a', 'it''s', '')": ["'a'", "'it''s'", "''"],
  "INTEGER[]": ["[]", "[1, NULL, 3]"],
  "VARCHAR[][]": ["[['a', NULL], [], NULL]"],
  "INTEGER[3]": ["[1, NULL, 3]"],
  'STRUCT(a INTEGER, "b c" VARCHAR)': ["{'a': 1, 'b c': 'x'}", "{'a': NULL, 'b c': NULL}"],
  "MAP(VARCHAR, INTEGER)": ["MAP {'a': 1, 'b': NULL}", "MAP {}"],
  "STRUCT(i INTERVAL, u UUID[])": ["{'i': INTERVAL '1 month', 'u': ['00000000-0000-0000-0000-00000000000a']}"],
  "MAP(UUID, HUGEINT)": [
    "MAP {'00000000-0000-0000-0000-00000000000a'::UUID: 170141183460469231731687303715884105727::HUGEINT}",
  ],
  "DECIMAL(18,3)[]": ["[1.500, NULL]"],
  "TIMESTAMP[]": ["['2024-02-29 12:00:00.5'::TIMESTAMP]"],
};

describe("a saved table", () => {
  let table: SavedTable;
  before(async () => void (table = await SavedTable.open()));
  after(() => table.dispose());

  for (const [type, values] of Object.entries(TYPES)) {
    it(`comes back with every value of ${type}`, async () => {
      const selects = [...values, "NULL"].map((value) => `SELECT CAST(${value} AS ${type}) AS v`);
      await table.fill(selects.join(" UNION ALL "));
      await table.save();
      const stored = await table.reopen();
      expect(stored?.columns.map((column) => column.type)).to.deep.equal([type]);
      await table.write("DROP TABLE IF EXISTS staging");
      if (stored) await table.load(stored, "staging");
      expect(await table.differences("__pt_rows", "staging")).to.deep.equal([]);
      const [[count, loadedType] = []] = await table.rows("SELECT count(*)::INTEGER, max(typeof(v)) FROM staging");
      expect([count, loadedType]).to.deep.equal([values.length + 1, type]);
      const [[nulls] = []] = await table.rows("SELECT count(*)::INTEGER FROM staging WHERE v IS NULL");
      expect(nulls).to.equal(1);
    });
  }

  it("is not saved with a column that no snapshot can hold, and says which", async () => {
    await table.fill("SELECT 1 AS a, union_value(num := 2) AS u");
    const failure = await table.save().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(PersistentTableError).with.property("code", "storage-io");
    expect(String(failure)).to.contain('"u"');
  });

  it("comes back with all types in one table", async () => {
    const entries = Object.entries(TYPES);
    const rows = [0, 1].map((row) => {
      const cells = entries.map(
        ([type, values], column) => `CAST(${values[row] ?? "NULL"} AS ${type}) AS "c ""${column}"`,
      );
      return `SELECT ${cells.join(", ")}`;
    });
    await table.fill(rows.join(" UNION ALL "));
    await table.save();
    const stored = await table.reopen();
    await table.write("DROP TABLE IF EXISTS staging");
    if (stored) await table.load(stored, "staging");
    expect(await table.differences("__pt_rows", "staging")).to.deep.equal([]);
  });
});
