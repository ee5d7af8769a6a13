import { expect } from "@open-wc/testing";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { csvFile, deleteTestTables, disposeEngines, openEngine, uniqueName } from "./engine-fixture.ts";
import { contentsOf } from "./table-contents.ts";

let engine: TableEngine;

async function openSaved(rows = 20): Promise<void> {
  engine = openEngine(uniqueName());
  await engine.load(csvFile(rows));
  await engine.save();
}

const counts = ({ added, removed, changed }: { added: number; removed: number; changed: number }) => ({
  added,
  removed,
  changed,
});

describe("a comparison with the last saved version", () => {
  beforeEach(() => openSaved());
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("finds nothing where nothing changed", async () => {
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 0, removed: 0, changed: 0 });
    expect(engine.diffs.open?.state).to.equal("complete");
  });

  it("finds rows that were changed, added and removed, and the cells that differ", async () => {
    await engine.writeCell(3, "text", "edited");
    await engine.appendRows([{ n: 100, text: "new" }]);
    await engine.deleteRows([5, 6]);
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 1, removed: 2, changed: 1 });
    const diff = engine.diffs.open;
    expect(diff?.columns.map(({ name, changed }) => [name, changed])).to.deep.equal([["text", 1]]);
    expect([2, 3, 5, 20].map((id) => diff?.kindOf(id) ?? null)).to.deep.equal([null, "changed", "removed", "added"]);
    const text = engine.data.columns[1]?.id ?? 0;
    expect(await diff?.readBase(3, text)).to.equal("text 3");
    expect(engine.data.rowCount).to.equal(21);
    expect(diff?.nextChange(-1, "next")).to.equal(3);
    expect(diff?.nextChange(3, "next")).to.equal(5);
    await engine.diffs.show({ mode: "changes" });
    expect(engine.data.rowCount).to.equal(4);
    expect(await engine.readCell(1, "text")).to.equal("text 5");
    engine.diffs.close();
  });

  it("takes everything back as one change, which can be undone", async () => {
    const saved = await contentsOf(engine);
    await engine.writeCell(3, "text", "edited");
    await engine.transform([{ op: "update", column: "price", expression: "price + 1", where: "n % 2 = 0" }]);
    await engine.appendRows([{ n: 100, text: "new" }]);
    await engine.deleteRows([5, 6]);
    const changed = await contentsOf(engine);
    await engine.diffs.compare("saved");
    await engine.diffs.revert();
    expect(await contentsOf(engine)).to.deep.equal(saved);
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 0, removed: 0, changed: 0 });
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(changed);
    await engine.redo();
    expect(await contentsOf(engine)).to.deep.equal(saved);
  });

  it("becomes a file of the cells that differ", async () => {
    await engine.writeCell(3, "text", "edited");
    await engine.deleteRows([5]);
    await engine.diffs.compare("saved");
    const csv = await (await engine.diffs.exportAs("csv")).text();
    expect(csv.trim().split(/\r?\n/)).to.deep.equal([
      "id,column,old,new",
      "3,text,text 3,edited",
      "5,n,5,",
      "5,price,1.25,",
      "5,text,text 5,",
    ]);
  });
});

describe("a comparison with the table before its last transform", () => {
  beforeEach(() => openSaved());
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("finds what the transform and later changes did", async () => {
    await engine.transform([{ op: "update", column: "price", expression: "price + 1", where: "n < 4" }]);
    await engine.writeCell(10, "text", "later");
    await engine.appendRows([{ n: 7 }]);
    await engine.deleteRows([0]);
    const found = await engine.diffs.compare("before-transform");
    expect(counts(found)).to.deep.equal({ added: 1, removed: 1, changed: 4 });
  });
});
