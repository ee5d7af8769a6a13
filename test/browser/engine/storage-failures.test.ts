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
import { failStorage, killWorkers, recordWorkers, stallWorker } from "./recorded-workers.ts";
import { columnOf, contentsOf } from "./table-contents.ts";
import { until } from "./until.ts";

let name: string;
let engine: TableEngine;

async function openTable(): Promise<void> {
  name = uniqueName();
  engine = openEngine(name);
  await engine.load(csvFile(20));
  await engine.save();
  // Edits of cells that are known are told at once.
  await columnOf(engine, "text");
}

/** What the next page finds. */
async function storedContents(): Promise<(string | null)[][]> {
  await engine.dispose();
  const next = openEngine(name);
  expect(await next.openStored()).to.equal(true);
  return await contentsOf(next);
}

describe("a full disk", () => {
  recordWorkers();
  beforeEach(openTable);
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("refuses an edit that cannot be made safe, which shows all the same, and says so once", async () => {
    const warnings = record(engine, "storage-warning");
    const edits = record(engine, "cell-edit");
    failStorage({ appendJournal: "storage-quota" });
    expect(await rejection(engine.writeCell(0, "text", "first"))).to.include({ code: "storage-quota" });
    expect(await rejection(engine.writeCell(1, "text", "second"))).to.include({ code: "storage-quota" });
    expect(await rejection(engine.appendRows([{ n: 100 }]))).to.include({ code: "storage-quota" });
    expect(edits.map(({ row, durable }) => [row, durable])).to.deep.equal([
      [0, false],
      [1, false],
    ]);
    expect([engine.saveState, engine.hasUnsavedChanges]).to.deep.equal(["failed", true]);
    expect(warnings.map(({ reason }) => reason)).to.deep.equal(["quota"]);
    expect(await engine.readCell(1, "text")).to.equal("second");
    failStorage({});
    await engine.writeCell(2, "text", "third");
    expect([engine.saveState, engine.hasUnsavedChanges]).to.deep.equal(["safe", false]);
    const before = await contentsOf(engine);
    expect(before.slice(0, 3).map((row) => row[2])).to.deep.equal(["first", "second", "third"]);
    expect(await storedContents()).to.deep.equal(before);
  });

  it("says so again when it fills up another time", async () => {
    const warnings = record(engine, "storage-warning");
    for (const round of [1, 2]) {
      failStorage({ appendJournal: "storage-quota" });
      await rejection(engine.writeCell(0, "text", `round ${round}`));
      failStorage({});
      await engine.writeCell(1, "text", `round ${round}`);
      expect(warnings).to.have.length(round);
    }
  });

  it("makes changes safe by themselves when there is room again", async () => {
    failStorage({ appendJournal: "storage-quota" });
    await rejection(engine.writeCell(0, "text", "kept"));
    failStorage({});
    await until(() => engine.saveState === "safe");
    expect((await storedContents())[0]?.[2]).to.equal("kept");
  });

  it("leaves changes in the journal when a save finds no room, and the last save as it was", async () => {
    const errors = record(engine, "save-error");
    await engine.writeCell(0, "text", "kept");
    for (const step of ["beginSave", "writeChunk", "commitSave"]) {
      failStorage({ [step]: "storage-quota" });
      expect(await rejection(engine.save())).to.include({ code: "storage-quota" });
      expect([engine.saveState, engine.hasUnsavedChanges]).to.deep.equal(["failed", false]);
    }
    expect(errors.map(({ recoverable }) => recoverable)).to.deep.equal([true, true, true]);
    failStorage({});
    await engine.writeCell(1, "text", "and on");
    expect(await engine.versions()).to.have.length(1);
    await engine.save();
    expect(engine.saveState).to.equal("clean");
    expect((await storedContents()).slice(0, 2).map((row) => row[2])).to.deep.equal(["kept", "and on"]);
  });

  it("has room when older versions are freed, for what could not be stored as well", async () => {
    await engine.writeCell(0, "text", "second version");
    await engine.save();
    failStorage({ appendJournal: "storage-quota", beginSave: "storage-quota" });
    await rejection(engine.writeCell(0, "text", "third"));
    await rejection(engine.save());
    failStorage({});
    await engine.freeVersions();
    expect(engine.saveState).to.equal("clean");
    expect((await engine.versions()).length).to.be.within(1, 2);
    expect((await storedContents())[0]?.[2]).to.equal("third");
  });
});

describe("a storage worker that dies", () => {
  recordWorkers();
  beforeEach(openTable);
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("has the edits that it did not acknowledge written by the next one, once", async () => {
    const { stalled } = stallWorker(({ type }) => type === "appendJournal");
    const edits = [0, 1, 2, 3].map((row) => engine.writeCell(row, "text", `edit ${row}`));
    const rows = engine.appendRows([{ n: 100 }]);
    await stalled;
    killWorkers("persistence");
    await Promise.all([...edits, rows]);
    expect([engine.saveState, engine.data.rowCount]).to.deep.equal(["safe", 21]);
    const before = await contentsOf(engine);
    expect(await storedContents()).to.deep.equal(before);
  });

  it("between edits and in saves loses and doubles nothing", async () => {
    for (let round = 0; round < 10; round++) {
      const edits = [engine.writeCell(round, "text", `round ${round}`), engine.appendRows([{ n: 100 + round }])];
      if (round % 3 === 1) {
        const started = nextEvent(engine, "save-start");
        const saving = engine.save().catch(() => undefined);
        await started;
        killWorkers("persistence");
        await saving;
      } else killWorkers("persistence");
      await Promise.all(edits);
    }
    const before = await contentsOf(engine);
    expect(before).to.have.length(30);
    expect(before.slice(0, 10).map((row) => row[2])).to.deep.equal(
      Array.from({ length: 10 }, (_, row) => `round ${row}`),
    );
    expect(await storedContents()).to.deep.equal(before);
  });

  it("is replaced for a change that only a save can hold, made meanwhile", async () => {
    engine.configure({ autosave: true });
    const { stalled, release } = stallWorker(({ type }) => type === "open");
    killWorkers("persistence");
    const editing = engine.writeCell(0, "text", "journalled");
    await stalled;
    const transforming = engine.transform([{ op: "update", column: "price", expression: "random()" }]);
    await until(async () => (await engine.readCell(0, "price")) !== 0);
    expect(engine.storage).to.equal("opfs");
    release();
    await Promise.all([editing, transforming]);
    const before = await contentsOf(engine);
    expect(await storedContents()).to.deep.equal(before);
  });

  it("is replaced for an undo and a transform as well", async () => {
    await engine.writeCell(0, "text", "undone");
    const transforming = engine.transform([{ op: "update", column: "price", expression: "price + 1" }]);
    killWorkers("persistence");
    await transforming;
    killWorkers("persistence");
    await engine.undo();
    await engine.undo();
    const before = await contentsOf(engine);
    expect(before[0]?.[2]).to.equal("text 0");
    expect(await storedContents()).to.deep.equal(before);
  });
});
