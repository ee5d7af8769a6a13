import { expect } from "@open-wc/testing";
import type { ViewModel } from "../../../src/engine/models.ts";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { csvFile, deleteTestTables, disposeEngines, openEngine, rejection, uniqueName } from "./engine-fixture.ts";
import { nextReply, recordWorkers, stallWorker } from "./recorded-workers.ts";

const BACKWARDS: ViewModel = { sort: [{ column: "n", direction: "desc" }], filter: null, search: "" };

/** Runs `act` at the moment at which another table takes the present one's place, its view still to be computed. */
function atReplacement(engine: TableEngine, act: () => void): void {
  const stop = engine.on("save-state-change", () => {
    stop();
    act();
  });
}

function isSegment(result: unknown): boolean {
  return typeof result === "object" && result !== null && "ipc" in result;
}

describe("a table that takes another's place", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("is shown when the load is cancelled too late", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await engine.setView(BACKWARDS);
    atReplacement(engine, () => engine.cancel());
    await engine.load(csvFile(200_000));
    expect(engine.state).to.equal("ready");
    expect(engine.data.rowCount).to.equal(200_000);
    expect(await engine.readCell(engine.data.rowCount - 1, "text")).to.match(/^text (199999|0)$/);
  });

  it("gets the edits that are asked for while its view is computed, in the row that is shown then", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await engine.setView(BACKWARDS);
    let editing: Promise<void> | undefined;
    atReplacement(engine, () => void (editing = engine.writeCell(0, "text", "edited")));
    await engine.load(csvFile(200_000));
    await editing;
    const result = await engine.query("SELECT n FROM data WHERE text = 'edited'");
    expect(result.getChildAt(0)?.get(0)).to.equal(199_999n);
  });

  it("leaves no error of pages that were read of the former one", async () => {
    const engine = openEngine();
    await engine.load(csvFile(1000));
    await engine.setView(BACKWARDS);
    const columnIds = engine.data.columns.map(({ id }) => id);
    atReplacement(engine, () => engine.data.ensureRows({ start: 500, end: 540, columnIds }));
    await engine.load(new Blob(["n\n1\n2"]));
    expect(engine.data.rowCount).to.equal(2);
    expect(engine.error).to.equal(null);
  });

  it("lets edits and saves of the present one go on while it is read from storage", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(300_000));
    const { version } = await engine.save();
    const { stalled, release } = stallWorker(({ type }) => type === "INSERT_ARROW_FROM_IPC_STREAM");
    const restoring = engine.restore(version);
    await stalled;
    await engine.writeCell(0, "text", "meanwhile");
    expect([engine.saveState, engine.data.totalRowCount]).to.deep.equal(["safe", 300_000]);
    release();
    await restoring;
    expect(await engine.readCell(0, "text")).to.equal("text 0");
  });

  it("keeps the view that the former was seen in", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(100));
    const { version } = await engine.save();
    await engine.setView(BACKWARDS);
    await engine.restore(version);
    expect(engine.data.view).to.deep.equal(BACKWARDS);
    expect(await engine.readCell(0, "n")).to.equal(99n);
  });

  it("leaves nothing on the screen when it cannot be read to its end", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(300_000));
    await engine.save();
    await engine.dispose();
    const next = openEngine(name);
    const opening = rejection(next.openStored({ firstRow: 200_000 }));
    const painted = nextReply("persistence", ({ result }) => isSegment(result));
    await next.versions();
    next.cancel();
    expect(await opening).to.include({ name: "AbortError" });
    await painted;
    expect([next.state, next.data.columns.length, next.data.rowCount]).to.deep.equal(["idle", 0, 0]);
  });
});
