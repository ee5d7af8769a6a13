import { expect } from "@open-wc/testing";
import { csvFile, disposeEngines, openEngine, record, rejection } from "./engine-fixture.ts";
import { contentsOf } from "./table-contents.ts";

describe("writing several cells", () => {
  afterEach(disposeEngines);

  it("is one change, told cell by cell", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    const before = await contentsOf(engine);
    const edits = record(engine, "cell-edit");
    await engine.writeCells([
      { row: 1, column: "n", value: "100" },
      { row: 1, column: "text", value: "it's" },
      { row: 3, column: "price", value: null },
      { row: 4, column: "price", value: 1 },
    ]);
    expect(edits).to.deep.equal([
      { row: 1, column: "n", oldValue: 1n, newValue: 100n, durable: false },
      { row: 1, column: "text", oldValue: "text 1", newValue: "it's", durable: false },
      { row: 3, column: "price", oldValue: 0.75, newValue: null, durable: false },
    ]);
    expect(engine.history.undoLabel).to.equal("Paste 3 cells");
    const after = await contentsOf(engine);
    expect([after[1], after[3]]).to.deep.equal([
      ["1", "100", "it's", "0.25"],
      ["3", "3", "text 3", null],
    ]);
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(before);
    await engine.redo();
    expect(await contentsOf(engine)).to.deep.equal(after);
  });

  it("writes none when one does not fit, and names it", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    const before = await contentsOf(engine);
    const error = await rejection(
      engine.writeCells([
        { row: 1, column: "n", value: 100 },
        { row: 2, column: "n", value: "two" },
      ]),
    );
    expect(error).to.include({ code: "value-mismatch" });
    expect(error.message).to.match(/Row 2, column "n": Not a whole number/);
    expect(await rejection(engine.writeCells([{ row: 20, column: "n", value: 1 }]))).to.include({
      code: "row-out-of-range",
    });
    expect(await rejection(engine.writeCells([{ row: 0, column: "m", value: 1 }]))).to.include({
      code: "unknown-column",
    });
    expect(await contentsOf(engine)).to.deep.equal(before);
    expect(await engine.readCell(1, "n")).to.equal(1n);
    expect(engine.history.undoLabel).to.equal(null);
  });

  it("takes the last of several values for one cell", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5));
    await engine.writeCells(["a", "b", "c"].map((value) => ({ row: 2, column: "text", value })));
    expect(await engine.readCell(2, "text")).to.equal("c");
    await engine.undo();
    expect(await engine.readCell(2, "text")).to.equal("text 2");
  });

  it("writes and takes back 20,000 cells", async () => {
    const engine = openEngine();
    await engine.load(csvFile(30_000));
    const before = await contentsOf(engine);
    const edits = Array.from({ length: 10_000 }, (_, index) => [
      { row: 3 * index, column: "text", value: `pasted ${index}` },
      { row: 3 * index, column: "n", value: -index },
    ]);
    await engine.writeCells(edits.flat());
    expect(await engine.readCell(29_997, "text")).to.equal("pasted 9999");
    expect(await engine.readCell(29_997, "n")).to.equal(-9999n);
    const sum = await engine.query("SELECT count(*)::INTEGER FROM data WHERE text LIKE 'pasted %' AND n <= 0");
    expect(sum.getChildAt(0)?.get(0)).to.equal(10_000);
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(before);
  });

  it("does nothing for no cells", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5));
    await engine.writeCells([]);
    expect(engine.history.undoLabel).to.equal(null);
  });
});
