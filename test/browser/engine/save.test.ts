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

const ROWS = 300_000;

describe("saving a table", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("restores an edited cell in the next page", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(1000));
    await engine.writeCell(7, "text", "edited");
    await engine.save();
    await engine.dispose();
    const next = openEngine(name);
    expect(await next.openStored()).to.equal(true);
    expect(await next.readCell(7, "text")).to.equal("edited");
    expect(next.data.columns.map(({ name: column, type }) => [column, type])).to.deep.equal([
      ["n", "BIGINT"],
      ["text", "VARCHAR"],
      ["price", "DOUBLE"],
    ]);
    expect(next.saveState).to.equal("clean");
  });

  it("saves the state at its start, and an edit in its middle with the next one", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(ROWS));
    const started = nextEvent(engine, "save-start");
    const saving = engine.save();
    await started;
    await engine.writeCell(ROWS - 1, "text", "during the save");
    expect(engine.saveState).to.equal("saving");
    const first = await saving;
    expect(engine.saveState).to.equal("safe");
    const second = await engine.save();
    expect(second.version).to.be.greaterThan(first.version);
    await engine.restore(first.version);
    expect(await engine.readCell(ROWS - 1, "text")).to.equal(`text ${ROWS - 1}`);
    await engine.restore(second.version);
    expect(await engine.readCell(ROWS - 1, "text")).to.equal("during the save");
  });

  it("leads from each change to exactly one save, the tenth edit like the first", async () => {
    const engine = openEngine(uniqueName(), { autosave: true, autosaveDelayMs: 1 });
    const starts = record(engine, "save-start");
    let completed = nextEvent(engine, "save-complete");
    await engine.load(csvFile(100));
    await completed;
    for (let edit = 1; edit <= 10; edit++) {
      completed = nextEvent(engine, "save-complete");
      await engine.writeCell(edit, "text", `edit ${edit}`);
      const { version } = await completed;
      expect(starts).to.have.length(edit + 1);
      expect(version).to.equal(starts.at(-1)?.version);
    }
    expect(engine.saveState).to.equal("clean");
    const versions = starts.map(({ version }) => version);
    expect(versions).to.deep.equal([...new Set(versions)]);
  });

  it("saves nothing more when nothing changed", async () => {
    const engine = openEngine(uniqueName(), { autosave: true, autosaveDelayMs: 1 });
    const completed = nextEvent(engine, "save-complete");
    await engine.load(csvFile(10));
    await completed;
    const starts = record(engine, "save-start");
    await engine.writeCell(1, "text", "text 1");
    await engine.query("SELECT 1");
    expect(engine.saveState).to.equal("clean");
    engine.flush();
    await engine.save();
    expect(starts).to.have.length(1);
  });

  it("writes only the segment of an edited cell", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(ROWS));
    const progress = record(engine, "save-progress");
    const full = await engine.save();
    const fullBytes = progress.at(-1)?.bytesWritten ?? 0;
    expect(fullBytes).to.equal(full.bytes);
    await engine.writeCell(3, "text", "x");
    progress.length = 0;
    await engine.save();
    const bytes = progress.at(-1)?.bytesWritten ?? Infinity;
    expect(bytes).to.be.greaterThan(0);
    expect(bytes).to.be.lessThan(fullBytes / 2);
  });

  it("tells progress that never falls, of every row group, from 0 to 1", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(ROWS));
    const progress = record(engine, "save-progress");
    await engine.save();
    const values = progress.map((event) => event.progress);
    expect(values).to.deep.equal([...values].sort((a, b) => a - b));
    expect(values.at(-1)).to.equal(1);
    expect(progress.length).to.be.at.least(Math.ceil(ROWS / 122_880));
    expect(progress.at(-1)).to.include({ rowsWritten: ROWS, totalRows: ROWS, phase: "commit" });
    expect([...new Set(progress.map(({ phase }) => phase))]).to.deep.equal(["export", "write", "commit"]);
  });

  it("loads the previous version, and the changes after it, where a page ended in the middle of a save", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(ROWS));
    await engine.save();
    await engine.writeCell(0, "text", "in no version");
    const underWay = nextEvent(engine, "save-progress");
    const saving = engine.save();
    await underWay;
    await Promise.all([engine.dispose(), rejection(saving)]);
    const next = openEngine(name);
    expect(await next.openStored()).to.equal(true);
    expect(await next.readCell(0, "text")).to.equal("in no version");
    expect((await next.versions()).length).to.equal(1);
    expect(next.data.totalRowCount).to.equal(ROWS);
  });

  it("keeps as many versions as asked for, and restores each", async () => {
    const engine = openEngine(uniqueName(), { keepVersions: 2 });
    await engine.load(csvFile(10));
    for (const text of ["a", "b", "c"]) {
      await engine.writeCell(0, "text", text);
      await engine.save();
    }
    const versions = await engine.versions();
    expect(versions).to.have.length(2);
    expect(versions.map(({ rows }) => rows)).to.deep.equal([10, 10]);
    await engine.restore(versions[0]?.version ?? -1);
    expect(await engine.readCell(0, "text")).to.equal("b");
    expect(engine.saveState).to.equal("dirty");
    await engine.save();
    const error = await rejection(engine.restore(9999));
    expect(error).to.include({ code: "unknown-version" });
    expect(await engine.readCell(0, "text")).to.equal("b");
  });

  it("saves a restored version as the newest", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(10));
    const first = await engine.save();
    await engine.writeCell(0, "text", "later");
    await engine.save();
    await engine.restore(first.version);
    await engine.save();
    await engine.dispose();
    const next = openEngine(name);
    await next.openStored();
    expect(await next.readCell(0, "text")).to.equal("text 0");
  });

  it("forgets the stored table and its versions, and saves again after the next change", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(10));
    await engine.save();
    await engine.deleteStorage();
    expect(await engine.versions()).to.deep.equal([]);
    expect(engine.hasUnsavedChanges).to.equal(false);
    expect(await engine.readCell(0, "text")).to.equal("text 0");
    await engine.writeCell(0, "text", "again");
    expect(engine.hasUnsavedChanges).to.equal(true);
    await engine.save();
    expect(await engine.versions()).to.have.length(1);
  });

  it("keeps a table without a name in memory and says so", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await engine.writeCell(0, "text", "x");
    expect(engine.storage).to.equal("memory");
    expect(engine.hasUnsavedChanges).to.equal(false);
    expect(await rejection(engine.save())).to.include({ code: "storage-unavailable" });
  });
});
