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
import { contentsOf } from "./table-contents.ts";

type Contents = Awaited<ReturnType<typeof contentsOf>>;

/** A table with a saved version, and changes of cells, rows and columns after it. */
async function changedTable(name: string): Promise<{ engine: TableEngine; version: number; saved: Contents }> {
  const engine = openEngine(name);
  await engine.load(csvFile(50));
  const { version } = await engine.save();
  const saved = await contentsOf(engine);
  await engine.writeCell(3, "text", "edited");
  await engine.deleteRows([10, 11]);
  await engine.transform([
    { op: "add-column", name: "twice", type: "DOUBLE", expression: "price * 2" },
    { op: "rename-column", name: "n", to: "number" },
  ]);
  return { engine, version, saved };
}

/** As the next page finds the table. */
async function reopened(engine: TableEngine, name: string): Promise<TableEngine> {
  await engine.save();
  await engine.dispose();
  const next = openEngine(name);
  await next.openStored();
  return next;
}

describe("a restored version", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("can be undone and redone, beside the changes before and after it", async () => {
    const { engine, version, saved } = await changedTable(uniqueName());
    const changed = await contentsOf(engine);
    const columns = engine.data.columns.map(({ name }) => name);
    const loads = record(engine, "load-complete");
    await engine.restore(version);
    expect(loads).to.have.length(1);
    expect(loads[0]).to.include({ source: "storage", rows: 50 });
    expect(engine.history.undoLabel).to.match(/^Restore the version of .*\d/);
    expect(await contentsOf(engine)).to.deep.equal(saved);
    expect(engine.data.rowCount).to.equal(50);
    await engine.writeCell(0, "text", "later");
    await engine.undo();
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(changed);
    expect(engine.data.columns.map(({ name }) => name)).to.deep.equal(columns);
    expect(engine.data.rowCount).to.equal(48);
    await engine.undo();
    await engine.undo();
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(saved);
    for (let step = 0; step < 3; step++) expect(await engine.redo()).to.equal(true);
    expect(await contentsOf(engine)).to.deep.equal(changed);
    await engine.redo();
    expect(await contentsOf(engine)).to.deep.equal(saved);
    await engine.redo();
    expect(await engine.readCell(0, "text")).to.equal("later");
    expect(await engine.redo()).to.equal(false);
  });

  it("is what the next page finds, as is what was before it once it is undone, and again once it is redone", async () => {
    const names = [uniqueName(), uniqueName(), uniqueName()] as const;
    for (const [steps, name] of names.entries()) {
      const { engine, version, saved } = await changedTable(name);
      const changed = await contentsOf(engine);
      await engine.restore(version);
      if (steps > 0) await engine.undo();
      if (steps > 1) await engine.redo();
      const next = await reopened(engine, name);
      expect(await contentsOf(next), `${steps} steps`).to.deep.equal(steps === 1 ? changed : saved);
    }
  });

  it("is found after a crash, with what was changed after it, once it is acknowledged", async () => {
    const name = uniqueName();
    const { engine, version } = await changedTable(name);
    engine.configure({ autosave: true, autosaveDelayMs: 100_000 });
    await engine.restore(version);
    expect(engine.hasUnsavedChanges).to.equal(false);
    await engine.writeCell(1, "text", "after it");
    const other = openEngine(name);
    await other.openStored();
    expect(await other.readCell(1, "text")).to.equal("after it");
    expect(await other.readCell(3, "text")).to.equal("text 3");
  });

  it("shares its files with the version that it was", async () => {
    const { engine, version } = await changedTable(uniqueName());
    await engine.restore(version);
    const progress = record(engine, "save-progress");
    await engine.save();
    expect(progress.at(-1)?.bytesWritten).to.equal(0);
    await engine.undo();
    await engine.save();
    expect(progress.at(-1)?.bytesWritten).to.be.above(0);
    expect(engine.data.rowCount).to.equal(48);
  });

  it("saves what came in its place when a save of the former table ends after it", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(300_000));
    const { version } = await engine.save();
    await engine.writeCell(0, "text", "former");
    await engine.writeCell(299_999, "text", "former");
    const started = nextEvent(engine, "save-start");
    const saving = engine.save();
    await started;
    await engine.restore(version);
    await saving;
    const next = await reopened(engine, name);
    expect(await next.readCell(0, "text")).to.equal("text 0");
    expect(await next.readCell(299_999, "text")).to.equal("text 299999");
  });

  it("shows its rows where the ids have other gaps", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(5));
    await engine.deleteRows([1]);
    const { version } = await engine.save();
    await engine.undo();
    await engine.deleteRows([2]);
    expect(await engine.readCell(1, "n")).to.equal(1n);
    await engine.restore(version);
    expect(await engine.readCell(1, "n")).to.equal(2n);
    await engine.undo();
    expect(await engine.readCell(1, "n")).to.equal(1n);
  });

  it("is no change where the table is that version", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(5));
    const { version } = await engine.save();
    await engine.restore(version);
    expect(engine.history.undoLabel).to.equal(null);
    expect(engine.saveState).to.equal("clean");
  });

  it("leaves table, history and database as they were when it is aborted", async () => {
    const { engine, version } = await changedTable(uniqueName());
    const changed = await contentsOf(engine);
    const label = engine.history.undoLabel;
    const tables = await tablesOf(engine);
    engine.on("load-progress", () => engine.cancel());
    expect(await rejection(engine.restore(version))).to.include({ name: "AbortError" });
    expect(await contentsOf(engine)).to.deep.equal(changed);
    expect(engine.history.undoLabel).to.equal(label);
    expect(await tablesOf(engine)).to.deep.equal(tables);
  });

  it("leaves no table behind when it can be undone no more", async () => {
    const { engine, version } = await changedTable(uniqueName());
    await engine.restore(version);
    expect(await tablesOf(engine)).to.have.length.above(0);
    await engine.undo();
    await engine.undo();
    await engine.writeCell(0, "text", "another");
    await engine.load(csvFile(5));
    expect(await tablesOf(engine)).to.deep.equal([]);
  });
});

/** Tables of the database that keep what may come back, or were to come in. */
async function tablesOf(engine: TableEngine): Promise<unknown[]> {
  const result = await engine.query(
    "SELECT table_name FROM duckdb_tables() WHERE table_name SIMILAR TO '__pt_(undo|load).*'",
  );
  return Array.from<unknown>(result.getChildAt(0) ?? []);
}
