import { expect } from "@open-wc/testing";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { csvFile, disposeEngines, nextEvent, openEngine, record, rejection } from "../engine/engine-fixture.ts";
import { killWorkers, recordWorkers } from "../engine/recorded-workers.ts";

const ROWS = 200_000;
const BACKWARDS = { sort: [{ column: "n", direction: "desc" }], filter: null, search: "" } as const;

describe("exportAs of the engine", () => {
  recordWorkers();
  afterEach(disposeEngines);

  const open = async (rows = ROWS): Promise<TableEngine> => {
    const engine = openEngine();
    await engine.load(csvFile(rows));
    return engine;
  };
  const lines = async (file: Blob): Promise<string[]> => (await file.text()).trimEnd().split("\r\n");
  /** First progress of an export: its rows are fixed. */
  const begun = (engine: TableEngine) => nextEvent(engine, "export-progress");

  it("makes a file of what is shown", async () => {
    const engine = await open(5);
    expect(await lines(await engine.exportAs("csv"))).to.deep.equal([
      "n,text,price",
      ...[0, 1, 2, 3, 4].map((n) => `${n},text ${n},${n % 4 === 0 ? `${n / 4}.0` : n / 4}`),
    ]);
    await engine.setView({ ...BACKWARDS, filter: { column: "n", op: "ge", value: 3 } });
    const json = JSON.parse(await (await engine.exportAs("json")).text()) as unknown;
    expect(json).to.deep.equal([
      { n: 4, text: "text 4", price: 1 },
      { n: 3, text: "text 3", price: 0.75 },
    ]);
  });

  it("has the view that was asked for last, though it is not shown yet", async () => {
    const engine = await open();
    const viewing = engine.setView(BACKWARDS);
    const [, first, ...rest] = await lines(await engine.exportAs("csv"));
    await viewing;
    expect(first).to.match(/^199999,/);
    expect(rest.at(-1)).to.match(/^0,/);
    expect(rest.length).to.equal(ROWS - 1);
  });

  it("holds the edits that were made before it, and none that comes while it runs", async () => {
    const engine = await open();
    await engine.setView(BACKWARDS);
    const before = engine.writeCell(ROWS - 1, "text", "edited before");
    const exporting = engine.exportAs("csv");
    await begun(engine);
    await before;
    await engine.writeCell(ROWS - 2, "text", "edited meanwhile");
    const exported = await lines(await exporting);
    expect(exported.slice(-2)).to.deep.equal(["1,text 1,0.25", "0,edited before,0.0"]);
    expect(await engine.readCell(ROWS - 2, "text")).to.equal("edited meanwhile");
  });

  it("goes on with the table that was there when another is loaded meanwhile", async () => {
    const engine = await open();
    const exporting = engine.exportAs("ndjson");
    await begun(engine);
    await engine.load(csvFile(3));
    const text = await (await exporting).text();
    expect(text.split("\n").length).to.equal(ROWS + 1);
    expect((await lines(await engine.exportAs("csv"))).length).to.equal(4);
  });

  it("is an operation that cancel() stops; the engine is free and leaves nothing", async () => {
    const engine = await open();
    await engine.setView(BACKWARDS);
    const cancelled = record(engine, "operation-cancel");
    const exporting = rejection(engine.exportAs("parquet"));
    await begun(engine);
    expect(engine.operations).to.deep.equal(["export"]);
    const told = nextEvent(engine, "operation-cancel");
    engine.cancel();
    expect(await exporting).to.include({ name: "AbortError" });
    await told;
    expect(cancelled.map(({ operation }) => operation)).to.deep.equal(["export"]);
    expect(engine.operations).to.deep.equal([]);
    const count = await engine.query("SELECT count(*) FROM data");
    expect(Number(count.getChildAt(0)?.get(0))).to.equal(ROWS);
    await engine.writeCell(0, "text", "after");
    expect((await lines(await engine.exportAs("csv")))[1]).to.equal("199999,after,49999.75");
  });

  it("rejects with the reason of its signal", async () => {
    const engine = await open();
    const controller = new AbortController();
    const exporting = rejection(engine.exportAs("csv", { signal: controller.signal }));
    await begun(engine);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await exporting).to.equal(reason);
  });

  it("rejects when its worker dies, and works again", async () => {
    const engine = await open();
    const exporting = rejection(engine.exportAs("csv"));
    await begun(engine);
    killWorkers("export");
    const error = await exporting;
    expect(error).to.include({ code: "worker-died" });
    expect(error.message).to.contain("export.worker.js").and.to.contain("killed by the test");
    expect((await lines(await engine.exportAs("csv"))).length).to.equal(ROWS + 1);
  });

  it("rejects when the database dies", async () => {
    const engine = await open();
    const exporting = rejection(engine.exportAs("csv"));
    await begun(engine);
    killWorkers("database");
    expect(await exporting).to.include({ code: "database-died" });
  });

  it("runs beside a second one", async () => {
    const engine = await open();
    const files = await Promise.all([engine.exportAs("csv"), engine.exportAs("ndjson"), engine.exportAs("csv")]);
    expect(files[2].size).to.equal(files[0].size);
    expect(files[1].size).to.be.greaterThan(files[0].size);
  });

  it("is refused for another format, which is named with those that there are", async () => {
    const engine = await open(1);
    const error = await rejection(engine.exportAs("xlsx" as "csv"));
    expect(error).to.include({ code: "invalid-argument" });
    expect(error.message).to.contain('"xlsx"').and.to.contain("csv, json, ndjson, parquet, arrow");
  });

  it("is refused while there is no table", async () => {
    const error = await rejection(openEngine().exportAs("csv"));
    expect(error).to.include({ code: "invalid-argument" });
    expect(error.message).to.contain("load one first");
  });
});
