import { expect } from "@open-wc/testing";
import type { ViewModel } from "../../../src/engine/models.ts";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { csvFile, disposeEngines, openEngine, record } from "./engine-fixture.ts";

const BY_TEXT_DOWN: ViewModel = { sort: [{ column: "text", direction: "desc" }], filter: null, search: "" };
const BY_N_DOWN: ViewModel = { sort: [{ column: "n", direction: "desc" }], filter: null, search: "" };

/** Calls back when the view is computed anew. */
function onRefresh(engine: TableEngine, callback: () => void): void {
  let known = engine.operations.length;
  const stop = engine.on("operations-change", ({ operations }) => {
    if (operations.length > known && operations.at(-1) === "view") {
      stop();
      callback();
    }
    known = operations.length;
  });
}

describe("a view of a table that changes", () => {
  afterEach(disposeEngines);

  it("is computed anew before the change resolves, and the former rows are read no more", async () => {
    const engine = openEngine();
    await engine.load(csvFile(50_000));
    await engine.setView(BY_TEXT_DOWN);
    const problems = record(engine, "state-change");
    const columnIds = engine.data.columns.map(({ id }) => id);
    engine.data.ensureRows({ start: 0, end: 30, columnIds });
    const first = await engine.readCell(0, "text");
    let painted: unknown;
    onRefresh(engine, () => {
      engine.data.ensureRows({ start: 40_000, end: 40_030, columnIds });
      engine.data.ensureRows({ start: 0, end: 30, columnIds });
      painted = engine.data.getCell(0, columnIds[1] ?? -1)?.value;
    });
    await engine.deleteRows([0]);
    expect(painted).to.equal(first);
    expect(engine.data.rowCount).to.equal(49_999);
    expect(await engine.readCell(0, "text")).not.to.equal(first);
    expect(problems).to.deep.equal([]);
  });

  it("gives way to natural order when its computation is cancelled, which it tells; the change stays", async () => {
    const engine = openEngine();
    await engine.load(csvFile(50_000));
    await engine.setView(BY_TEXT_DOWN);
    const resets = record(engine, "view-reset");
    const cancels = record(engine, "operation-cancel");
    const told: string[] = [];
    for (const name of ["view-reset", "operation-cancel"] as const) engine.on(name, () => told.push(name));
    const texts = await engine.readCell(0, "text");
    onRefresh(engine, () => engine.cancel());
    expect(await engine.deleteRows([0])).to.equal(1);
    expect(engine.data.view.sort).to.deep.equal([]);
    expect(resets.map(({ view }) => view.sort)).to.deep.equal([[]]);
    expect(told, "what is shown at last is told last").to.deep.equal(["operation-cancel", "view-reset"]);
    expect(cancels.map(({ operation }) => operation)).to.deep.equal(["view"]);
    expect(engine.data.rowCount).to.equal(49_999);
    expect(texts).to.equal("text 9999");
    expect(await engine.readCell(9999, "text")).to.equal("text 10000");
    expect(engine.operations).to.deep.equal([]);
  });

  it("gives way to another that is asked for meanwhile", async () => {
    const engine = openEngine();
    await engine.load(csvFile(50_000));
    await engine.setView(BY_TEXT_DOWN);
    const resets = record(engine, "view-reset");
    const views: Promise<void>[] = [];
    onRefresh(engine, () => views.push(engine.setView(BY_N_DOWN)));
    await engine.deleteRows([0]);
    await Promise.all(views);
    expect(engine.data.view).to.equal(BY_N_DOWN);
    expect(await engine.readCell(0, "n")).to.equal(49_999n);
    expect(engine.data.rowCount).to.equal(49_999);
    expect(resets).to.deep.equal([]);
  });

  it("starts anew when the table changes while it is computed", async () => {
    const engine = openEngine();
    await engine.load(csvFile(50_000));
    const viewing = engine.setView(BY_N_DOWN);
    const deleting = engine.deleteRows([49_999, 0]);
    await Promise.all([viewing, deleting]);
    expect(engine.data.view).to.equal(BY_N_DOWN);
    expect(engine.data.rowCount).to.equal(49_998);
    expect(await engine.readCell(0, "n")).to.equal(49_998n);
    expect(await engine.readCell(49_997, "n")).to.equal(1n);
  });

  it("reads positions as the rows of the new view as soon as they are others", async () => {
    const engine = openEngine();
    await engine.load(csvFile(50_000));
    await engine.setView(BY_N_DOWN);
    const reads: Promise<unknown>[] = [];
    onRefresh(engine, () => reads.push(engine.readCell(0, "n")));
    await engine.deleteRows([0, 1, 2]);
    expect(await Promise.all(reads)).to.deep.equal([49_996n]);
  });
});
