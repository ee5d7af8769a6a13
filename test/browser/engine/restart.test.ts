import { expect } from "@open-wc/testing";
import type { EngineEvents } from "../../../src/engine/engine-events.ts";
import { NATURAL_VIEW, type ViewModel } from "../../../src/engine/models.ts";
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
import { killWorkers, recordWorkers, refuseWorkers, stallWorker } from "./recorded-workers.ts";

const ROWS = 1000;
const DESCENDING: ViewModel = { ...NATURAL_VIEW, sort: [{ column: "n", direction: "desc" }] };

describe("a database", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  async function openSaved(rows = ROWS): Promise<TableEngine> {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(rows));
    await engine.save();
    return engine;
  }

  /** Begins a search in whose middle the database does not answer any more. */
  async function searchAndStall(engine: TableEngine): Promise<{ searching: Promise<Error>; release: () => void }> {
    const { stalled, release } = stallWorker(
      ({ data }) => Array.isArray(data) && String(data[1]).includes("not found"),
    );
    const searching = rejection(engine.setView({ ...engine.data.view, search: "not found" }));
    await stalled;
    return { searching, release };
  }

  async function paint(engine: TableEngine): Promise<void> {
    const painted = Promise.withResolvers<void>();
    const isPainted = () => engine.data.getCell(19, 0) !== undefined && painted.resolve();
    const stop = engine.data.on("rows", isPainted);
    engine.data.ensureRows({ start: 0, end: 20, columnIds: engine.data.columns.map(({ id }) => id) });
    isPainted();
    await painted.promise;
    stop();
  }

  const cancelWait = async (engine: TableEngine, waiting: boolean): Promise<EngineEvents["cancel-wait"]> => {
    const event = await nextEvent(engine, "cancel-wait");
    expect(event.waiting).to.equal(waiting);
    return event;
  };

  describe("that does not stop what was cancelled", () => {
    it("is ended, and another has the table, the view and the painted rows", async () => {
      const engine = await openSaved();
      await engine.setView(DESCENDING);
      await paint(engine);
      const latencies = record(engine, "operation-cancel");
      const { searching } = await searchAndStall(engine);
      const restarted = nextEvent(engine, "engine-restart");
      engine.cancel();
      expect((await searching).name).to.equal("AbortError");
      expect(engine.data.getCell(19, 0)?.value).to.equal(BigInt(ROWS - 20));
      const { count } = await firstRow(engine, "SELECT count(*)::INTEGER AS count FROM data");
      expect(count).to.equal(ROWS);
      expect(await restarted).to.deep.equal({ reason: "It did not stop what was cancelled.", lostChanges: 0 });
      expect(latencies.map(({ operation }) => operation)).to.deep.equal(["view"]);
      expect(engine.data.view).to.deep.equal(DESCENDING);
      expect([engine.state, engine.saveState, engine.error]).to.deep.equal(["ready", "clean", null]);
      expect(await engine.readCell(500, "text")).to.equal("text 499");
      await engine.writeCell(0, "text", "after");
      expect((await engine.save()).version).to.equal(2);
    });

    it("is ended though no save holds its last changes: the journal does, and they can still be undone", async () => {
      const engine = await openSaved();
      await engine.writeCell(3, "text", "journalled");
      await engine.writeCell(3, "price", 8);
      await engine.query("SELECT 1");
      const { searching } = await searchAndStall(engine);
      const restarted = nextEvent(engine, "engine-restart");
      engine.cancel();
      expect((await searching).name).to.equal("AbortError");
      expect((await restarted).lostChanges).to.equal(0);
      expect([await engine.readCell(3, "text"), await engine.readCell(3, "price")]).to.deep.equal(["journalled", 8]);
      expect(engine.saveState).to.equal("safe");
      await engine.undo();
      expect(await engine.readCell(3, "price")).to.equal(0.75);
    });

    it("is waited for while it holds what only a save could keep", async () => {
      const engine = await openSaved();
      await engine.load(csvFile(ROWS));
      await engine.writeCell(3, "text", "not saved");
      const { searching, release } = await searchAndStall(engine);
      const waiting = cancelWait(engine, true);
      engine.cancel();
      const { operations, message } = await waiting;
      expect(operations).to.deep.equal(["view"]);
      expect(message).to.include("changes that are not saved");
      const over = cancelWait(engine, false);
      release();
      expect((await searching).name).to.equal("AbortError");
      await over;
      expect(await engine.readCell(3, "text")).to.equal("not saved");
    });

    it("is waited for while the table is nowhere else", async () => {
      const engine = openEngine();
      await engine.load(csvFile(ROWS));
      const { searching, release } = await searchAndStall(engine);
      const waiting = cancelWait(engine, true);
      engine.cancel();
      expect((await waiting).message).to.include("in memory only");
      release();
      await searching;
      expect(await engine.readCell(3, "text")).to.equal("text 3");
    });

    it("is ended when it was to load the first table, which can be loaded again", async () => {
      const engine = openEngine();
      const { stalled } = stallWorker(({ type }) => type === "INSERT_ARROW_FROM_IPC_STREAM");
      const loading = rejection(engine.load(objects(10)));
      await stalled;
      engine.cancel();
      expect((await loading).name).to.equal("AbortError");
      expect(engine.state).to.equal("idle");
      await engine.load(objects(20));
      expect([engine.state, engine.data.rowCount]).to.deep.equal(["ready", 20]);
    });

    it("is ended when it was to load another table, and the former comes back", async () => {
      const engine = await openSaved();
      const { stalled } = stallWorker(({ type }) => type === "INSERT_ARROW_FROM_IPC_STREAM");
      const loading = rejection(engine.load(objects(10)));
      await stalled;
      const restarted = nextEvent(engine, "engine-restart");
      engine.cancel();
      expect((await loading).name).to.equal("AbortError");
      await restarted;
      expect([engine.state, engine.saveState, engine.data.rowCount]).to.deep.equal(["ready", "clean", ROWS]);
    });

    it("does not keep the engine from its end", async () => {
      const engine = await openSaved();
      const { searching } = await searchAndStall(engine);
      await engine.dispose();
      expect(await searching).to.include({ code: "disposed" });
    });
  });

  describe("that dies when all is saved", () => {
    it("is started again with the table; what is asked for meanwhile waits", async () => {
      const engine = await openSaved();
      await engine.setView(DESCENDING);
      await paint(engine);
      const states = record(engine, "state-change");
      const restarted = nextEvent(engine, "engine-restart");
      const asked = rejection(engine.query("SELECT count(*) FROM range(1e9::BIGINT) a, range(100)"));
      await engine.query("SELECT 1", { priority: "urgent" });
      engine.data.ensureRows({ start: 700, end: 720, columnIds: [0, 1] });
      killWorkers("database");
      expect(await asked).to.include({ code: "database-died" });
      expect(engine.data.getCell(19, 0)?.value).to.equal(BigInt(ROWS - 20));
      const { sum } = await firstRow(engine, "SELECT sum(n)::INTEGER AS sum FROM data");
      expect(sum).to.equal((ROWS * (ROWS - 1)) / 2);
      expect((await restarted).reason).to.equal("Killed by the test.");
      expect(states.map(({ state }) => state)).to.deep.equal(["loading", "ready"]);
      expect(engine.error).to.equal(null);
      expect(await engine.readCell(710, "n")).to.equal(BigInt(ROWS - 711));
      await rowsPainted(engine, 710);
      await engine.writeCell(0, "text", "after");
      expect((await engine.save()).version).to.equal(2);
    });

    it("takes up an edit that it had not committed", async () => {
      const engine = await openSaved();
      const { stalled } = stallWorker(({ data }) => Array.isArray(data) && String(data[1]).startsWith("UPDATE"));
      const editing = engine.writeCell(3, "text", "just in time");
      await stalled;
      killWorkers("database");
      await editing;
      expect(await engine.readCell(3, "text")).to.equal("just in time");
    });

    it("takes nothing back that came before an edit of which only the database knew what it replaced", async () => {
      const engine = await openSaved();
      await engine.writeCell(0, "text", "first");
      await engine.query("SELECT 1");
      await engine.writeCell(5, "text", "second");
      const restarted = nextEvent(engine, "engine-restart");
      killWorkers("database");
      await restarted;
      expect([await engine.undo(), engine.history.undoLabel]).to.deep.equal([false, null]);
      expect([await engine.readCell(0, "text"), await engine.readCell(5, "text")]).to.deep.equal(["first", "second"]);
    });

    it("brings back what is in a column that no save has, in this page and the next", async () => {
      const name = uniqueName();
      const engine = openEngine(name);
      await engine.load(csvFile(100));
      await engine.save();
      await engine.transform([{ op: "add-column", name: "double", expression: "price * 2" }]);
      await engine.writeCell(0, "double", 7);
      const restarted = nextEvent(engine, "engine-restart");
      killWorkers("database");
      await restarted;
      expect(await engine.readCell(0, "double")).to.equal(7);
      await engine.writeCell(1, "double", 8);
      await engine.dispose();
      const next = openEngine(name);
      await next.openStored();
      expect([await next.readCell(0, "double"), await next.readCell(1, "double")]).to.deep.equal([7, 8]);
    });

    it("comes back with the former table when a load of another was under way", async () => {
      const engine = await openSaved();
      const errors = record(engine, "load-error");
      const underWay = nextEvent(engine, "load-progress");
      const loading = rejection(engine.load(csvFile(400_000)));
      await underWay;
      const counts: number[] = [];
      engine.data.on("view", ({ rowCount }) => counts.push(rowCount));
      const restarted = nextEvent(engine, "engine-restart");
      killWorkers("database");
      const asked = engine.query("SELECT 1");
      expect(await loading).to.include({ code: "database-died" });
      expect((await asked).numRows).to.equal(1);
      await restarted;
      expect(counts).to.deep.equal([ROWS]);
      expect(errors).to.have.length(1);
      expect([engine.state, engine.data.rowCount]).to.deep.equal(["ready", ROWS]);
    });

    it("lets a load that is asked for meanwhile follow", async () => {
      const engine = await openSaved(300_000);
      killWorkers("database");
      await engine.load(csvFile(7));
      expect([engine.state, engine.data.rowCount, engine.saveState]).to.deep.equal(["ready", 7, "dirty"]);
    });

    it("is not started again and again when it dies of its restart", async () => {
      const engine = await openSaved();
      killWorkers("database");
      await nextEvent(engine, "engine-restart");
      killWorkers("database");
      expect([engine.state, engine.saveState]).to.deep.equal(["error", "clean"]);
      expect(await rejection(engine.query("SELECT 1"))).to.include({ code: "database-died" });
    });

    it("is not started again and again when it dies while it is started", async () => {
      const engine = await openSaved();
      const restarts = record(engine, "engine-restart");
      killWorkers("database");
      const read = nextEvent(engine, "load-progress");
      await read;
      killWorkers("database");
      expect(await rejection(engine.query("SELECT 1"))).to.include({ code: "database-died" });
      expect([engine.state, restarts]).to.deep.equal(["error", []]);
    });

    it("is given up when no other can be started", async () => {
      const engine = await openSaved();
      refuseWorkers("database");
      killWorkers("database");
      expect(await rejection(engine.query("SELECT 1"))).to.include({ code: "database-start" });
      expect([engine.state, engine.saveState]).to.deep.equal(["error", "clean"]);
    });
  });
});

function objects(count: number): object[] {
  return Array.from({ length: count }, (_, n) => ({ n, text: `object ${n}` }));
}

async function firstRow(engine: TableEngine, sql: string): Promise<Record<string, unknown>> {
  const table = await engine.query(sql);
  return Object.fromEntries(table.schema.fields.map(({ name }, index) => [name, table.getChildAt(index)?.get(0)]));
}

async function rowsPainted(engine: TableEngine, row: number): Promise<void> {
  while (engine.data.getRowId(row) === undefined) {
    await new Promise<void>((resolve) => {
      const stop = engine.data.on("rows", () => {
        stop();
        resolve();
      });
    });
  }
}
