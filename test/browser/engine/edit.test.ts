import { expect } from "@open-wc/testing";
import { Field, Int32, List, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { csvFile, disposeEngines, openEngine, record, rejection } from "./engine-fixture.ts";

describe("editing a cell", () => {
  afterEach(disposeEngines);

  it("shows at once, resolves when it is in the table, and tells old and new value", async () => {
    const engine = openEngine();
    await engine.load(csvFile(100));
    const edits = record(engine, "cell-edit");
    await engine.writeCell(4, "price", "12.5");
    expect(await engine.readCell(4, "price")).to.equal(12.5);
    expect(edits).to.deep.equal([{ row: 4, column: "price", oldValue: 1, newValue: 12.5, durable: false }]);
    const result = await engine.query("SELECT price FROM data WHERE n = 4");
    expect(result.getChildAt(0)?.get(0)).to.equal(12.5);
  });

  it("refuses a value that does not fit the column, with a reason, and changes nothing", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const error = await rejection(engine.writeCell(2, "n", "two"));
    expect(error).to.include({ code: "value-mismatch" });
    expect(error.message).to.match(/whole number/);
    expect(await engine.readCell(2, "n")).to.equal(2n);
  });

  it("refuses text of a nested type that would be lost in part", async () => {
    const engine = openEngine();
    const lists = vectorFromArray([[1, 2], [3]], new List(new Field("item", new Int32())));
    await engine.load(tableToIPC(new Table({ list: lists }), "stream"), { format: "arrow" });
    expect(engine.data.columns[0]?.type).to.equal("INTEGER[]");
    for (const input of ["[1, x]", "[1, 2", "1", "[99999999999999999999]"]) {
      expect(await rejection(engine.writeCell(0, "list", input)), input).to.include({ code: "value-mismatch" });
    }
    expect(await engine.readCell(0, "list")).to.equal("[1, 2]");
    await engine.writeCell(0, "list", "[7, null]");
    expect(await engine.readCell(0, "list")).to.equal("[7, NULL]");
  });

  it("names what there is when row or column do not exist", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const column = await rejection(engine.writeCell(0, "prize", 1));
    expect(column).to.include({ code: "unknown-column" });
    expect(column.message).to.match(/"prize".*price/s);
    for (const row of [-1, 10, 0.5, NaN]) {
      const error = await rejection(engine.writeCell(row, "n", 1));
      expect(error, String(row)).to.include({ code: "row-out-of-range" });
      expect(error.message).to.match(/0 to 9/);
    }
  });

  it("edits the row that stands at the position of a sorted view", async () => {
    const engine = openEngine();
    await engine.load(csvFile(100));
    await engine.setView({ sort: [{ column: "n", direction: "desc" }], filter: null, search: "" });
    await engine.writeCell(0, "text", "last");
    await engine.setView({ sort: [], filter: null, search: "" });
    expect(await engine.readCell(99, "text")).to.equal("last");
  });

  it("keeps the order of edits of one cell", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await Promise.all(Array.from({ length: 20 }, (_, edit) => engine.writeCell(1, "text", `edit ${edit}`)));
    expect(await engine.readCell(1, "text")).to.equal("edit 19");
    const result = await engine.query("SELECT text FROM data WHERE n = 1");
    expect(result.getChildAt(0)?.get(0)).to.equal("edit 19");
  });

  it("tells null from the empty string", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await engine.writeCell(1, "text", null);
    await engine.writeCell(2, "text", "");
    await engine.writeCell(3, "n", "");
    expect(await engine.readCell(1, "text")).to.equal(null);
    expect(await engine.readCell(2, "text")).to.equal("");
    expect(await engine.readCell(3, "n")).to.equal(null);
  });

  it("rejects with the signal's reason and leaves the cell as it was", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const reason = new Error("no");
    expect(await rejection(engine.writeCell(1, "n", 5, { signal: AbortSignal.abort(reason) }))).to.equal(reason);
    expect(await engine.readCell(1, "n")).to.equal(1n);
  });
});
