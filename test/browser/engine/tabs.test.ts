import { expect } from "@open-wc/testing";
import { NATURAL_VIEW } from "../../../src/engine/models.ts";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import {
  csvFile,
  deleteTestTables,
  disposeEngines,
  nextEvent,
  openEngine,
  record,
  rejection,
  uniqueName,
} from "./engine-fixture.ts";
import { OtherPage } from "./other-page.ts";
import { recordWorkers, stallWorker } from "./recorded-workers.ts";
import { columnOf, contentsOf } from "./table-contents.ts";
import { until } from "./until.ts";

const ROWS = 30;

/** A tab that writes a stored table, and others that follow it. */
async function openTabs(followers = 1): Promise<{ name: string; writer: TableEngine; tabs: TableEngine[] }> {
  const name = uniqueName();
  const writer = openEngine(name);
  await writer.load(csvFile(ROWS));
  await writer.save();
  const tabs = [];
  for (let tab = 0; tab < followers; tab++) tabs.push(await openTab(name));
  return { name, writer, tabs };
}

async function openTab(name: string): Promise<TableEngine> {
  const tab = openEngine(name);
  expect(await tab.openStored()).to.equal(true);
  return tab;
}

async function openTwoTabs(): Promise<{ name: string; writer: TableEngine; tab: TableEngine }> {
  const { name, writer, tabs } = await openTabs();
  return { name, writer, tab: tabs[0] as TableEngine };
}

async function untilSame(tab: TableEngine, writer: TableEngine): Promise<void> {
  const expected = JSON.stringify(await contentsOf(writer));
  // While a column comes or goes, the question may name one that is not there.
  await until(async () => JSON.stringify(await contentsOf(tab).catch(() => null)) === expected);
}

const access = (...engines: TableEngine[]): string[] => engines.map((engine) => engine.access);

describe("a second tab", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("shows what is stored, hears why it cannot change it, and is refused to", async () => {
    const { name, writer } = await openTabs(0);
    await writer.writeCell(2, "text", "not saved yet");
    const tab = openEngine(name, { autosave: true, autosaveDelayMs: 1 });
    const warnings = record(tab, "storage-warning");
    const changes = record(tab, "access-change");
    expect(await tab.openStored()).to.equal(true);
    expect(await tab.readCell(2, "text")).to.equal("not saved yet");
    expect(warnings.map(({ reason }) => reason)).to.deep.equal(["other-tab"]);
    expect(changes).to.deep.equal([{ access: "read" }]);
    for (const refused of [
      () => tab.writeCell(0, "text", "x"),
      () => tab.writeCells([{ row: 0, column: "text", value: "x" }]),
      () => tab.appendRows([{ n: 1 }]),
      () => tab.deleteRows([0]),
      () => tab.transform([{ op: "delete", where: "n = 1" }]),
      () => tab.undo(),
      () => tab.redo(),
      () => tab.load(csvFile(1)),
      () => tab.save(),
      () => tab.restore(1),
      () => tab.freeVersions(),
      () => tab.deleteStorage(),
    ]) {
      expect(await rejection(refused()), refused.toString()).to.include({ code: "readonly" });
    }
    expect(await contentsOf(tab)).to.deep.equal(await contentsOf(writer));
    expect([tab.saveState, tab.hasUnsavedChanges, ...access(writer, tab)]).to.deep.equal([
      "clean",
      false,
      "write",
      "read",
    ]);
  });

  it("shows edits, pastes, added and deleted rows and transforms as they are made, taken back and made again", async () => {
    const { writer, tab } = await openTwoTabs();
    const changes: (() => Promise<unknown>)[] = [
      () => writer.writeCell(3, "text", "edited"),
      () => writer.writeCells([0, 1, 2].map((row) => ({ row, column: "price", value: row + 0.5 }))),
      () => writer.appendRows([{ n: 100, text: "added" }, { n: 101 }]),
      () => writer.deleteRows([4, 5, 30]),
      () => writer.transform([{ op: "update", column: "text", expression: "upper(text)", where: "n % 2 = 0" }]),
      () => writer.undo(),
      () => writer.redo(),
      () => writer.transform([{ op: "add-column", name: "double", expression: "price * 2" }]),
      () => writer.writeCell(0, "double", 99),
      () => writer.transform([{ op: "rename-column", name: "price", to: "cost" }]),
      () => writer.transform([{ op: "drop-column", name: "text" }]),
      () => writer.undo(),
      () => writer.undo(),
      () => writer.undo(),
      () => writer.undo(),
      () => writer.redo(),
    ];
    for (const change of changes) {
      await change();
      await untilSame(tab, writer);
      await until(() => JSON.stringify(tab.data.columns) === JSON.stringify(writer.data.columns));
    }
    expect([tab.state, tab.error]).to.deep.equal(["ready", null]);
    expect(tab.history.undoLabel).to.equal(null);
  });

  it("shows a change of the writer", async () => {
    const { writer, tab } = await openTwoTabs();
    await columnOf(tab, "text");
    await writer.writeCell(3, "text", "now");
    await until(async () => (await tab.readCell(3, "text")) === "now");
  });

  it("keeps its own order and filter over what it follows", async () => {
    const { writer, tab } = await openTwoTabs();
    const { columns } = tab.data;
    await tab.setView({
      ...NATURAL_VIEW,
      sort: [{ column: "n", direction: "desc" }],
      filter: { column: "price", op: "ge", value: 5 },
    });
    expect(columns.map(({ name }) => name)).to.deep.equal(["n", "text", "price"]);
    expect(await columnOf(tab, "n")).to.deep.equal([29, 28, 27, 26, 25, 24, 23, 22, 21, 20].map(BigInt));
    await writer.writeCell(0, "price", 100);
    await writer.appendRows([{ n: 100, price: 8 }]);
    await writer.deleteRows([29]);
    const expected = [100, 28, 27, 26, 25, 24, 23, 22, 21, 20, 0].join();
    // While rows come and go, there may be fewer when they are read than there were when they were asked for.
    const shown = () => tab.readCells({ start: 0, end: tab.data.rowCount, columns: ["n"] }).catch(() => []);
    await until(async () => (await shown()).join() === expected);
    await writer.transform([{ op: "rename-column", name: "n", to: "number" }]);
    await until(() => tab.data.columns[0]?.name === "number");
    expect((await columnOf(tab, "number")).join()).to.equal(expected);
    expect(tab.data.view.sort).to.deep.equal([{ column: "number", direction: "desc" }]);
  });

  it("shows another table when that is saved, and a change that only a save can hold", async () => {
    const { writer, tab } = await openTwoTabs();
    await writer.load(csvFile(7));
    expect(tab.data.rowCount).to.equal(ROWS);
    await writer.save();
    await untilSame(tab, writer);
    expect(tab.data.rowCount).to.equal(7);
    await writer.transform([{ op: "update", column: "price", expression: "random()" }]);
    await writer.writeCell(0, "text", "after it");
    await writer.save();
    await untilSame(tab, writer);
    await writer.writeCell(1, "text", "and on");
    await untilSame(tab, writer);
  });

  it("shows the first table that is saved, though there was none when it opened", async () => {
    const name = uniqueName();
    const writer = openEngine(name);
    await writer.load(csvFile(3));
    const tab = openEngine(name);
    expect(await tab.openStored()).to.equal(false);
    await writer.save();
    await until(() => tab.state === "ready");
    expect(await contentsOf(tab)).to.deep.equal(await contentsOf(writer));
    await writer.writeCell(0, "text", "followed");
    await untilSame(tab, writer);
  });

  it("goes on from save to save of a busy writer", async () => {
    const { writer, tab } = await openTwoTabs();
    writer.configure({ keepVersions: 1 });
    const warnings = record(tab, "storage-warning");
    for (let round = 0; round < 15; round++) {
      await writer.writeCell(round, "text", `round ${round}`);
      await writer.save();
    }
    await untilSame(tab, writer);
    expect([tab.error, warnings]).to.deep.equal([null, []]);
  });
});

describe("a table that is taken over", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("loses nothing of what its former writer has just been given", async () => {
    const { name, writer, tab } = await openTwoTabs();
    const told = [record(writer, "access-change"), record(tab, "access-change")];
    const edits = [0, 1, 2].map((row) => writer.writeCell(row, "text", `last ${row}`));
    edits.push(writer.writeCell(3, "price", 5).then(() => undefined));
    await tab.takeOver();
    await Promise.all(edits);
    expect(access(writer, tab)).to.deep.equal(["read", "write"]);
    expect((await columnOf(tab, "text")).slice(0, 3)).to.deep.equal(["last 0", "last 1", "last 2"]);
    expect(told).to.deep.equal([[{ access: "read" }], [{ access: "write" }]]);
    expect(await rejection(writer.writeCell(0, "text", "x"))).to.include({ code: "readonly" });
    const edited = nextEvent(tab, "cell-edit");
    await tab.writeCell(4, "text", "mine");
    expect(await edited).to.include({ durable: true });
    expect([tab.saveState, (await tab.versions()).length]).to.deep.equal(["safe", 1]);
    await untilSame(writer, tab);
    await disposeEngines();
    const next = await openTab(name);
    expect((await columnOf(next, "text")).slice(0, 5)).to.deep.equal(["last 0", "last 1", "last 2", "text 3", "mine"]);
  });

  it("goes back and forth", async () => {
    const { writer, tab } = await openTwoTabs();
    for (let round = 0; round < 3; round++) {
      const [from, to] = round % 2 === 0 ? [writer, tab] : [tab, writer];
      await to.takeOver();
      expect(access(from, to)).to.deep.equal(["read", "write"]);
      await to.writeCell(round, "text", `round ${round}`);
      await to.appendRows([{ n: 1000 + round }]);
      await to.transform([{ op: "update", column: "price", expression: "price + 1" }]);
      await untilSame(from, to);
    }
    expect((await columnOf(writer, "text")).slice(0, 3)).to.deep.equal(["round 0", "round 1", "round 2"]);
    expect([writer.error, tab.error]).to.deep.equal([null, null]);
  });

  it("is saved first where only a save can hold what it is", async () => {
    const { writer, tab } = await openTwoTabs();
    await writer.load(csvFile(9));
    await writer.writeCell(0, "text", "of the other table");
    await tab.takeOver();
    expect(tab.data.rowCount).to.equal(9);
    expect(await tab.readCell(0, "text")).to.equal("of the other table");
  });

  it("stops a load and a transform that are under way, whole or not at all", async () => {
    const { writer, tab } = await openTwoTabs();
    await writer.load(csvFile(200_000));
    await writer.save();
    await until(() => tab.data.rowCount === 200_000);
    const before = await contentsOf(writer);
    const begun = nextEvent(writer, "transform-progress");
    const transforming = rejection(
      writer.transform([{ op: "update", column: "text", expression: "text || sha256(text)" }]),
    );
    await begun;
    await tab.takeOver();
    expect(await transforming).to.include({ name: "AbortError" });
    expect((await contentsOf(tab)).length).to.equal(before.length);
    expect(await tab.readCell(199_999, "text")).to.equal("text 199999");
    const progress = nextEvent(tab, "load-progress");
    const loading = rejection(tab.load(csvFile(300_000)));
    await progress;
    await writer.takeOver();
    expect(await loading).to.include({ name: "AbortError" });
    expect([writer.data.rowCount, tab.data.rowCount]).to.deep.equal([200_000, 200_000]);
  });

  it("is loaded to its end by a tab that takes it over meanwhile", async () => {
    const { name, writer } = await openTabs(0);
    await writer.load(csvFile(200_000));
    await writer.save();
    await writer.writeCell(0, "text", "in the journal");
    const tab = openEngine(name);
    const errors = record(tab, "load-error");
    const read = nextEvent(tab, "load-progress");
    const opening = tab.openStored();
    await read;
    await tab.takeOver();
    expect(await opening).to.equal(true);
    expect([errors, tab.error, tab.data.rowCount, ...access(writer, tab)]).to.deep.equal([
      [],
      null,
      200_000,
      "read",
      "write",
    ]);
    expect(await tab.readCell(0, "text")).to.equal("in the journal");
  });

  it("is another tab's also when that asks before it knows who has it", async () => {
    const { name, writer } = await openTabs(0);
    const tab = openEngine(name);
    await tab.takeOver();
    expect(access(writer, tab)).to.deep.equal(["read", "write"]);
    const third = openEngine(name);
    expect(await rejection(third.load(csvFile(3)))).to.include({ code: "readonly" });
  });

  it("stops a save that no change needs", async () => {
    const { writer, tab } = await openTwoTabs();
    await writer.load(csvFile(200_000));
    await writer.save();
    await writer.transform([{ op: "update", column: "price", expression: "price + 1" }]);
    await until(() => tab.data.rowCount === 200_000);
    const errors = record(writer, "save-error");
    const begun = nextEvent(writer, "save-start");
    const saving = rejection(writer.save());
    await begun;
    await tab.takeOver();
    expect([(await saving).name, errors]).to.deep.equal(["AbortError", []]);
    expect(await tab.readCell(4, "price")).to.equal(2);
  });

  it("takes back what another tab has saved meanwhile", async () => {
    const { name, writer, tab } = await openTwoTabs();
    await writer.transform([{ op: "update", column: "price", expression: "price + 1" }]);
    await tab.takeOver();
    await tab.save();
    await writer.takeOver();
    expect(await writer.undo()).to.equal(true);
    await writer.writeCell(0, "text", "after");
    if (writer.saveState === "dirty") await writer.save();
    const expected = await contentsOf(writer);
    await disposeEngines();
    expect(await contentsOf(await openTab(name))).to.deep.equal(expected);
  });

  it("stays with a writer that cannot store what it has, and its edits as well", async () => {
    const { writer, tab } = await openTwoTabs();
    const { stalled, release } = stallWorker(({ type }) => type === "appendJournal");
    const edit = writer.writeCell(0, "text", "not stored yet");
    await stalled;
    const refused = await rejection(tab.takeOver({ timeoutMs: 300 }));
    expect(refused).to.include({ code: "storage-locked" });
    await until(() => writer.access === "write");
    release();
    await edit;
    await writer.writeCell(1, "text", "stored again");
    await untilSame(tab, writer);
    expect(access(writer, tab)).to.deep.equal(["write", "read"]);
  });

  it("goes to one tab after the other", async () => {
    const { writer, tabs } = await openTabs(2);
    const [second, third] = tabs as [TableEngine, TableEngine];
    await writer.writeCell(0, "text", "by the first");
    await second.takeOver();
    await second.writeCell(1, "text", "by the second");
    await third.takeOver();
    await third.writeCell(2, "text", "by the third");
    expect(access(writer, second, third)).to.deep.equal(["read", "read", "write"]);
    await Promise.all([untilSame(writer, third), untilSame(second, third)]);
    expect((await columnOf(writer, "text")).slice(0, 3)).to.deep.equal([
      "by the first",
      "by the second",
      "by the third",
    ]);
  });

  it("goes to both tabs that ask at once, in turn", async () => {
    const { writer, tabs } = await openTabs(2);
    const [second, third] = tabs as [TableEngine, TableEngine];
    await Promise.all([second.takeOver(), third.takeOver()]);
    expect(access(writer, second, third).toSorted()).to.deep.equal(["read", "read", "write"]);
  });

  it("stays where it is when the tab that asked is gone", async () => {
    const { writer, tab } = await openTwoTabs();
    const taking = rejection(tab.takeOver());
    await tab.dispose();
    await taking;
    await until(() => writer.access === "write");
    await writer.writeCell(0, "text", "still here");
  });
});

describe("a writer that goes", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("leaves the table to the next tab, with all edits", async () => {
    const { writer, tab } = await openTwoTabs();
    await writer.writeCell(0, "text", "acknowledged");
    const edit = writer.writeCell(1, "text", "on its way");
    await Promise.all([writer.dispose(), edit]);
    await until(() => tab.access === "write");
    expect(await tab.readCell(0, "text")).to.equal("acknowledged");
    await tab.writeCell(2, "text", "mine");
    expect((await columnOf(tab, "text")).slice(0, 3)).to.deep.equal(["acknowledged", "on its way", "mine"]);
  });

  it("leaves it to the tab that waited longest, and the others follow that one", async () => {
    const { writer, tabs } = await openTabs(2);
    const [second, third] = tabs as [TableEngine, TableEngine];
    await writer.dispose();
    await until(() => second.access === "write");
    await second.writeCell(0, "text", "by the second");
    await until(async () => (await third.readCell(0, "text")) === "by the second");
    await second.dispose();
    await until(() => third.access === "write");
    await third.writeCell(1, "text", "by the third");
  });

  it("by a crash leaves every change that was acknowledged", async () => {
    const page = await OtherPage.open();
    const name = uniqueName();
    const writer = page.openEngine(name);
    await writer.load(URL.createObjectURL(csvFile(ROWS)));
    await writer.save();
    const tab = await openTab(name);
    expect(tab.access).to.equal("read");
    await writer.writeCell(0, "text", "acknowledged");
    await writer.appendRows([{ n: 100 }]);
    await writer.transform([{ op: "update", column: "price", expression: "price + 1" }]);
    const expected = await contentsOf(writer);
    writer.writeCell(1, "text", "perhaps").catch(() => undefined);
    page.crash();
    await until(() => tab.access === "write");
    const found = await contentsOf(tab);
    const isThere = found[1]?.[2] === "perhaps";
    expect(found).to.deep.equal(expected.map((row, index) => (isThere && index === 1 ? row.with(2, "perhaps") : row)));
    await tab.writeCell(2, "text", "mine");
    expect(tab.saveState).to.equal("safe");
  });
});
