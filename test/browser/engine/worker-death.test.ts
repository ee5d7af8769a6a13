import { expect } from "@open-wc/testing";
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
import { killWorkers, recordWorkers, stallWorker } from "./recorded-workers.ts";
import { until } from "./until.ts";

describe("a worker that dies", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("fails the save that it was writing; the next save starts another, and nothing is missing", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(1000));
    await engine.save();
    await engine.writeCell(3, "text", "kept");
    const errors = record(engine, "save-error");
    const started = nextEvent(engine, "save-start");
    const saving = rejection(engine.save());
    await started;
    killWorkers("persistence");
    expect(await saving).to.include({ code: "worker-died" });
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ recoverable: true });
    expect(engine.saveState).to.equal("failed");
    const { version } = await engine.save();
    expect(engine.saveState).to.equal("clean");
    expect((await engine.versions()).at(-1)).to.include({ version });
    await engine.dispose();
    const next = openEngine(name);
    await next.openStored();
    expect(await next.readCell(3, "text")).to.equal("kept");
  });

  it("is replaced, and what is changed meanwhile is kept", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(1000));
    await engine.save();
    const { stalled, release } = stallWorker(({ type }) => type === "open");
    killWorkers("persistence");
    const writing = engine.writeCell(3, "text", "first");
    await stalled;
    const deleting = engine.deleteRows([7]);
    await until(() => engine.history.undoLabel === "Delete 1 row");
    release();
    await Promise.all([writing, deleting]);
    await engine.writeCell(4, "text", "last");
    await engine.dispose();
    const next = openEngine(name);
    await next.openStored();
    expect([await next.readCell(3, "text"), await next.readCell(4, "text")]).to.deep.equal(["first", "last"]);
    expect([await next.readCell(7, "text"), next.data.rowCount]).to.deep.equal(["text 8", 999]);
  });

  it("rejects what the database had to do, and says that changes are lost that neither a save nor the journal holds", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(1000));
    await engine.writeCell(3, "text", "not saved");
    engine.configure({ autosave: true, autosaveDelayMs: 60_000 });
    const saves = record(engine, "save-start");
    const querying = rejection(engine.query("SELECT count(*) FROM range(1e9::BIGINT) a, range(100)"));
    await engine.query("SELECT 1", { priority: "urgent" });
    const editing = rejection(engine.writeCell(4, "text", "never committed"));
    killWorkers("database");
    expect(await querying).to.include({ code: "database-died" });
    expect(await editing).to.include({ code: "database-died" });
    expect([engine.state, engine.saveState]).to.deep.equal(["error", "failed"]);
    expect(engine.hasUnsavedChanges).to.equal(true);
    for (const asked of [engine.query("SELECT 1"), engine.writeCell(0, "text", "x"), engine.save()]) {
      expect(await rejection(asked)).to.include({ code: "database-died" });
    }
    engine.flush();
    expect(saves).to.deep.equal([]);
  });

  it("does not stand in the way of the next load, from storage or from elsewhere", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(1000));
    const { version } = await engine.save();
    await engine.writeCell(3, "text", "lost");
    killWorkers("database");
    await engine.restore(version);
    expect([engine.state, engine.error]).to.deep.equal(["ready", null]);
    expect(await engine.readCell(3, "text")).to.equal("text 3");
    killWorkers("database");
    await engine.load(csvFile(7));
    expect([engine.state, engine.data.rowCount]).to.deep.equal(["ready", 7]);
    await engine.save();
    expect(engine.saveState).to.equal("clean");
  });

  it("ends the load that it was in with an error and not as ready", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5));
    const underWay = nextEvent(engine, "load-progress");
    const loading = rejection(engine.load(csvFile(400_000)));
    await underWay;
    killWorkers("database");
    expect(await loading).to.include({ code: "database-died" });
    expect(engine.state).to.equal("error");
  });

  it("fails pages once, without trying again and again", async () => {
    const engine = openEngine();
    await engine.load(csvFile(100_000));
    killWorkers("database");
    const changes = record(engine, "state-change");
    engine.data.ensureRows({ start: 50_000, end: 50_040, columnIds: engine.data.columns.map(({ id }) => id) });
    await rejection(engine.query("SELECT 1"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(changes.length).to.be.within(1, 6);
  });
});
