import { expect } from "@open-wc/testing";
import type { CellValue } from "../../../src/engine/rows/grid-data.ts";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import {
  csvFile,
  deleteTestTables,
  disposeEngines,
  nextEvent,
  openEngine,
  record,
  uniqueName,
} from "./engine-fixture.ts";
import { contentsOf } from "./table-contents.ts";

/** A stored table of 50 rows, and an engine that changes it. */
async function storedTable(): Promise<{ name: string; engine: TableEngine }> {
  const name = uniqueName();
  const engine = openEngine(name);
  await engine.load(csvFile(50));
  await engine.save();
  return { name, engine };
}

/** What the next page finds. */
async function reopened(engine: TableEngine, name: string): Promise<TableEngine> {
  await engine.dispose();
  const next = openEngine(name);
  expect(await next.openStored()).to.equal(true);
  return next;
}

describe("changes without a save", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("are acknowledged as durable, and are there in the next page", async () => {
    const { name, engine } = await storedTable();
    const told = nextEvent(engine, "cell-edit");
    await engine.writeCell(3, "text", "kept");
    expect(await told).to.deep.equal({ row: 3, column: "text", oldValue: "text 3", newValue: "kept", durable: true });
    expect([engine.saveState, engine.hasUnsavedChanges]).to.deep.equal(["safe", false]);
    const next = await reopened(engine, name);
    expect(await next.readCell(3, "text")).to.equal("kept");
    expect([next.saveState, (await next.versions()).length]).to.deep.equal(["safe", 1]);
    await next.save();
    expect(next.saveState).to.equal("clean");
  });

  it("come back in their order, whatever their kind", async () => {
    const { name, engine } = await storedTable();
    await engine.writeCell(0, "text", "first");
    await engine.appendRows([{ n: 100, text: "added" }, { n: 101 }]);
    await engine.writeCell(50, "price", 7.5);
    await engine.deleteRows([1, 2, 40]);
    await engine.transform([
      { op: "add-column", name: "double", expression: "price * 2" },
      { op: "update", column: "text", expression: "upper(text)", where: "n % 2 = 0" },
      { op: "rename-column", name: "price", to: "cost" },
    ]);
    await engine.writeCells([
      { row: 0, column: "double", value: 1 },
      { row: 1, column: "cost", value: null },
    ]);
    const before = await contentsOf(engine);
    const next = await reopened(engine, name);
    expect(next.data.columns.map((column) => column.name)).to.deep.equal(["n", "text", "cost", "double"]);
    expect(await contentsOf(next)).to.deep.equal(before);
    const once = await reopened(next, name);
    expect(await contentsOf(once)).to.deep.equal(before);
  });

  it("of many cells come back, each in its column, and no other cell with them", async () => {
    const { name, engine } = await storedTable();
    const added = Array.from({ length: 9 }, (_, index) => `more ${index}`);
    await engine.transform([
      ...added.map((column) => ({ op: "add-column", name: column, expression: "n * 10" }) as const),
      { op: "add-column", name: "list", expression: "[n, NULL]" },
    ]);
    await engine.save();
    const columns = ["text", "price", ...added, "list"];
    const values: Record<string, (row: number) => CellValue> = {
      text: (row) => [null, "", "NULL", `edited ${row}`][row % 4] ?? null,
      price: (row) => (row % 3 === 0 ? null : row / 8),
      list: () => null,
    };
    const write = async (edit: number): Promise<void> => {
      const column = columns[(edit * 7) % columns.length] ?? "";
      const valueOf = values[column] ?? ((at: number) => 1000 + at);
      await engine.writeCell(edit % 50, column, valueOf(edit));
    };
    for (let edit = 0; edit < 150; edit += 1) await write(edit);
    const before = await contentsOf(engine);
    const next = await reopened(engine, name);
    expect(await contentsOf(next)).to.deep.equal(before);
    expect(next.saveState).to.equal("safe");
    await next.save();
    expect(await contentsOf(await reopened(next, name))).to.deep.equal(before);
  });

  it("of many cells come back beside what was changed after them, and before it again", async () => {
    const { name, engine } = await storedTable();
    for (let edit = 0; edit < 120; edit += 1) await engine.writeCell(edit % 50, "text", `first ${edit}`);
    for (let edit = 0; edit < 60; edit += 1) await engine.writeCell(edit % 50, "price", edit);
    for (let edit = 0; edit < 50; edit += 1) await engine.writeCell(edit, "n", 1000 + edit);
    await engine.transform([{ op: "update", column: "price", expression: "price * 2", where: "n % 2 = 0" }]);
    await engine.deleteRows([3, 4]);
    for (let edit = 0; edit < 120; edit += 1) await engine.writeCell(edit % 48, "text", `second ${edit}`);
    const before = await contentsOf(engine);
    expect(await contentsOf(await reopened(engine, name))).to.deep.equal(before);
  });

  it("that were undone and made again stay so", async () => {
    const { name, engine } = await storedTable();
    await engine.writeCell(0, "text", "undone");
    await engine.transform([{ op: "update", column: "price", expression: "price + 1" }]);
    await engine.deleteRows([5, 6]);
    await engine.appendRows([{ n: 7 }]);
    for (let step = 0; step < 4; step++) expect(await engine.undo()).to.equal(true);
    for (let step = 0; step < 3; step++) expect(await engine.redo()).to.equal(true);
    const before = await contentsOf(engine);
    const next = await reopened(engine, name);
    expect(await contentsOf(next)).to.deep.equal(before);
  });

  it("that bring rows and take them away stay so, undone and made again more than once", async () => {
    const { name, engine } = await storedTable();
    await engine.appendRows([{ n: 7, text: "added" }]);
    await engine.deleteRows([5, 6]);
    for (const direction of ["undo", "undo", "redo", "redo", "undo", "redo", "undo", "undo", "redo"] as const) {
      expect(await engine[direction]()).to.equal(true);
    }
    const before = await contentsOf(engine);
    expect(before).to.have.length(51);
    expect(await contentsOf(await reopened(engine, name))).to.deep.equal(before);
  });

  it("are undone in their order, though the database alone knew what one of them replaced", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(5000));
    await engine.save();
    const columnIds = engine.data.columns.map(({ id }) => id);
    const shown = new Promise((resolve) => engine.data.on("rows", resolve));
    engine.data.ensureRows({ start: 0, end: 10, columnIds });
    await shown;
    await Promise.all([engine.writeCell(4000, "text", "far"), engine.writeCell(0, "text", "near")]);
    await engine.undo();
    expect(await engine.readCell(0, "text")).to.equal("text 0");
    expect(await engine.readCell(4000, "text")).to.equal("far");
  });

  it("that take back what a save holds already are acknowledged with the next save", async () => {
    const { name, engine } = await storedTable();
    engine.configure({ autosave: true, autosaveDelayMs: 60_000 });
    await engine.deleteRows([5, 6]);
    const { version } = await engine.save();
    const saves = record(engine, "save-complete");
    await engine.undo();
    expect(saves.map((save) => save.version)).to.deep.equal([version + 1]);
    const before = await contentsOf(engine);
    expect(await contentsOf(await reopened(engine, name))).to.deep.equal(before);
  });

  it("whose outcome another time would be another one are acknowledged with a save", async () => {
    const { name, engine } = await storedTable();
    engine.configure({ autosave: true, autosaveDelayMs: 60_000 });
    const saves = record(engine, "save-complete");
    await engine.transform([{ op: "update", column: "price", expression: "random()" }]);
    expect(saves).to.have.length(1);
    const before = await contentsOf(engine);
    expect(await contentsOf(await reopened(engine, name))).to.deep.equal(before);
  });

  it("after a load wait for the save that it takes, where saves are made by themselves", async () => {
    const name = uniqueName();
    const engine = openEngine(name, { autosave: true, autosaveDelayMs: 60_000 });
    await engine.load(csvFile(10));
    const saves = record(engine, "save-complete");
    const edits = record(engine, "cell-edit");
    await engine.writeCell(0, "text", "kept");
    expect(saves).to.have.length(1);
    expect(edits.map(({ durable }) => durable)).to.deep.equal([true]);
    expect(await (await reopened(engine, name)).readCell(0, "text")).to.equal("kept");
  });

  it("after a load are told as not durable where the page saves itself", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(10));
    const edits = record(engine, "cell-edit");
    await engine.writeCell(0, "text", "not yet");
    expect(edits.map(({ durable }) => durable)).to.deep.equal([false]);
    expect([engine.saveState, engine.hasUnsavedChanges]).to.deep.equal(["dirty", true]);
  });

  it("are many, quick, and seen by queries at once", async () => {
    const { name, engine } = await storedTable();
    for (let edit = 0; edit < 200; edit++) await engine.writeCell(edit % 50, "price", edit);
    const sum = await engine.query("SELECT sum(price)::INTEGER FROM data");
    const expected = Array.from({ length: 50 }, (_, row) => 150 + row).reduce((total, price) => total + price, 0);
    expect(sum.getChildAt(0)?.get(0)).to.equal(expected);
    expect(engine.history.undoLabel).to.equal("Edit price");
    await engine.undo();
    const before = await contentsOf(engine);
    expect(await contentsOf(await reopened(engine, name))).to.deep.equal(before);
  });
});
