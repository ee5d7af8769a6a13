import { expect } from "@open-wc/testing";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { failureOf } from "../../rejection-of.ts";
import { TransformTable } from "./transform-table.ts";

const SOURCE = `SELECT range AS n, CASE WHEN range % 2 = 0 THEN 'even ' || range ELSE '' END AS text,
  (range / 4)::DECIMAL(10,2) AS price, CASE WHEN range > 1 THEN [range] END AS list FROM range(100000)`;

describe("a preview", () => {
  let table: TransformTable;

  before(async () => {
    table = await TransformTable.of(SOURCE);
  });

  const rowsOf = async (step: TransformStep, limit = 2) => (await table.preview(step, limit)).rows;

  it("shows the first cells that an update changes, in the form of a page's cells", async () => {
    const preview = await table.preview({ op: "update", column: "text", expression: "trim(upper(text))" }, 2);
    expect(preview).to.deep.equal({
      column: { name: "text", type: "VARCHAR" },
      rows: [
        { rowId: 0, oldValue: "even 0", newValue: "EVEN 0" },
        { rowId: 2, oldValue: "even 2", newValue: "EVEN 2" },
      ],
    });
    expect(await rowsOf({ op: "update", column: "n", expression: "n + 1", where: "n > 6" })).to.deep.equal([
      { rowId: 7, oldValue: 7n, newValue: 8n },
      { rowId: 8, oldValue: 8n, newValue: 9n },
    ]);
    expect(await rowsOf({ op: "update", column: "price", expression: "NULL", where: "n > 6" }, 1)).to.deep.equal([
      { rowId: 7, oldValue: "1.75", newValue: null },
    ]);
  });

  it("looks on where the first rows are not affected", async () => {
    const rows = await rowsOf({ op: "update", column: "n", expression: "-n", where: "n IN (60000, 99999)" }, 100);
    expect(rows.map(({ rowId }) => rowId)).to.deep.equal([60_000, 99_999]);
    expect(await rowsOf({ op: "update", column: "n", expression: "n" })).to.deep.equal([]);
  });

  it("shows which rows a delete takes", async () => {
    expect(await table.preview({ op: "delete", where: "n % 50000 = 3" }, 10)).to.deep.equal({
      column: null,
      rows: [{ rowId: 3 }, { rowId: 50_003 }],
    });
  });

  it("shows the cells of a column that is added or dropped", async () => {
    expect(await table.preview({ op: "add-column", name: "half", expression: "price / 2" }, 1)).to.deep.equal({
      column: { name: "half", type: "DOUBLE" },
      rows: [{ rowId: 0, newValue: 0 }],
    });
    expect(await table.preview({ op: "add-column", name: "empty" }, 1)).to.deep.equal({
      column: { name: "empty", type: "VARCHAR" },
      rows: [],
    });
    expect(await table.preview({ op: "drop-column", name: "list" }, 1)).to.deep.equal({
      column: { name: "list", type: "BIGINT[]" },
      rows: [{ rowId: 2, oldValue: "[2]" }],
    });
    expect(await table.preview({ op: "rename-column", name: "n", to: "m" }, 1)).to.deep.equal({
      column: { name: "n", type: "BIGINT" },
      rows: [],
    });
  });

  it("shows what a cast makes of the cells", async () => {
    expect(await table.preview({ op: "cast-column", name: "text", type: "int", onError: "null" }, 1)).to.deep.equal({
      column: { name: "text", type: "VARCHAR" },
      newType: "INTEGER",
      rows: [{ rowId: 0, oldValue: "even 0", newValue: null }],
    });
    expect(await rowsOf({ op: "cast-column", name: "price", type: "INTEGER", onError: "fail" })).to.deep.equal([
      { rowId: 0, oldValue: "0.00", newValue: 0 },
      { rowId: 1, oldValue: "0.25", newValue: 0 },
    ]);
  });

  it("tells of the value that would stop the transform", async () => {
    const cast = await failureOf(table.preview({ op: "cast-column", name: "text", type: "INTEGER", onError: "fail" }));
    expect([cast.code, cast.message]).to.deep.equal([
      "value-mismatch",
      'transform (cast-column "text"): the value "even 0" in row 1 (counted from 1) does not fit INTEGER. Change it first, or cast with onError "null".',
    ]);
    const failing = await failureOf(table.preview({ op: "update", column: "n", expression: "text::INTEGER" }));
    expect(failing.message).to.match(/^transform \(update "n"\): Conversion Error: .*'even 0'/);
  });

  it("leaves nothing behind", async () => {
    const before = await table.hash();
    await table.preview({ op: "update", column: "text", expression: "uuid()" }, 1);
    expect(await table.hash()).to.deep.equal(before);
    expect(await table.otherTables()).to.deep.equal([]);
  });

  it("stops where it is when it is aborted", async () => {
    const step: TransformStep = { op: "update", column: "text", expression: "text", where: "md5(text) = 'x'" };
    const { job, connection } = await table.startPreview(step);
    for (let slice = 0; slice < 4; slice++) expect((await job.next()).done).to.equal(false);
    await job.return(undefined as never);
    const left = await connection.run("SELECT count(*)::DOUBLE FROM duckdb_tables() WHERE table_name <> '__pt_rows'");
    expect(left.getChildAt(0)?.get(0)).to.equal(0);
    await connection.close();
  });
});
