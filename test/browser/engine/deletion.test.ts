import { expect } from "@open-wc/testing";
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
import { failStorage, recordWorkers } from "./recorded-workers.ts";
import { columnOf, contentsOf } from "./table-contents.ts";
import { until } from "./until.ts";

async function storedTable(settings = {}): Promise<{ name: string; engine: TableEngine }> {
  const name = uniqueName();
  const engine = openEngine(name, settings);
  await engine.load(csvFile(10));
  await engine.save();
  return { name, engine };
}

async function openTab(name: string): Promise<TableEngine> {
  const tab = openEngine(name);
  expect(await tab.openStored()).to.equal(true);
  return tab;
}

describe("a stored table that is deleted", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  for (const isWritten of [true, false]) {
    it(`stays so though an edit was to be saved, ${isWritten ? "which" : "before"} the database had it`, async () => {
      const { name, engine } = await storedTable({ autosave: true, autosaveDelayMs: 60_000 });
      const saves = record(engine, "save-start");
      await engine.writeCell(0, "text", "just before");
      if (isWritten) await engine.query("SELECT 1");
      await engine.deleteStorage();
      await engine.query("SELECT 1");
      engine.flush();
      expect([saves, engine.saveState, engine.hasUnsavedChanges]).to.deep.equal([[], "clean", false]);
      await engine.dispose();
      expect(await openEngine(name).versions()).to.deep.equal([]);
    });
  }

  it("is stored again with the next change, which nothing but a save makes safe", async () => {
    const { name, engine } = await storedTable();
    await engine.writeCell(0, "text", "just before");
    await engine.deleteStorage();
    const edited = nextEvent(engine, "cell-edit");
    await engine.writeCell(1, "text", "after");
    expect([(await edited).durable, engine.saveState]).to.deep.equal([false, "dirty"]);
    await engine.save();
    await engine.writeCell(2, "text", "later");
    expect(engine.saveState).to.equal("safe");
    await engine.dispose();
    const texts = await columnOf(await openTab(name), "text");
    expect(texts.slice(0, 3)).to.deep.equal(["just before", "after", "later"]);
  });

  it("is stored again with the next change also after the page slept", async () => {
    const { name, engine } = await storedTable({ autosave: true, autosaveDelayMs: 60_000 });
    for (let row = 0; row < 3; row++) await engine.writeCell(row, "text", "before");
    await engine.deleteStorage();
    engine.suspend();
    engine.resume();
    await until(() =>
      engine.appendRows([]).then(
        () => true,
        () => false,
      ),
    );
    await engine.writeCell(1, "text", "after");
    expect(engine.saveState).to.equal("clean");
    await engine.dispose();
    expect((await columnOf(await openTab(name), "text")).slice(0, 3)).to.deep.equal(["before", "after", "before"]);
  });

  it("takes edits while it is stored again because the page asks for it", async () => {
    const { name, engine } = await storedTable();
    await engine.load(csvFile(100_000));
    await engine.save();
    await engine.deleteStorage();
    const begun = nextEvent(engine, "save-start");
    const saving = engine.save();
    await begun;
    await engine.writeCell(0, "text", "meanwhile");
    await saving;
    await engine.save();
    await engine.dispose();
    expect(await (await openTab(name)).readCell(0, "text")).to.equal("meanwhile");
  });

  it("is not mixed with the one that another tab stores in its place, where its rows are still shown", async () => {
    const { engine, name } = await storedTable();
    await engine.deleteStorage();
    const tab = openEngine(name);
    await tab.takeOver();
    await tab.load(csvFile(6));
    await tab.save();
    await tab.writeCell(1, "text", "of the other table");
    await until(async () => engine.data.rowCount === 6 && (await engine.readCell(1, "text")) === "of the other table");
    await tab.dispose();
    await until(() => engine.access === "write");
    await engine.writeCell(2, "text", "mine");
    const expected = await contentsOf(engine);
    await engine.dispose();
    expect(await contentsOf(await openTab(name))).to.deep.equal(expected);
  });

  it("leaves nothing that a change could continue when that failed", async () => {
    const { name, engine } = await storedTable();
    failStorage({ deleteTable: "storage-io" });
    let failed = false;
    await engine.deleteStorage().catch(() => (failed = true));
    failStorage({});
    const edited = nextEvent(engine, "cell-edit");
    await engine.writeCell(1, "text", "after");
    expect([failed, (await edited).durable]).to.deep.equal([true, false]);
    await engine.save();
    await engine.dispose();
    expect(await (await openTab(name)).readCell(1, "text")).to.equal("after");
  });

  it("is gone in the tabs that follow as well, which may then begin another", async () => {
    const { name, engine } = await storedTable();
    const tab = await openTab(name);
    await engine.writeCell(0, "text", "followed");
    await until(async () => (await tab.readCell(0, "text")) === "followed");
    const told = nextEvent(tab, "table-deleted");
    const errors = record(tab, "save-error");
    await engine.deleteStorage();
    expect((await told).message).to.contain("deleted");
    expect([tab.state, tab.data.rowCount, tab.data.columns.length, tab.access]).to.deep.equal(["idle", 0, 0, "read"]);
    expect([engine.data.rowCount, engine.saveState]).to.deep.equal([10, "clean"]);
    await engine.dispose();
    await until(() => tab.access === "write");
    tab.configure({ autosave: true, autosaveDelayMs: 1 });
    tab.flush();
    expect([tab.saveState, tab.hasUnsavedChanges, errors]).to.deep.equal(["clean", false, []]);
    const saved = nextEvent(tab, "save-complete");
    await tab.load(csvFile(4));
    expect((await saved).rows).to.equal(4);
    expect([tab.saveState, (await tab.versions()).length]).to.deep.equal(["clean", 1]);
  });

  it("is not stored again by a tab that takes the role over at once", async () => {
    const { name, engine } = await storedTable();
    const tab = await openTab(name);
    void engine.deleteStorage().then(() => engine.dispose());
    await until(() => tab.access === "write" && tab.state === "idle");
    tab.flush();
    expect(await tab.versions()).to.deep.equal([]);
  });

  it("is shown to the tabs that follow when the writer changes it again", async () => {
    const { name, engine } = await storedTable();
    const tab = await openTab(name);
    await engine.deleteStorage();
    await engine.writeCell(3, "text", "kept after all");
    await engine.save();
    await until(() => tab.state === "ready" && tab.data.rowCount === 10);
    expect(await tab.readCell(3, "text")).to.equal("kept after all");
  });

  it("is not mixed with another one of its name by a page that slept", async () => {
    for (const edits of [0, 9]) {
      const { name, engine } = await storedTable();
      for (let row = 0; row < 4; row++) await engine.writeCell(row, "text", "of the first table");
      engine.suspend();
      const other = await openTab(name);
      await other.deleteStorage();
      await other.dispose();
      const third = openEngine(name);
      await third.load(csvFile(7));
      await third.save();
      for (let edit = 0; edit < edits; edit++) await third.writeCell(edit % 7, "text", `of the second table ${edit}`);
      const expected = await contentsOf(third);
      await third.dispose();
      engine.resume();
      await until(() => engine.data.rowCount === 7 && engine.access === "write");
      expect(await contentsOf(engine)).to.deep.equal(expected);
      await until(() =>
        engine.writeCell(6, "text", "after").then(
          () => true,
          () => false,
        ),
      );
      await engine.dispose();
      expect((await columnOf(await openTab(name), "text"))[6]).to.equal("after");
    }
  });
});
