import { expect } from "@open-wc/testing";
import type { ExportFormat } from "../../../src/engine/engine-events.ts";
import { ExportBench } from "./export-bench.ts";

/** Values as SQL; NULL comes on top. */
const SCALARS: Record<string, string[]> = {
  BOOLEAN: ["true", "false"],
  TINYINT: ["-128", "127"],
  SMALLINT: ["-32768", "32767"],
  INTEGER: ["-2147483648", "2147483647", "0"],
  BIGINT: ["-9223372036854775808", "9223372036854775807", "9007199254740993", "-9007199254740993", "-1", "4294967296"],
  HUGEINT: ["-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"],
  UTINYINT: ["0", "255"],
  USMALLINT: ["65535"],
  UINTEGER: ["4294967295"],
  UBIGINT: ["18446744073709551615", "9223372036854775808", "1"],
  UHUGEINT: ["340282366920938463463374607431768211455"],
  BIGNUM: ["'123456789012345678901234567890123456789012345'"],
  FLOAT: ["'nan'", "'infinity'", "'-infinity'", "'-0.0'", "1e-45", "3.4028235e38", "0.1", "7"],
  DOUBLE: [
    "'nan'",
    "'infinity'",
    "'-infinity'",
    "'-0.0'",
    "5e-324",
    "1.7976931348623157e308",
    "0.1",
    "1e21",
    "123456789012345680",
  ],
  "DECIMAL(4,2)": ["-99.99", "0.10"],
  "DECIMAL(2,2)": ["0.50", "-0.07"],
  "DECIMAL(9,0)": ["999999999"],
  "DECIMAL(18,3)": ["-999999999999999.999"],
  "DECIMAL(38,10)": ["9999999999999999999999999999.9999999999", "-0.0000000001"],
  VARCHAR: [
    "''",
    "'a''b'",
    "'NULL'",
    "'null'",
    "'ünïcödé 😀'",
    "'a' || chr(0) || 'b'",
    "E'line\\r\\nbreak\\ttab\\rreturn'",
    "'  spaces  '",
    "'a,b;c|d'",
    "'she said \"\"'",
    "'C:\\\\\"x\"'",
    "chr(65279) || 'mark'",
    "repeat('x', 100000)",
  ],
  BLOB: ["''", "from_hex('00ff80')", "'=1'::BLOB"],
  BIT: ["'0'", "'1'", "'0010110011101'"],
  UUID: ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
  DATE: ["'0001-01-01'", "'9999-12-31'", "'infinity'", "'-infinity'", "'0044-03-15 (BC)'", "'12024-01-01'"],
  TIME: ["'00:00:00'", "'23:59:59.999999'"],
  "TIME WITH TIME ZONE": ["'12:34:56.123456+05:30'", "'00:00:00-15:59'"],
  TIMESTAMP: [
    "'1969-12-31 23:59:59.999999'",
    "'9999-12-31 23:59:59.999999'",
    "'infinity'",
    "'-infinity'",
    "'0044-03-15 (BC) 12:00:00'",
    "'12024-01-01 00:00:00'",
  ],
  TIMESTAMP_S: ["'1969-12-31 23:59:59'", "'2024-02-29 12:00:00'"],
  TIMESTAMP_MS: ["'1969-12-31 23:59:59.999'", "'2024-02-29 12:00:00.001'"],
  TIMESTAMP_NS: ["'1969-12-31 23:59:59.999999999'", "'2024-02-29 12:00:00.123456789'"],
  "TIMESTAMP WITH TIME ZONE": ["'2024-02-29 12:34:56.123456+00'", "'1969-12-31 23:59:59.999999+00'", "'infinity'"],
  INTERVAL: ["'1 year 2 months 3 days 04:05:06.789012'", "'-5 days'", "'0 days'"],
  "ENUM('a', 'it''s', '')": ["'a'", "'it''s'", "''"],
};

const NESTED: Record<string, { values: string[]; json: (string | null)[] }> = {
  "INTEGER[]": { values: ["[]", "[1, NULL, 3]"], json: ["[]", "[1,null,3]"] },
  "VARCHAR[][]": { values: ["[['a\"', NULL], [], NULL]"], json: ['[["a\\"",null],[],null]'] },
  "INTEGER[3]": { values: ["[1, NULL, 3]", "[4, 5, 6]"], json: ["[1,null,3]", "[4,5,6]"] },
  'STRUCT(a INTEGER, "b c" VARCHAR)': {
    values: ["{'a': 1, 'b c': 'x'}", "{'a': NULL, 'b c': NULL}"],
    json: ['{"a":1,"b c":"x"}', '{"a":null,"b c":null}'],
  },
  'STRUCT("__proto__" BOOLEAN, "q""" FLOAT)': {
    values: ["{'__proto__': true, 'q\"': 0.1}"],
    json: ['{"__proto__":true,"q\\"":0.1}'],
  },
  "MAP(VARCHAR, INTEGER)": { values: ["MAP {'a': 1, 'b': NULL}", "MAP {}"], json: ['{"a":1,"b":null}', "{}"] },
  "MAP(INTEGER, DATE)": { values: ["MAP {7: DATE '2024-01-31'}"], json: ['{"7":"2024-01-31"}'] },
  "MAP(INTEGER[], VARCHAR)": { values: ["MAP {[1]: 'x'}"], json: ['{"[1]":"x"}'] },
  "STRUCT(i INTERVAL, u UUID[])": {
    values: ["{'i': INTERVAL '1 month', 'u': ['00000000-0000-0000-0000-00000000000a']}"],
    json: ['{"i":"1 month","u":["00000000-0000-0000-0000-00000000000a"]}'],
  },
  "MAP(UUID, HUGEINT)": {
    values: ["MAP {'00000000-0000-0000-0000-00000000000a'::UUID: 170141183460469231731687303715884105727::HUGEINT}"],
    json: ['{"00000000-0000-0000-0000-00000000000a":170141183460469231731687303715884105727}'],
  },
  "DECIMAL(18,3)[]": { values: ["[1.500, NULL]"], json: ["[1.500,null]"] },
  "DOUBLE[]": { values: ["['nan'::DOUBLE, 5, -0.0::DOUBLE]"], json: ['["NaN",5.0,-0.0]'] },
  "TIMESTAMP[]": { values: ["['2024-02-29 12:00:00.5'::TIMESTAMP]"], json: ['["2024-02-29T12:00:00.5"]'] },
  "BLOB[]": { values: ["[from_hex('00')]"], json: ['["\\\\x00"]'] },
};

function tableOf(types: Readonly<Record<string, readonly string[]>>): string {
  const entries = Object.entries(types);
  const height = Math.max(...entries.map(([, values]) => values.length)) + 1;
  return ExportBench.values(
    Array.from({ length: height }, (_, row) =>
      entries.map(([type, values], column) => `CAST(${values[row] ?? "NULL"} AS ${type}) AS "c${column}"`),
    ),
  );
}

describe("an exported file", () => {
  let bench: ExportBench;
  before(async () => void (bench = await ExportBench.open()));
  after(() => bench.close());

  /** Types of which a cell is another one when it is read from `staging` and cast to its type again. */
  const damaged = async (types: readonly string[]): Promise<unknown[]> => {
    const result: unknown[] = [];
    for (const [column, type] of types.entries()) {
      const differences = await bench.rows(
        `SELECT o.c${column} AS was, s.c${column} AS "is", typeof(s.c${column}) AS "as" FROM __pt_rows AS o JOIN staging AS s ON s.__pt_id = o.__pt_id
         WHERE CAST(s.c${column} AS ${type}) IS DISTINCT FROM o.c${column}`,
      );
      if (differences.length > 0) result.push([type, differences]);
    }
    return result;
  };

  for (const format of ["csv", "json", "ndjson", "parquet", "arrow"] as const satisfies readonly ExportFormat[]) {
    it(`holds every scalar value exactly: ${format}`, async () => {
      await bench.fill(tableOf(SCALARS));
      const file = await bench.export(format, { escapeFormulas: false });
      const { rows } = await bench.imports.load(file);
      expect(rows).to.equal(bench.extent.rowCount);
      expect(await damaged(Object.keys(SCALARS))).to.deep.equal([]);
    });
  }

  for (const format of ["csv", "parquet", "arrow"] as const) {
    it(`holds every nested value: ${format}`, async () => {
      await bench.fill(tableOf(Object.fromEntries(Object.entries(NESTED).map(([type, { values }]) => [type, values]))));
      await bench.imports.load(await bench.export(format));
      expect(await damaged(Object.keys(NESTED))).to.deep.equal([]);
    });
  }

  it("keeps the types of a Parquet and an Arrow file that these formats have", async () => {
    const kept = Object.keys(SCALARS).filter(
      (type) => !/HUGEINT|BIGNUM|BIT|UUID|TIME WITH|INTERVAL|ENUM/.test(type) || type.startsWith("TIMESTAMP"),
    );
    await bench.fill(tableOf(Object.fromEntries(kept.map((type) => [type, SCALARS[type] ?? []]))));
    for (const format of ["parquet", "arrow"] as const) {
      const { columns } = await bench.imports.load(await bench.export(format));
      expect(columns.map(({ type }) => type)).to.deep.equal(kept);
    }
  });

  it("has nested values as JSON in JSON", async () => {
    for (const [type, { values, json }] of Object.entries(NESTED)) {
      await bench.fill(ExportBench.values([...values, "NULL"].map((value) => [`CAST(${value} AS ${type}) AS v`])));
      const lines = [...json, null].map((value) => `{"v":${value ?? "null"}}`);
      expect(await bench.text("ndjson"), type).to.equal(`${lines.join("\n")}\n`);
      expect(await bench.text("json"), type).to.equal(`[\n${lines.join(",\n")}\n]\n`);
    }
  });

  it("has the value of a UNION as text in every format", async () => {
    await bench.fill("SELECT union_value(num := 2) AS u, {'u': union_value(s := 'x')} AS s");
    expect(await bench.text("csv")).to.equal("u,s\r\n2,{'u': x}\r\n");
    expect(await bench.text("ndjson")).to.equal('{"u":"2","s":{"u":"x"}}\n');
    for (const format of ["parquet", "arrow"] as const) {
      await bench.imports.load(await bench.export(format));
      expect(await bench.rows("SELECT u, s FROM staging")).to.deep.equal([["2", "{'u': x}"]]);
    }
  });
});
