import { expect } from "@open-wc/testing";
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
import { failStorage, recordWorkers } from "./recorded-workers.ts";
import { contentsOf } from "./table-contents.ts";
import { until } from "./until.ts";

async function openStored(name: string): Promise<TableEngine> {
  const engine = openEngine(name);
  expect(await engine.openStored()).to.equal(true);
  return engine;
}

async function storedTable(): Promise<{ name: string; engine: TableEngine }> {
  const name = uniqueName();
  const engine = openEngine(name);
  await engine.load(csvFile(10));
  await engine.save();
  return { name, engine };
}

/** Resolves when the page has its table again, and may change it. */
async function untilAwake(engine: TableEngine): Promise<void> {
  await until(() =>
    engine.appendRows([]).then(
      () => true,
      () => false,
    ),
  );
}

describe("a page that sleeps", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("leaves the table to another one, and shows what that made of it", async () => {
    const { name, engine } = await storedTable();
    await engine.writeCell(0, "text", "before");
    engine.suspend();
    expect(await rejection(engine.writeCell(1, "text", "asleep"))).to.include({ code: "readonly" });
    const other = await openStored(name);
    expect([other.access, await other.readCell(0, "text")]).to.deep.equal(["write", "before"]);
    await other.writeCell(1, "text", "meanwhile");
    engine.resume();
    await until(() => engine.access === "read");
    await until(async () => (await engine.readCell(1, "text")) === "meanwhile");
    await other.writeCell(2, "text", "followed");
    await until(async () => (await engine.readCell(2, "text")) === "followed");
    await other.dispose();
    await until(() => engine.access === "write");
    await engine.writeCell(3, "text", "after");
    expect(await contentsOf(await reopened(engine, name))).to.deep.include(["2", "2", "followed", "0.5"]);
  });

  async function reopened(engine: TableEngine, name: string): Promise<TableEngine> {
    await engine.dispose();
    return await openStored(name);
  }

  it("has another page's changes when it wakes after that is gone", async () => {
    const { name, engine } = await storedTable();
    engine.suspend();
    const other = await openStored(name);
    await other.writeCell(1, "text", "meanwhile");
    await other.save();
    await other.deleteRows([5]);
    await other.dispose();
    engine.resume();
    await until(() => engine.data.rowCount === 9);
    await untilAwake(engine);
    expect(await engine.readCell(1, "text")).to.equal("meanwhile");
    await engine.writeCell(2, "text", "mine");
    expect([engine.saveState, engine.access]).to.deep.equal(["safe", "write"]);
    const before = await contentsOf(engine);
    expect(await contentsOf(await reopened(engine, name))).to.deep.equal(before);
  });

  it("goes on as it was when nobody else had the table, with what can be undone", async () => {
    const { name, engine } = await storedTable();
    await engine.writeCell(0, "text", "before");
    const states = record(engine, "state-change");
    engine.suspend();
    engine.resume();
    await untilAwake(engine);
    expect([states, engine.access, engine.history.undoLabel]).to.deep.equal([[], "write", "Edit text"]);
    await engine.undo();
    expect(await engine.readCell(0, "text")).to.equal("text 0");
    await engine.writeCell(1, "text", "after");
    const before = await contentsOf(engine);
    expect(await contentsOf(await reopened(engine, name))).to.deep.equal(before);
  });

  it("keeps a table that was not saved", async () => {
    const { name, engine } = await storedTable();
    await engine.load(csvFile(5));
    await engine.writeCell(0, "text", "not saved");
    engine.suspend();
    engine.resume();
    await untilAwake(engine);
    expect([engine.data.rowCount, engine.saveState]).to.deep.equal([5, "dirty"]);
    await engine.save();
    expect((await contentsOf(await reopened(engine, name)))[0]?.[2]).to.equal("not saved");
  });

  it("loses no change that is on its way to the disk", async () => {
    const { name, engine } = await storedTable();
    const edits = [0, 1, 2, 3].map((row) => engine.writeCell(row, "text", `last ${row}`));
    await Promise.resolve();
    await Promise.resolve();
    engine.suspend();
    await Promise.all(edits);
    const other = await openStored(name);
    const texts = (await contentsOf(other)).slice(0, 4).map((row) => row[2]);
    expect(texts).to.deep.equal(["last 0", "last 1", "last 2", "last 3"]);
  });

  it("in the middle of a save or of its opening is found as it was", async () => {
    const { name, engine } = await storedTable();
    await engine.load(csvFile(100_000));
    const started = nextEvent(engine, "save-start");
    const saving = engine.save();
    await started;
    engine.suspend();
    engine.suspend();
    await saving;
    const other = openEngine(name);
    const opening = other.openStored();
    other.suspend();
    other.resume();
    expect(await opening).to.equal(true);
    expect(other.data.rowCount).to.equal(100_000);
    await until(() => other.access === "write");
    await untilAwake(other);
  });

  it("goes on with the table that it was loading", async () => {
    const { name, engine } = await storedTable();
    await engine.load(csvFile(200_000));
    await engine.save();
    await engine.dispose();
    const next = openEngine(name);
    const errors = record(next, "load-error");
    const read = nextEvent(next, "load-progress");
    const opening = next.openStored();
    await read;
    next.suspend();
    next.resume();
    expect(await opening).to.equal(true);
    await untilAwake(next);
    expect([errors, next.error, next.data.rowCount, next.access]).to.deep.equal([[], null, 200_000, "write"]);
  });

  it("keeps others from the table until a save that is due has ended", async () => {
    const { name, engine } = await storedTable();
    engine.configure({ autosave: true, autosaveDelayMs: 60_000 });
    await engine.load(csvFile(100_000));
    const saved = record(engine, "save-complete");
    engine.flush();
    engine.suspend();
    const { held = [] } = await navigator.locks.query();
    expect(held.some((lock) => lock.name?.endsWith(name) === true) || saved.length > 0).to.equal(true);
    const other = await openStored(name);
    await until(() => saved.length > 0);
    await until(() => other.data.rowCount === 100_000);
  });

  it("is tried again when it cannot be opened at first", async () => {
    const { engine } = await storedTable();
    engine.suspend();
    failStorage({ open: "storage-io" });
    engine.resume();
    await until(() => engine.access === "read");
    expect(await rejection(engine.writeCell(0, "text", "x"))).to.include({ code: "readonly" });
    expect(engine.state).to.equal("ready");
    failStorage({});
    await until(() => engine.access === "write");
    await engine.writeCell(0, "text", "after");
    await engine.transform([{ op: "update", column: "price", expression: "price + 1" }]);
    expect([await engine.readCell(0, "text"), engine.saveState]).to.deep.equal(["after", "safe"]);
  });

  it("may delete what it cannot open", async () => {
    const { name, engine } = await storedTable();
    engine.suspend();
    failStorage({ open: "storage-corrupt" });
    engine.resume();
    await until(() => engine.access === "read");
    await engine.deleteStorage();
    failStorage({});
    await until(() => engine.access === "write");
    await engine.dispose();
    expect(await openEngine(name).versions()).to.deep.equal([]);
  });

  it("whose files another one has shows the table, and has it as soon as they are free", async () => {
    const { name, engine } = await storedTable();
    await engine.dispose();
    failStorage({}, { write: "storage-locked" });
    const next = await openStored(name);
    expect([next.access, next.storage, next.data.rowCount]).to.deep.equal(["read", "opfs", 10]);
    expect(await rejection(next.takeOver())).to.include({ code: "storage-locked" });
    failStorage({});
    await until(() => next.access === "write");
    await next.writeCell(0, "text", "mine");
    expect(next.saveState).to.equal("safe");
  });

  it("wakes for nothing when it was disposed of", async () => {
    const { name, engine } = await storedTable();
    engine.suspend();
    await engine.dispose();
    engine.resume();
    expect((await openStored(name)).access).to.equal("write");
  });
});

describe("a table that is opened again and again", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("keeps every edit", async () => {
    const { name, engine } = await storedTable();
    await engine.dispose();
    const ROUNDS = 30;
    for (let round = 0; round < ROUNDS; round++) {
      const next = await openStored(name);
      expect(next.access).to.equal("write");
      if (round > 0) expect(await next.readCell((round - 1) % 10, "text")).to.equal(`round ${round - 1}`);
      await next.writeCell(round % 10, "text", `round ${round}`);
      await next.dispose();
    }
    const texts = (await contentsOf(await openStored(name))).map((row) => row[2]);
    expect(texts).to.deep.equal(Array.from({ length: 10 }, (_, row) => `round ${ROUNDS - 10 + row}`));
    // A database is started for each round, which takes Firefox some seconds.
  }).timeout(300_000);
});
