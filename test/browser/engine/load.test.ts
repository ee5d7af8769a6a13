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

describe("loading a table", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("leaves the table as it was when the next one cannot be read", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5));
    const errors = record(engine, "load-error");
    const error = await rejection(engine.load(new Blob(['[{"a": 1}, {"a": }]']), { format: "json" }));
    expect(error).to.include({ code: "invalid-input" });
    expect(errors.map((detail) => detail.error)).to.deep.equal([error]);
    expect(engine.error).to.equal(error);
    expect(engine.state).to.equal("ready");
    expect(engine.data.rowCount).to.equal(5);
    expect(await engine.readCell(4, "text")).to.equal("text 4");
  });

  it("ends in the state error when there was no table, and works with the next load", async () => {
    const engine = openEngine();
    const ready = rejection(engine.whenReady());
    const error = await rejection(engine.load("/no/such/file.csv"));
    expect(error).to.include({ code: "fetch-failed" });
    expect(await ready).to.equal(error);
    expect(engine.state).to.equal("error");
    await engine.load(csvFile(3));
    expect(engine.state).to.equal("ready");
    expect(engine.error).to.equal(null);
    await engine.whenReady();
  });

  it("cancels, keeps the table that was there, and answers the next query", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5));
    const underWay = nextEvent(engine, "load-progress");
    const loading = rejection(engine.load(csvFile(400_000)));
    await underWay;
    const cancelled = nextEvent(engine, "operation-cancel");
    engine.cancel();
    expect(await loading).to.include({ name: "AbortError" });
    expect(await cancelled).to.include({ operation: "load" });
    expect(engine.state).to.equal("ready");
    const count = await engine.query("SELECT count(*) FROM data");
    expect(Number(count.getChildAt(0)?.get(0))).to.equal(5);
  });

  it("rejects with the signal's reason", async () => {
    const engine = openEngine();
    const controller = new AbortController();
    const underWay = nextEvent(engine, "load-progress");
    const loading = rejection(engine.load(csvFile(400_000), { signal: controller.signal }));
    await underWay;
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await loading).to.equal(reason);
    expect(engine.state).to.equal("idle");
    expect(engine.data.rowCount).to.equal(0);
  });

  it("lets the newest of several loads win", async () => {
    const engine = openEngine();
    const completes = record(engine, "load-complete");
    const first = rejection(engine.load(csvFile(200_000)));
    const second = engine.load(csvFile(7));
    expect(await first).to.include({ name: "AbortError" });
    await second;
    expect(completes).to.have.length(1);
    expect(engine.data.totalRowCount).to.equal(7);
  });

  it("keeps the ids of columns that keep their names", async () => {
    const engine = openEngine();
    await engine.load(new Blob(["a,b,c\n1,2,3"]));
    const before = new Map(engine.data.columns.map(({ name, id }) => [name, id]));
    await engine.load(new Blob(["c,x,a\n1,2,3"]));
    const after = new Map(engine.data.columns.map(({ name, id }) => [name, id]));
    expect(after.get("a")).to.equal(before.get("a"));
    expect(after.get("c")).to.equal(before.get("c"));
    expect([...before.values()]).not.to.include(after.get("x"));
  });

  it("applies the view that was asked for before the table was there", async () => {
    const engine = openEngine();
    const viewed = engine.setView({ sort: [{ column: "n", direction: "desc" }], filter: null, search: "" });
    await engine.load(csvFile(100));
    await viewed;
    expect(await engine.readCell(0, "n")).to.equal(99n);
  });

  it("prefers the stored table to the source, and tells where it came from", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(20));
    await engine.save();
    await engine.dispose();
    const next = openEngine(name);
    const completes = record(next, "load-complete");
    expect(await next.openStored()).to.equal(true);
    expect(completes.map(({ source, rows }) => [source, rows])).to.deep.equal([["storage", 20]]);
  });

  it("refuses a query that is not a SELECT, and changes nothing", async () => {
    const engine = openEngine();
    await engine.load(csvFile(5));
    for (const sql of [
      "DELETE FROM data",
      "SELECT 1; DROP VIEW data",
      "UPDATE __pt_rows SET n = 0",
      "COPY data TO 'x'",
    ]) {
      expect(await rejection(engine.query(sql)), sql).to.include({ code: "not-a-select" });
    }
    const sum = await engine.query("SELECT sum(n)::INTEGER, count(*)::INTEGER FROM data");
    expect([sum.getChildAt(0)?.get(0), sum.getChildAt(1)?.get(0)]).to.deep.equal([10, 5]);
  });

  it("hides the row id from queries", async () => {
    const engine = openEngine();
    await engine.load(csvFile(1));
    const all = await engine.query("SELECT * FROM data");
    expect(all.schema.fields.map(({ name }) => name)).to.deep.equal(["n", "text", "price"]);
  });

  it("rejects what is asked of it after it was disposed", async () => {
    const engine = openEngine();
    const waiting = rejection(engine.whenReady());
    await engine.dispose();
    expect(await waiting).to.include({ code: "disposed" });
    expect(await rejection(engine.load(csvFile(1)))).to.include({ code: "disposed" });
  });
});
