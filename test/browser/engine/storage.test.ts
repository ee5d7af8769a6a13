import { expect } from "@open-wc/testing";
import { PersistenceClient } from "../../../src/engine/persistence/persistence-client.ts";
import { damageNewestFile, storedFiles } from "./damage.ts";
import {
  ASSET_BASE,
  csvFile,
  deleteTestTables,
  disposeEngines,
  nextEvent,
  openEngine,
  record,
  rejection,
  uniqueName,
} from "./engine-fixture.ts";

describe("what is stored", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("is free for the next engine although this one was disposed of while it opened", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(5));
    await engine.save();
    await engine.dispose();
    for (let round = 0; round < 3; round++) await openEngine(name).dispose();
    const next = openEngine(name);
    expect(await next.openStored()).to.equal(true);
    expect(next.storage).to.equal("opfs");
  });

  it("starts no worker again after the engine was disposed of", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.dispose();
    expect(await rejection(engine.versions())).to.include({ code: "disposed" });
    expect(await rejection(engine.deleteStorage())).to.include({ code: "disposed" });
    expect(await openEngine(name).versions()).to.deep.equal([]);
  });

  it("keeps its versions when a table is loaded over it without opening it", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(5));
    await engine.save();
    await engine.writeCell(0, "text", "second");
    const { version } = await engine.save();
    await engine.dispose();
    const next = openEngine(name);
    await next.load(csvFile(9));
    const saved = await next.save();
    expect(saved.version).to.be.greaterThan(version);
    expect((await next.versions()).map(({ rows }) => rows)).to.deep.equal([5, 5, 9]);
    await next.restore(version);
    expect(await next.readCell(0, "text")).to.equal("second");
  });

  it("gets every acknowledged edit before the engine ends, with autosave", async () => {
    const name = uniqueName();
    const engine = openEngine(name, { autosave: true, autosaveDelayMs: 60_000 });
    await engine.load(csvFile(5));
    await engine.writeCell(2, "text", "a moment ago");
    await engine.dispose();
    const next = openEngine(name);
    expect(await next.openStored()).to.equal(true);
    expect(await next.readCell(2, "text")).to.equal("a moment ago");
  });

  it("stays deleted when a save was under way or due", async () => {
    const name = uniqueName();
    const engine = openEngine(name, { autosave: true, autosaveDelayMs: 60_000 });
    await engine.load(csvFile(100_000));
    const started = nextEvent(engine, "save-start");
    engine.flush();
    await started;
    await engine.writeCell(1, "text", "after the cut");
    const deleting = engine.deleteStorage();
    engine.flush();
    await deleting;
    engine.flush();
    expect(engine.hasUnsavedChanges).to.equal(false);
    await engine.dispose();
    expect(await openEngine(name).versions()).to.deep.equal([]);
  });

  it("keeps an edit that is made while it is deleted for the next save", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(10));
    await engine.save();
    await Promise.all([engine.deleteStorage(), engine.writeCell(1, "text", "meanwhile")]);
    await engine.save();
    const [version] = await engine.versions();
    await engine.writeCell(1, "text", "later");
    await engine.restore(version?.version ?? -1);
    expect(await engine.readCell(1, "text")).to.equal("meanwhile");
  });

  it("is not written, and not replaced, where another engine has it", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(10));
    await engine.save();
    const other = openEngine(name, { autosave: true, autosaveDelayMs: 1 });
    const saves = record(other, "save-start");
    const warned = nextEvent(other, "storage-warning");
    expect(await other.openStored()).to.equal(true);
    expect((await warned).reason).to.equal("other-tab");
    for (const refused of [
      () => other.load(csvFile(3)),
      () => other.writeCell(0, "text", "x"),
      () => other.save(),
      () => other.deleteStorage(),
    ]) {
      expect(await rejection(refused())).to.include({ code: "readonly" });
    }
    other.flush();
    expect([other.access, other.hasUnsavedChanges, other.saveState]).to.deep.equal(["read", false, "clean"]);
    expect(saves).to.deep.equal([]);
    expect(await other.readCell(0, "text")).to.equal("text 0");
  });

  it("keeps changes that cannot be made again until the table is changed without them, and then beside it", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(10));
    const { version } = await engine.save();
    await engine.writeCell(0, "text", "in the journal");
    await engine.dispose();
    await appendUnknownChange(name, version + 2);
    for (let visit = 0; visit < 2; visit++) {
      const next = openEngine(name, { autosave: true, autosaveDelayMs: 60_000 });
      const [warnings, saves] = [record(next, "storage-warning"), record(next, "save-start")];
      expect(await next.openStored()).to.equal(true);
      expect([await next.readCell(0, "text"), next.saveState]).to.deep.equal(["in the journal", "safe"]);
      expect(warnings.map(({ reason }) => reason)).to.deep.equal(["damaged"]);
      next.flush();
      await next.query("SELECT 1");
      expect(saves).to.deep.equal([]);
      await next.dispose();
    }
    const last = openEngine(name, { autosave: true, autosaveDelayMs: 60_000 });
    expect(await last.openStored()).to.equal(true);
    await last.writeCell(1, "text", "without it");
    expect(last.saveState).to.equal("clean");
    await last.dispose();
    const after = openEngine(name);
    const warnings = record(after, "storage-warning");
    expect(await after.openStored()).to.equal(true);
    const texts = [await after.readCell(0, "text"), await after.readCell(1, "text")];
    expect([warnings, ...texts]).to.deep.equal([[], "in the journal", "without it"]);
    expect((await storedFiles(name)).filter((file) => file.startsWith("damaged")).length).to.be.greaterThan(0);
  });

  /** A change of a release that is still to come. */
  async function appendUnknownChange(name: string, sequence: number): Promise<void> {
    const client = PersistenceClient.launch(ASSET_BASE);
    await client.open(name);
    await client.appendJournal([{ sequence, isBarrier: false, payload: new Uint8Array([250, 1, 2, 3]) }]);
    await client.close();
    client.dispose();
  }

  it("is opened from an older version and the journal when the newest version is damaged", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(10));
    const whole = await engine.save();
    await engine.writeCell(0, "text", "newest");
    const newest = await engine.save();
    await engine.dispose();
    await damageNewestFile();
    const next = openEngine(name, { autosave: true, autosaveDelayMs: 1 });
    const warnings = record(next, "storage-warning");
    expect(await next.openStored()).to.equal(true);
    expect(await next.readCell(0, "text")).to.equal("newest");
    expect(warnings.map(({ reason }) => reason)).to.deep.equal(["damaged"]);
    expect(warnings[0]?.message).to.contain("nothing is missing");
    const { version } = await next.save();
    expect(version).to.equal(newest.version);
    await next.restore(whole.version);
    expect(await next.readCell(0, "text")).to.equal("text 0");
  });

  it("holds the former table when another is loaded in the middle of a save, and the other after the next", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(200_000));
    const started = nextEvent(engine, "save-start");
    const saving = engine.save();
    await started;
    await engine.load(csvFile(5));
    const first = await saving;
    expect([first.rows, engine.saveState]).to.deep.equal([200_000, "dirty"]);
    const second = await engine.save();
    expect([second.rows, engine.saveState]).to.deep.equal([5, "clean"]);
    await engine.restore(first.version);
    expect(await engine.readCell(199_999, "text")).to.equal("text 199999");
  });
});
