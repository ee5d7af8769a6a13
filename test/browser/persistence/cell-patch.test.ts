import { expect } from "@open-wc/testing";
import { writeCellsInBulk } from "../../../src/engine/changes/cells/write-cells-in-bulk.ts";
import { CellPatch } from "../../../src/engine/persistence/cell-patch.ts";
import type { CellEdit } from "../../../src/engine/rows/edit-overlay.ts";
import type { CellValue } from "../../../src/engine/rows/grid-data.ts";
import type { StoredVersion } from "../../../src/worker/protocol.ts";
import { SavedTable } from "./fixture.ts";

const MAX_BIGINT = 2n ** 63n - 1n;

/** New values by type; the columns hold NULLs and values. */
const PATCHED: Record<string, readonly CellValue[]> = {
  TINYINT: [-128, 127],
  SMALLINT: [-32768, 32767],
  INTEGER: [-(2 ** 31), 2 ** 31 - 1],
  BIGINT: [5, -MAX_BIGINT - 1n, MAX_BIGINT],
  UTINYINT: [0, 255],
  USMALLINT: [65535],
  UINTEGER: [2 ** 32 - 1],
  UBIGINT: [7, 2n ** 64n - 1n],
  DOUBLE: [-0, NaN, -Infinity, 5e-324, 0.1],
  VARCHAR: ["", "NULL", "ünïcödé 😀", "a\0b", "x".repeat(5000), "\ud800"],
};

/** What only the database can make of a value's text. */
const LEFT: Record<string, readonly CellValue[]> = {
  DATE: ["2024-02-29"],
  "DECIMAL(18,3)": ["1.500"],
  FLOAT: [0.1],
  BOOLEAN: [true],
  UUID: ["00000000-0000-0000-0000-00000000000a"],
};

const ROWS = 130_000;
/** Every third row is gone, in the second half. */
const GAPS = `WHERE i < ${ROWS / 2} OR i % 3 <> 0`;

const columnsOf = (types: readonly string[], cell: (type: string) => string): string =>
  types.map((type, column) => `${cell(type)} AS "c ${column}"`).join(", ");

/** Cells of every column, in rows all over the table, some of which are gone. */
function cellsOf(types: Record<string, readonly CellValue[]>): CellEdit[] {
  return Object.values(types).flatMap((values, columnId) =>
    Array.from({ length: 40 }, (_, index): CellEdit => {
      const value = [null, ...values][index % (values.length + 1)] ?? null;
      return { rowId: (index * 3259 + columnId * 7) % ROWS, columnId, value };
    }),
  );
}

describe("cells that a snapshot is given on its way to the database", () => {
  let table: SavedTable;
  before(async () => void (table = await SavedTable.open()));
  after(() => table.dispose());

  async function stored(types: readonly string[], nulls: string): Promise<StoredVersion> {
    const list = columnsOf(types, (type) => `CAST(${nulls} AS ${type})`);
    await table.fill(`SELECT ${list} FROM range(${ROWS}) AS ids(i)`);
    await table.write(`CREATE OR REPLACE TABLE __pt_rows AS FROM __pt_rows ${GAPS.replaceAll("i ", "__pt_id ")}`);
    await table.save();
    const version = await table.reopen();
    if (!version) throw new Error("Nothing is stored.");
    await table.write("DROP TABLE IF EXISTS patched; DROP TABLE IF EXISTS staging");
    return version;
  }

  /** What the database makes of the cells. */
  async function written(cells: readonly CellEdit[]): Promise<void> {
    const state = { schema: table.schema, extent: { rowCount: 0, firstId: 0, endId: 0 }, nextRowId: ROWS };
    await table.queue.write((connection) => writeCellsInBulk({ connection, state }, cells), {
      priority: "user-visible",
    });
  }

  for (const [nulls, what] of [
    ["CASE WHEN i % 5 = 0 THEN NULL ELSE i % 100 END", "values and NULLs"],
    ["i % 100", "values alone"],
    ["NULL", "NULLs alone"],
  ] as const) {
    it(`are those that the database would have written, into ${what}`, async () => {
      const types = Object.keys(PATCHED);
      const version = await stored(types, nulls);
      const cells = cellsOf(PATCHED);
      const patch = new CellPatch(cells, version.columns);
      expect(cells.every((cell) => patch.has(cell))).to.equal(true);
      await table.load(version, "patched", patch);
      await written(cells);
      expect(await table.differences("__pt_rows", "patched")).to.deep.equal([]);
      const [[changed] = []] = await table.rows(
        `SELECT count(*)::INTEGER FROM patched WHERE "c ${types.indexOf("VARCHAR")}" = 'ünïcödé 😀'`,
      );
      expect(changed).to.be.greaterThan(0);
    });
  }

  it("are left to the database where their text is to be cast, and other columns stay", async () => {
    const types = [...Object.keys(LEFT), "INTEGER"];
    const version = await stored(types, "NULL");
    const cells = cellsOf({ ...LEFT, INTEGER: [1, 2] });
    const patch = new CellPatch(cells, version.columns);
    const isLeft = (cell: CellEdit) => !patch.has(cell);
    expect(cells.filter(isLeft).map(({ columnId }) => types[columnId])).to.include.members(Object.keys(LEFT));
    expect(cells.filter(isLeft).some(({ columnId }) => types[columnId] === "INTEGER")).to.equal(false);
    await table.load(version, "patched", patch);
    await written(cells.filter((cell) => !isLeft(cell)));
    expect(await table.differences("__pt_rows", "patched")).to.deep.equal([]);
  });

  it("are left to the database where a value is none of the column's type", async () => {
    const version = await stored(["INTEGER", "VARCHAR"], "NULL");
    for (const [columnId, value] of [
      [0, 2 ** 31],
      [0, 1.5],
      [0, "1"],
      [1, 1],
    ] as const) {
      const cell = { rowId: 1, columnId, value };
      expect(new CellPatch([cell], version.columns).has(cell), String(value)).to.equal(false);
    }
  });
});
