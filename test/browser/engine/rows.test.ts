import { expect } from "@open-wc/testing";
import {
  csvFile,
  deleteTestTables,
  disposeEngines,
  openEngine,
  record,
  rejection,
  uniqueName,
} from "./engine-fixture.ts";
import { columnOf, contentsOf } from "./table-contents.ts";

const BY_N_DOWN = { sort: [{ column: "n", direction: "desc" }], filter: null, search: "" } as const;

describe("adding rows", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("puts them behind the others; undo takes them away, redo brings them back", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const before = await contentsOf(engine);
    const added = await engine.appendRows([{ n: 100, text: "a", price: 1.5 }, { TEXT: "b" }, { price: "7", n: 3n }]);
    expect(added).to.equal(3);
    expect([engine.data.rowCount, engine.data.totalRowCount]).to.deep.equal([13, 13]);
    expect(await columnOf(engine, "text")).to.deep.equal([...before.map((row) => row[2]), "a", "b", null]);
    const after = await contentsOf(engine);
    expect(after.slice(10)).to.deep.equal([
      ["10", "100", "a", "1.5"],
      ["11", null, "b", null],
      ["12", "3", null, "7.0"],
    ]);
    expect(engine.history.undoLabel).to.equal("Add 3 rows");
    await engine.undo();
    expect(engine.data.rowCount).to.equal(10);
    expect(await contentsOf(engine)).to.deep.equal(before);
    await engine.redo();
    expect(await contentsOf(engine)).to.deep.equal(after);
    await engine.undo();
    await engine.appendRows([{ n: 1 }]);
    expect((await contentsOf(engine)).at(-1)?.[0], "an id is never given twice").to.equal("13");
  });

  it("adds none when one does not fit, and names row, column and value", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const mismatch = await rejection(engine.appendRows([{ n: 1 }, { n: 2, price: "dear" }]));
    expect(mismatch).to.include({ code: "value-mismatch" });
    expect(mismatch.message).to.match(/row 1, column "price" \(DOUBLE\): Not a number\. Found "dear"/);
    const unknown = await rejection(engine.appendRows([{ n: 1 }, { prize: 2 }]));
    expect(unknown).to.include({ code: "unknown-column" });
    expect(unknown.message).to.match(/row 1: .*"prize".*price/s);
    const odd = await rejection(engine.appendRows([{ text: { nested: true } }]));
    expect(odd).to.include({ code: "value-mismatch" });
    const none = await rejection(engine.appendRows([null as never]));
    expect(none).to.include({ code: "invalid-argument" });
    expect(engine.data.rowCount).to.equal(10);
    expect(engine.history.undoLabel).to.equal(null);
    expect(await engine.appendRows([])).to.equal(0);
  });

  it("takes values of every kind exactly", async () => {
    const engine = openEngine();
    const columns = [
      "CAST('12.50' AS DECIMAL(10,2)) AS decimal",
      "DATE '2024-01-31' AS date",
      "TIMESTAMP '2024-01-31 12:34:56.123456' AS stamp",
      "TRUE AS flag",
      "'\\xFF'::BLOB AS bytes",
      "[1, 2] AS list",
      "170141183460469231731687303715884105727::HUGEINT AS huge",
      "TIMESTAMPTZ '2024-01-31 12:00:00+00' AS zoned",
      "0.1::FLOAT AS small",
    ];
    await engine.load(csvFile(2));
    for (const column of columns) {
      const [expression = "", name = ""] = column.split(" AS ").length > 2 ? split(column) : column.split(" AS ");
      await engine.transform([{ op: "add-column", name, expression }]);
    }
    await engine.appendRows([
      {
        decimal: "-0.05",
        date: new Date(Date.UTC(1999, 11, 31)),
        stamp: "2000-02-29 23:59:59.999999",
        flag: false,
        bytes: Uint8Array.of(0, 1, 255),
        list: "[7, NULL]",
        huge: "-170141183460469231731687303715884105727",
        zoned: "2001-01-01 00:00:00+00",
        small: 0.3,
        price: -0,
        text: "nul \0 and 🦆",
      },
    ]);
    const row = Object.fromEntries(
      await Promise.all(engine.data.columns.map(async ({ name }) => [name, await engine.readCell(2, name)] as const)),
    );
    expect(row).to.deep.include({
      n: null,
      decimal: "-0.05",
      date: "1999-12-31",
      stamp: "2000-02-29 23:59:59.999999",
      flag: false,
      list: "[7, NULL]",
      huge: "-170141183460469231731687303715884105727",
      zoned: "2001-01-01 00:00:00+00",
      small: 0.3,
      text: "nul \0 and 🦆",
    });
    expect(Object.is(row.price, -0)).to.equal(true);
    expect(row.bytes).to.deep.equal(Uint8Array.of(0, 1, 255));
  });

  it("adds 50,000 rows, saved with one save, there after a reload", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(1000));
    await engine.save();
    const objects = Array.from({ length: 50_000 }, (_, row) => ({ n: row, text: `added ${row}`, price: row / 8 }));
    expect(await engine.appendRows(objects)).to.equal(50_000);
    expect(engine.saveState).to.equal("dirty");
    await engine.save();
    expect(engine.saveState).to.equal("clean");
    const after = await contentsOf(engine);
    await engine.dispose();
    const next = openEngine(name);
    await next.openStored();
    expect(next.data.rowCount).to.equal(51_000);
    expect(await next.readCell(50_999, "text")).to.equal("added 49999");
    expect(await contentsOf(next)).to.deep.equal(after);
  });

  it("leaves nothing behind when it is stopped, at whatever moment", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5000));
    const before = await contentsOf(engine);
    const reason = new Error("enough");
    const objects = Array.from({ length: 30_000 }, (_, row) => ({ n: row, text: `added ${row}` }));
    const positions = before.map((_, row) => row);
    const changes = [
      (signal: AbortSignal) => engine.appendRows(objects, { signal }),
      (signal: AbortSignal) => engine.deleteRows(positions, { signal }),
    ];
    let stopped = 0;
    for (const tasks of [0, 2, 8, 20, 30]) {
      for (const change of changes) {
        const controller = new AbortController();
        const outcome = change(controller.signal).catch((error: unknown) => error);
        for (let task = 0; task < tasks; task++) await new Promise((resolve) => setTimeout(resolve));
        controller.abort(reason);
        // It may have come to its end before.
        if ((await outcome) === reason) stopped++;
        else await engine.undo();
        expect(engine.data.rowCount).to.equal(5000);
      }
    }
    expect(stopped).to.be.greaterThan(1);
    expect(await contentsOf(engine)).to.deep.equal(before);
    await engine.appendRows(objects.slice(0, 2));
    expect(engine.data.rowCount).to.equal(5002);
  });

  it("adds rows without any value", async () => {
    const engine = openEngine();
    await engine.load(csvFile(1));
    expect(await engine.appendRows([{}, { text: undefined }])).to.equal(2);
    expect((await contentsOf(engine)).slice(1)).to.deep.equal([
      ["1", null, null, null],
      ["2", null, null, null],
    ]);
    expect(engine.history.undoLabel).to.equal("Add 2 rows");
  });

  it("adds to a table that has no rows", async () => {
    const engine = openEngine();
    await engine.load(new Blob(["a,b\n"]), { format: "csv" });
    await engine.appendRows([{ a: "x" }]);
    expect(await columnOf(engine, "a")).to.deep.equal(["x"]);
    await engine.undo();
    expect(engine.data.rowCount).to.equal(0);
    await engine.redo();
    expect(await columnOf(engine, "a")).to.deep.equal(["x"]);
  });

  it("stands in the order of a sorted view", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await engine.setView(BY_N_DOWN);
    await engine.appendRows([{ n: 100 }, { n: 5 }]);
    expect(await columnOf(engine, "n")).to.deep.equal([100, 9, 8, 7, 6, 5, 5, 4, 3, 2, 1, 0].map(BigInt));
    expect(engine.data.view).to.deep.equal(BY_N_DOWN);
  });
});

describe("deleting rows", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("takes them out; undo brings them back under their ids", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const before = await contentsOf(engine);
    expect(await engine.deleteRows([2, 0, 9, 2])).to.equal(3);
    expect([engine.data.rowCount, engine.data.totalRowCount]).to.deep.equal([7, 7]);
    expect(await columnOf(engine, "n")).to.deep.equal([1, 3, 4, 5, 6, 7, 8].map(BigInt));
    expect(engine.history.undoLabel).to.equal("Delete 3 rows");
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(before);
    expect(await columnOf(engine, "n")).to.deep.equal(before.map((row) => BigInt(row[1] ?? "")));
    await engine.redo();
    expect(await columnOf(engine, "n")).to.deep.equal([1, 3, 4, 5, 6, 7, 8].map(BigInt));
  });

  it("leaves positions, edits and sorts right", async () => {
    const engine = openEngine();
    await engine.load(csvFile(1000));
    await engine.deleteRows(Array.from({ length: 300 }, (_, index) => index * 3));
    expect(engine.data.rowCount).to.equal(700);
    await engine.writeCell(0, "text", "first");
    expect(await engine.readCell(0, "n")).to.equal(1n);
    engine.data.ensureRows({ start: 650, end: 700, columnIds: engine.data.columns.map(({ id }) => id) });
    await new Promise<void>((resolve) => {
      engine.data.on("rows", () => {
        if (engine.data.getCell(699, engine.data.columns[0]?.id ?? -1)?.value === 999n) resolve();
      });
    });
    await engine.setView(BY_N_DOWN);
    expect(await engine.readCell(0, "n")).to.equal(999n);
    expect(await engine.readCell(699, "text")).to.equal("first");
    await engine.setView({ sort: [], filter: null, search: "" });
    expect(await engine.readCell(699, "n")).to.equal(999n);
  });

  it("deletes what stands at the positions of a sorted and filtered view", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    await engine.setView({ ...BY_N_DOWN, filter: { column: "n", op: "lt", value: 10 } });
    await engine.deleteRows([0, 9]);
    expect(await columnOf(engine, "n")).to.deep.equal([8, 7, 6, 5, 4, 3, 2, 1].map(BigInt));
    expect(engine.data.totalRowCount).to.equal(18);
    await engine.undo();
    expect(engine.data.rowCount).to.equal(10);
  });

  it("deletes all rows, and brings thousands back", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5000));
    const before = await contentsOf(engine);
    expect(await engine.deleteRows(before.map((_, row) => row))).to.equal(5000);
    expect(engine.data.rowCount).to.equal(0);
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(before);
  });

  it("refuses positions that do not exist, and deletes nothing", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    expect(await rejection(engine.deleteRows([1, 10]))).to.include({ code: "row-out-of-range" });
    expect(engine.data.rowCount).to.equal(10);
    expect(await engine.deleteRows([])).to.equal(0);
    expect(engine.history.undoLabel).to.equal(null);
  });

  it("rejects an edit of a row that is deleted before its turn, and takes its value from the screen", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const columnIds = engine.data.columns.map(({ id }) => id);
    engine.data.ensureRows({ start: 0, end: 10, columnIds });
    const deleting = engine.deleteRows([3]);
    const editing = rejection(engine.writeCell(3, "text", "late"));
    await deleting;
    expect(await editing).to.include({ code: "row-out-of-range" });
    await engine.undo();
    expect(await engine.readCell(3, "text")).to.equal("text 3");
  });

  it("is saved once, and gone after a reload", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(1000));
    await engine.save();
    await engine.deleteRows([0, 500, 999]);
    const saves = record(engine, "save-complete");
    await engine.save();
    expect(saves).to.have.length(1);
    const after = await contentsOf(engine);
    await engine.dispose();
    const next = openEngine(name);
    await next.openStored();
    expect(await contentsOf(next)).to.deep.equal(after);
    await next.appendRows([{ n: 1 }]);
    expect((await contentsOf(next)).at(-1)?.[0]).to.equal("1000");
  });
});

/** Of `CAST(x AS TYPE) AS name`, what stands before the last AS and after it. */
function split(column: string): [string, string] {
  const at = column.lastIndexOf(" AS ");
  return [column.slice(0, at), column.slice(at + 4)];
}
