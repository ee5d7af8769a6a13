import { expect } from "@open-wc/testing";
import type { Table } from "apache-arrow";
import { readRows, readSidePage } from "../../../src/engine/diff/read-rows.ts";
import { VersionSide } from "../../../src/engine/diff/version-side.ts";
import { copyCells } from "../../../src/engine/rows/cell-column.ts";
import type { StoredVersion } from "../../../src/worker/protocol.ts";
import { SavedTable } from "./fixture.ts";

const SEGMENT_ROWS = 122_880;
const ROWS = SEGMENT_ROWS + 100;

const CELLS: Record<string, string> = {
  BOOLEAN: "i % 2 = 0",
  BIGINT: "i * 9007199254741",
  UTINYINT: "i % 256",
  FLOAT: "i / 3",
  DOUBLE: "i / 7",
  "DECIMAL(9,2)": "i / 8",
  "DECIMAL(38,10)": "i / -16",
  VARCHAR: "'text ünï ' || i",
  DATE: "DATE '0044-03-15 (BC)' + i::INTEGER",
  TIME: "TIME '00:00:00' + INTERVAL (i) MILLISECOND",
  TIMESTAMP: "TIMESTAMP '1969-12-31 23:59:59.999999' - INTERVAL (i) SECOND",
  TIMESTAMP_NS: "TIMESTAMP '1969-12-31 23:59:59.999' - INTERVAL (i) SECOND",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP '2024-02-29 12:34:56' + INTERVAL (i) SECOND",
  UUID: "'00000000-0000-0000-0000-' || lpad(i::VARCHAR, 12, '0')",
  HUGEINT: "i::HUGEINT * -170141183460469231731687",
};

/** Cells by the ids of their rows. */
function cellsOf(page: Table): Map<number, unknown[]> {
  const order = Int32Array.from({ length: page.numRows }, (_, row) => row);
  const columns = page.schema.fields.slice(1).map((_, index) => {
    const vector = page.getChildAt(index + 1);
    return vector && copyCells(vector, order);
  });
  const ids = page.getChildAt(0);
  return new Map(Array.from(order, (row) => [Number(ids?.get(row)), columns.map((values) => values?.get(row))]));
}

describe("rows of a stored version", () => {
  let table: SavedTable;
  before(async () => void (table = await SavedTable.open()));
  after(() => table.dispose());

  async function sideOf(select: string): Promise<VersionSide> {
    await table.fill(select);
    await table.save();
    const version = await table.reopen();
    return new VersionSide({
      client: () => Promise.resolve(table.client),
      version: version as StoredVersion,
      release: () => undefined,
    });
  }

  it("are the same read past the database as through it, in every type and over two segments", async () => {
    const list = Object.entries(CELLS).map(
      ([type, cell], at) => `CASE WHEN i % 5 = ${at % 5} THEN NULL ELSE CAST(${cell} AS ${type}) END AS c${at}`,
    );
    const side = await sideOf(`SELECT ${list.join(", ")} FROM range(${ROWS}) AS ids(i)`);
    expect(side.ranges.length).to.equal(2);
    const rowIds = Array.from({ length: 40 }, (_, index) => SEGMENT_ROWS - 60 + index * 3);
    const direct = await side.readDirectly({ rowIds, columns: side.columns });
    if (!direct) throw new Error("They were not read past the database.");
    const through = cellsOf(await readSidePage(table.queue, side, { rowIds, columns: side.columns }));
    expect([...through.keys()].sort((a, b) => a - b)).to.deep.equal(rowIds);
    const all = cellsOf(direct);
    for (const [rowId, cells] of through) expect(all.get(rowId), `row ${rowId}`).to.deep.equal(cells);
    const rows = await readRows(() => Promise.resolve(table.queue), side, { rowIds, columns: side.columns });
    expect([...rows.keys()]).to.deep.equal(rowIds);
    const [first = NaN] = rowIds;
    expect([...(rows.get(first)?.values() ?? [])]).to.deep.equal(through.get(first));
  });

  it("are read through the database where ids are missing, where they lie far apart, and where only it has their text", async () => {
    const plain = await sideOf("SELECT i AS n FROM range(10000) AS ids(i)");
    const isDirect = (side: VersionSide, rowIds: number[]) =>
      side.readDirectly({ rowIds, columns: side.columns }) !== null;
    expect([isDirect(plain, [5, 4000]), isDirect(plain, [5, 9000])]).to.deep.equal([true, false]);
    const nested = await sideOf("SELECT [i] AS list FROM range(100) AS ids(i)");
    expect(isDirect(nested, [5])).to.equal(false);
    const texts =
      "SELECT i, string_agg(md5((i * 1000 + j)::VARCHAR), '') AS text FROM range(100) AS a(i), range(1500) AS b(j)";
    const large = await sideOf(`SELECT text FROM (${texts} GROUP BY i)`);
    expect([isDirect(large, [5]), isDirect(large, [5, 90])]).to.deep.equal([true, false]);
    await table.fill("SELECT i AS n FROM range(100) AS ids(i)");
    await table.write("DELETE FROM __pt_rows WHERE __pt_id = 50");
    await table.save();
    const version = (await table.reopen()) as StoredVersion;
    const client = () => Promise.resolve(table.client);
    const holed = new VersionSide({ client, version, release: () => undefined });
    expect(isDirect(holed, [5])).to.equal(false);
    const rows = await readRows(() => Promise.resolve(table.queue), holed, {
      rowIds: [49, 50, 51],
      columns: holed.columns,
    });
    expect([...rows].map(([id, cells]) => [id, ...cells.values()])).to.deep.equal([
      [49, 49n],
      [51, 51n],
    ]);
  });
});
