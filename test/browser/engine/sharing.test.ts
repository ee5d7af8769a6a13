import { expect } from "@open-wc/testing";
import { SharedCores } from "../../../src/engine/faces/shared-cores.ts";
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
import { countWorkers, recordWorkers } from "./recorded-workers.ts";
import { columnOf, contentsOf } from "./table-contents.ts";

describe("two engines of one page with one name", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  let name: string;
  let cores: SharedCores;

  beforeEach(() => {
    name = uniqueName();
    cores = new SharedCores();
  });

  const open = (): TableEngine => openEngine(name, {}, cores);

  async function openBoth(rows = 20): Promise<[TableEngine, TableEngine]> {
    const first = open();
    await first.load(csvFile(rows));
    await first.save();
    const second = open();
    expect(await second.openStored()).to.equal(true);
    return [first, second];
  }

  it("have one table, one database and one storage", async () => {
    const [first, second] = await openBoth();
    expect([countWorkers("database"), countWorkers("persistence")]).to.deep.equal([1, 1]);
    expect([first.access, second.access, second.state, second.storage]).to.deep.equal([
      "write",
      "write",
      "ready",
      "opfs",
    ]);
    expect(await contentsOf(second)).to.deep.equal(await contentsOf(first));
    const warnings = [record(first, "storage-warning"), record(second, "storage-warning")];
    await second.writeCell(0, "text", "second");
    expect([first.saveState, warnings]).to.deep.equal(["safe", [[], []]]);
  });

  it("wait for every former one that is still saving", async () => {
    const first = openEngine(name, { autosave: true, autosaveDelayMs: 60_000 }, cores);
    await first.load(csvFile(100_000));
    const ends = [first.dispose(), open().dispose()];
    const third = open();
    const warnings = record(third, "storage-warning");
    expect(await third.openStored()).to.equal(true);
    expect([third.data.rowCount, third.access, warnings]).to.deep.equal([100_000, "write", []]);
    await Promise.all(ends);
  });

  it("show the changes of either, and take back those of the other", async () => {
    const [first, second] = await openBoth();
    await columnOf(first, "text");
    await columnOf(second, "text");
    await first.writeCell(1, "text", "by the first");
    expect(await second.readCell(1, "text")).to.equal("by the first");
    await second.appendRows([{ n: 20, text: "by the second" }]);
    expect([first.data.rowCount, await first.readCell(20, "text")]).to.deep.equal([21, "by the second"]);
    await first.transform([{ op: "update", column: "text", expression: "upper(text)" }]);
    expect(await second.readCell(1, "text")).to.equal("BY THE FIRST");
    expect(second.history).to.deep.equal(first.history);
    await second.undo();
    await second.undo();
    await second.undo();
    expect([first.data.rowCount, await first.readCell(1, "text")]).to.deep.equal([20, "text 1"]);
    await first.transform([{ op: "rename-column", name: "price", to: "cost" }]);
    expect(second.data.columns).to.deep.equal(first.data.columns);
  });

  it("have each a view of their own", async () => {
    const [first, second] = await openBoth();
    await second.setView({ ...NATURAL_VIEW, sort: [{ column: "n", direction: "desc" }] });
    expect(first.data.view).to.deep.equal(NATURAL_VIEW);
    expect([await first.readCell(0, "n"), await second.readCell(0, "n")]).to.deep.equal([0n, 19n]);
    const edits = record(first, "cell-edit");
    const edited = nextEvent(second, "cell-edit");
    await second.writeCell(0, "text", "last row");
    expect(await first.readCell(19, "text")).to.equal("last row");
    expect([(await edited).row, edits]).to.deep.equal([0, []]);
    await first.writeCell(0, "n", 100);
    // Where the reader sees it: an edit moves no row.
    expect(await second.readCell(19, "n")).to.equal(100n);
  });

  it("show the table that the first one is still loading", async () => {
    const first = open();
    const begun = nextEvent(first, "load-progress");
    const loading = first.load(csvFile(50_000));
    await begun;
    const second = open();
    const completed = record(second, "load-complete");
    expect(await second.openStored()).to.equal(true);
    await loading;
    expect([second.data.rowCount, second.state]).to.deep.equal([50_000, "ready"]);
    expect(completed).to.have.length.greaterThan(0);
    expect(await second.readCell(49_999, "text")).to.equal("text 49999");
  });

  it("open what is stored together", async () => {
    await openBoth();
    await disposeEngines();
    const [first, second] = [open(), open()];
    expect(await Promise.all([first.openStored(), second.openStored()])).to.deep.equal([true, true]);
    expect(await contentsOf(first)).to.deep.equal(await contentsOf(second));
    expect([countWorkers("database"), first.access, second.access]).to.deep.equal([2, "write", "write"]);
  });

  it("go on without each other", async () => {
    const [first, second] = await openBoth();
    await first.dispose();
    expect(await rejection(first.writeCell(0, "text", "x"))).to.include({ code: "disposed" });
    await second.writeCell(0, "text", "goes on");
    expect([await second.readCell(0, "text"), second.saveState]).to.deep.equal(["goes on", "safe"]);
    const third = open();
    expect(await third.openStored()).to.equal(true);
    expect(await third.readCell(0, "text")).to.equal("goes on");
  });

  it("leave what is stored to the next one when both are gone", async () => {
    const [first, second] = await openBoth();
    await first.writeCell(0, "text", "kept");
    void first.dispose();
    void second.dispose();
    const next = open();
    const warnings = record(next, "storage-warning");
    expect(await next.openStored()).to.equal(true);
    expect([await next.readCell(0, "text"), next.access, warnings]).to.deep.equal(["kept", "write", []]);
    await next.writeCell(1, "text", "and on");
    const other = openEngine(name);
    expect(await other.openStored()).to.equal(true);
    expect([other.access, await other.readCell(1, "text")]).to.deep.equal(["read", "and on"]);
  });

  it("share nothing without a name, or with another one", async () => {
    name = "";
    const [first, second] = [open(), open()];
    await first.load(csvFile(3));
    await second.load(csvFile(4));
    expect([first.data.rowCount, second.data.rowCount]).to.deep.equal([3, 4]);
    name = uniqueName();
    expect(await open().openStored()).to.equal(false);
  });
});
