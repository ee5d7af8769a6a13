import { expect } from "@open-wc/testing";
import { parseCellInput } from "../../../src/engine/changes/cell-input.ts";
import { literal } from "../../../src/engine/database/sql.ts";
import type { CellValue } from "../../../src/engine/rows/grid-data.ts";
import { cellsOf, TestTable } from "./table.ts";

/** Type, a SQL expression of it, and the cell that a page is to show. */
const CELLS: readonly [type: string, expression: string, cell: CellValue][] = [
  ["BOOLEAN", "true", true],
  ["TINYINT", "'-128'", -128],
  ["SMALLINT", "'-32768'", -32768],
  ["INTEGER", "'-2147483648'", -2147483648],
  ["BIGINT", "'-9223372036854775808'", -9223372036854775808n],
  ["HUGEINT", "'170141183460469231731687303715884105727'", "170141183460469231731687303715884105727"],
  ["UTINYINT", "255", 255],
  ["USMALLINT", "65535", 65535],
  ["UINTEGER", "4294967295", 4294967295],
  ["UBIGINT", "18446744073709551615", 18446744073709551615n],
  ["UHUGEINT", "'340282366920938463463374607431768211455'", "340282366920938463463374607431768211455"],
  ["BIGNUM", "'123456789012345678901234567890123456789012345'", "123456789012345678901234567890123456789012345"],
  ["FLOAT", "0.1", 0.1],
  ["FLOAT", "'3.4028235e38'", 3.4028235e38],
  ["DOUBLE", "0.1", 0.1],
  ["DOUBLE", "'nan'", NaN],
  ["DOUBLE", "'-inf'", -Infinity],
  ["DECIMAL(18,3)", "12.5", "12.500"],
  ["DECIMAL(4,1)", "'-0.5'", "-0.5"],
  ["DECIMAL(38,10)", "'1234567890123456789012345678.1234567891'", "1234567890123456789012345678.1234567891"],
  ["DECIMAL(9,0)", "7", "7"],
  ["VARCHAR", "'Zürich 🙂 <b>'", "Zürich 🙂 <b>"],
  ["VARCHAR", "''", ""],
  ["VARCHAR", "chr(65279) || 'mark'", "\ufeffmark"],
  ["BLOB", "'\\xAA\\x00b'", Uint8Array.of(0xaa, 0, 0x62)],
  ["DATE", "'2024-01-31'", "2024-01-31"],
  ["DATE", "'0044-03-15 (BC)'", "0044-03-15 (BC)"],
  ["DATE", "'infinity'", "infinity"],
  ["TIME", "'12:34:56.5'", "12:34:56.5"],
  ["TIME WITH TIME ZONE", "'12:34:56+02'", "12:34:56+02"],
  ["TIMESTAMP", "'2024-01-31 12:34:56.123456'", "2024-01-31 12:34:56.123456"],
  ["TIMESTAMP", "'infinity'", "infinity"],
  ["TIMESTAMP_S", "'2024-01-31 12:34:56'", "2024-01-31 12:34:56"],
  ["TIMESTAMP_MS", "'2024-01-31 12:34:56.12'", "2024-01-31 12:34:56.12"],
  ["TIMESTAMP_NS", "'2024-01-31 12:34:56.123456789'", "2024-01-31 12:34:56.123456789"],
  ["TIMESTAMP WITH TIME ZONE", "'2024-01-31 12:34:56+02'", "2024-01-31 10:34:56+00"],
  ["INTERVAL", "'1 year 2 days 3 hours'", "1 year 2 days 03:00:00"],
  ["UUID", "'00000000-0000-0000-0000-00000000000A'", "00000000-0000-0000-0000-00000000000a"],
  ["BIT", "'0101'", "0101"],
  ["ENUM('a', 'it''s')", "'it''s'", "it's"],
  ["INTEGER[]", "[1, NULL]", "[1, NULL]"],
  ["INTEGER[3]", "[1, 2, 3]", "[1, 2, 3]"],
  ["STRUCT(a INTEGER, b VARCHAR)", "{'a': 1, 'b': 'x'}", "{'a': 1, 'b': x}"],
  ["MAP(VARCHAR, INTEGER)", "MAP {'k': 1}", "{k=1}"],
  ["UNION(num INTEGER, str VARCHAR)", "'x'::VARCHAR", "x"],
];

/** As a reader would type it, for types that are read without the database. */
const typed = (cell: CellValue): string =>
  cell instanceof Uint8Array
    ? [...cell].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")
    : String(cell);

describe("Cells of every type", () => {
  let table: TestTable;
  before(async () => (table = await TestTable.open()));
  after(() => table.close());

  for (const [type, expression, cell] of CELLS) {
    it(`shows ${type} ${expression} and its NULL exactly`, async () => {
      const source = await table.fill(
        `SELECT 0::BIGINT AS __pt_id, CAST(${expression} AS ${type}) AS "a ""b""" UNION ALL SELECT 1, NULL ORDER BY ALL`,
      );
      expect(source.columns[0]?.type).to.equal(type);
      const view = await source.openView({ sort: [], filter: null, search: "" }, {});
      expect(await cellsOf(source, view, { start: 0, end: 2 })).to.deep.equal([[cell], [null]]);
    });

    it(`takes ${type} ${expression} as typed for the same value`, async () => {
      const input = parseCellInput(typed(cell), { type, nullable: true }, "en-US");
      if (input.ok === "ask") return;
      expect(input).to.deep.equal({ ok: true, value: cell });
      const same = `CAST(${expression} AS ${type}) IS NOT DISTINCT FROM ${literal(cell, type)}`;
      const answer = await table.queue.query(`SELECT ${same}`, { priority: "urgent" });
      expect(answer.getChildAt(0)?.get(0)).to.equal(true);
    });
  }
});
