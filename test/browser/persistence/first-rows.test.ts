import { expect } from "@open-wc/testing";
import { readFirstRows } from "../../../src/engine/persistence/first-rows.ts";
import { pageProjection } from "../../../src/engine/rows/cell-values.ts";
import { PersistenceClient } from "../../../src/engine/persistence/persistence-client.ts";
import { ASSET_BASE, newest, SavedTable } from "./fixture.ts";

/** By type: SQL of the value of row i. */
const COLUMNS: Record<string, string[]> = {
  BOOLEAN: ["i % 3 = 0"],
  BIGINT: ["i * 9007199254740993"],
  DOUBLE: ["i / 7"],
  FLOAT: ["i / 7"],
  VARCHAR: ["'zeile ' || i || ' ü'"],
  BLOB: ["('x' || i)::BLOB"],
  HUGEINT: ["(i - 100)::HUGEINT * 170141183460469231731687303715::HUGEINT"],
  UUID: ["md5(i::VARCHAR)::UUID"],
  INTERVAL: ["INTERVAL (i * 1000) SECOND"],
  "ENUM('a', 'b')": ["CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END"],
  "DECIMAL(18,3)": ["(i - 100) / 1000"],
  "DECIMAL(4,4)": ["(i % 1000 - 100) / 10000"],
  "DECIMAL(9,0)": ["i - 100"],
  "DECIMAL(38,10)": ["(i - 100)::DECIMAL(38,10) * 99999999999999999.9999999"],
  DATE: [
    "DATE '2024-01-31' + (i * 37)::INTEGER",
    "DATE '0010-03-01 (BC)' + (i * 100)::INTEGER",
    "DATE '9990-01-01' + (i * 1000)::INTEGER",
    "'infinity'",
    "'-infinity'",
  ],
  TIME: ["TIME '00:00:00' + INTERVAL (i * 431234567) MICROSECOND", "TIME '12:00:00'"],
  TIMESTAMP: [
    "TIMESTAMP '1969-12-01' + INTERVAL (i * 12345678901) MICROSECOND",
    "TIMESTAMP '0003-01-01 (BC) 10:00:00' + INTERVAL (i) DAY",
    "'infinity'",
    "'-infinity'",
    "TIMESTAMP '2024-01-01 12:00:00.5'",
  ],
  TIMESTAMP_S: ["TIMESTAMP '1969-12-31' + INTERVAL (i * 1000) SECOND"],
  TIMESTAMP_MS: ["TIMESTAMP '1969-12-31' + INTERVAL (i * 1234567) MILLISECOND"],
  TIMESTAMP_NS: ["make_timestamp_ns((i - 100) * 1234567890123)"],
  "TIMESTAMP WITH TIME ZONE": ["(TIMESTAMP '1969-12-31' + INTERVAL (i * 12345678) MICROSECOND)::TIMESTAMPTZ"],
};

describe("first rows of a stored version", () => {
  let table: SavedTable;
  before(async () => void (table = await SavedTable.open()));
  after(() => table.dispose());

  for (const [type, values] of Object.entries(COLUMNS)) {
    it(`have the text that DuckDB gives for ${type}`, async () => {
      const list = values.map(
        (value, n) => `CASE WHEN i % 5 = 4 THEN NULL ELSE CAST(${value} AS ${type}) END AS v${n}`,
      );
      await table.fill(`SELECT ${list.join(", ")} FROM range(300) t(i)`);
      const version = newest(await table.save());
      const early = await readFirstRows({ client: table.client, version, firstRow: 20, count: 200 });
      const page = await table.queue.query(
        `SELECT ${pageProjection(table.schema.columns)} FROM __pt_rows WHERE __pt_id >= 20 AND __pt_id < 220 ORDER BY __pt_id`,
        { priority: "urgent" },
      );
      expect(early?.numRows).to.equal(200);
      expect(early?.schema.fields.map((field) => [field.name, String(field.type)])).to.deep.equal(
        page.schema.fields.map((field) => [field.name, String(field.type)]),
      );
      for (let column = 0; column < page.numCols; column++) {
        expect(early?.getChildAt(column)?.toJSON()).to.deep.equal(page.getChildAt(column)?.toJSON());
      }
    });
  }

  it("go on over the end of a segment and stop at the end of the table", async () => {
    await table.fill("SELECT i AS n FROM range(130000) t(i)");
    const version = newest(await table.save());
    const read = async (firstRow: number, count: number) => {
      const rows = await readFirstRows({ client: table.client, version, firstRow, count });
      return rows && [...(rows.getChild("__pt_id")?.toArray() as BigInt64Array)].map(Number);
    };
    expect(await read(122_878, 4)).to.deep.equal([122_878, 122_879, 122_880, 122_881]);
    expect(await read(129_998, 200)).to.deep.equal([129_998, 129_999]);
    expect(await read(130_000, 10)).to.equal(null);
  });

  it("come with the opening of the table, as the newest version has them", async () => {
    const headTexts = async (): Promise<unknown> => {
      table.client.dispose();
      table.client = PersistenceClient.launch(ASSET_BASE);
      const { table: stored, head } = await table.client.open(table.name);
      const version = stored?.versions.at(-1);
      if (!version || !head) throw new Error("No head is stored.");
      const rows = await readFirstRows({ client: table.client, version, head, firstRow: 0, count: 128 });
      return rows?.getChildAt(1)?.toJSON().slice(0, 3);
    };
    await table.fill("SELECT 'row ' || i AS text FROM range(130000) t(i)");
    await table.save();
    expect(await headTexts()).to.deep.equal(["row 0", "row 1", "row 2"]);
    await table.write("UPDATE __pt_rows SET text = 'late' WHERE __pt_id = 129999");
    table.tracker.markRanges([{ firstId: 129_999, endId: 130_000 }]);
    await table.save();
    expect(await headTexts()).to.deep.equal(["row 0", "row 1", "row 2"]);
    await table.write("UPDATE __pt_rows SET text = 'early' WHERE __pt_id = 1");
    table.tracker.markRanges([{ firstId: 1, endId: 2 }]);
    await table.save();
    expect(await headTexts()).to.deep.equal(["row 0", "early", "row 2"]);
  });

  it("do not come with the opening when they are large", async () => {
    await table.fill("SELECT repeat('x', 10000) AS text FROM range(100)");
    await table.save();
    table.client.dispose();
    table.client = PersistenceClient.launch(ASSET_BASE);
    const { head } = await table.client.open(table.name);
    expect(head).to.equal(null);
  });

  it("are left to the database where a column is nested", async () => {
    await table.fill("SELECT [1, 2] AS list");
    const version = newest(await table.save());
    expect(await readFirstRows({ client: table.client, version, firstRow: 0, count: 10 })).to.equal(null);
  });
});
