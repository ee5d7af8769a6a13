import { expect } from "@open-wc/testing";
import type { EmbeddedRowSource } from "../../../src/engine/rows/embedded-row-source.ts";
import { GridRows } from "../../../src/engine/rows/grid-rows.ts";
import { parseSort } from "../../../src/engine/rows/parse-sort.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { TestTable } from "./table.ts";

const ROWS = 1_000_000;
const sortedBy = (text: string) => ({ sort: parseSort(text), filter: null, search: "" });

describe("GridRows over a million rows", () => {
  let table: TestTable;
  let source: EmbeddedRowSource;
  let grid: GridRows;
  let errors: unknown[];

  before(async () => {
    table = await TestTable.open();
    source = await table.fill(
      `SELECT range AS __pt_id, (range * 7919) % ${ROWS} AS n, 'name ' || (hash(range) % 1000) AS name FROM range(${ROWS})`,
    );
  });
  after(() => table.close());

  beforeEach(async () => {
    errors = [];
    grid = new GridRows({ onError: (error) => errors.push(error) });
    grid.setSource(source, await source.openView({ sort: [], filter: null, search: "" }, {}));
  });
  afterEach(() => {
    grid.close();
    expect(errors).to.deep.equal([]);
  });

  const columnIds = [0, 1];
  const show = (row: number) => grid.ensureRows({ start: row, end: row + 40, columnIds });
  const value = (row: number, columnId = 0) => grid.getCell(row, columnId)?.value;

  /** Waits until `condition` holds, asking after each arrival of rows. */
  function until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = grid.on("rows", () => {
        if (!condition()) return;
        stop();
        resolve();
      });
    });
  }

  it("reads the last rows", async () => {
    show(ROWS - 40);
    await until(() => value(ROWS - 1) !== undefined);
    expect(value(ROWS - 1)).to.equal(BigInt(((ROWS - 1) * 7919) % ROWS));
    expect(grid.getRowId(ROWS - 1)).to.equal(ROWS - 1);
  });

  it("sorts, with the old rows there until the new ones are", async () => {
    show(0);
    await until(() => value(0) !== undefined);
    const seen: unknown[] = [];
    grid.on("rows", () => seen.push(value(0)));
    const sorted = grid.setView(sortedBy("n desc"));
    expect(value(0)).to.equal(0n);
    await sorted;
    expect(value(0)).to.equal(0n);
    await until(() => value(0) === BigInt(ROWS - 1));
    expect(seen).to.not.include(undefined);
    show(ROWS - 40);
    await until(() => value(ROWS - 1) !== undefined);
    expect(value(ROWS - 1)).to.equal(0n);
  });

  it("lets the newest of many views win", async () => {
    const superseded = ["name, n", "name desc, n", "n"].map((sort) => rejectionOf(grid.setView(sortedBy(sort))));
    await grid.setView(sortedBy("n desc"));
    expect((await Promise.all(superseded)).map(({ name }) => name)).to.deep.equal(Array(3).fill("AbortError"));
    show(0);
    await until(() => value(0) === BigInt(ROWS - 1));
  });

  it("shows an edit from the first moment on, whenever pages are read", async () => {
    await grid.setView(sortedBy("n"));
    show(0);
    await until(() => value(5, 1) !== undefined);
    const rowId = grid.getRowId(5) ?? NaN;
    const edit = grid.setOverlays([{ rowId, columnId: 1, value: "edited" }]);
    grid.invalidate();
    const seen: unknown[] = [];
    grid.on("rows", () => seen.push(value(5, 1)));
    await table.queue.write(
      async function* (connection) {
        yield;
        await connection.run(`UPDATE __pt_rows SET name = 'edited' WHERE __pt_id = ${rowId}`);
      },
      { priority: "urgent", onCommit: () => grid.settleOverlays(edit) },
    );
    grid.invalidate();
    // The page before the commit, the commit, the page after it.
    await until(() => seen.length >= 3);
    expect(new Set(seen)).to.deep.equal(new Set(["edited"]));
    expect(await grid.readCell(5, 1)).to.equal("edited");
  });
});
