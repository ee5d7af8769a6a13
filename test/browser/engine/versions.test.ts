import { expect } from "@open-wc/testing";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import {
  csvFile,
  deleteTestTables,
  disposeEngines,
  openEngine,
  record,
  rejection,
  uniqueName,
} from "./engine-fixture.ts";
import { contentsOf } from "./table-contents.ts";

async function savedVersions(engine: TableEngine, texts: readonly string[]): Promise<number[]> {
  const versions: number[] = [];
  for (const text of texts) {
    await engine.writeCell(0, "text", text);
    versions.push((await engine.save()).version);
  }
  return versions;
}

async function nextPage(engine: TableEngine, name: string): Promise<TableEngine> {
  await engine.dispose();
  const next = openEngine(name, { keepVersions: 2 });
  await next.openStored();
  return next;
}

describe("stored versions", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("have their names in the next page, and stay while others are thinned out", async () => {
    const name = uniqueName();
    const engine = openEngine(name, { keepVersions: 2 });
    await engine.load(csvFile(10));
    const [first = -1, second = -1] = await savedVersions(engine, ["a", "b"]);
    const told = record(engine, "versions-change");
    await engine.nameVersion(first, "  before the rise ");
    expect(told.at(-1)?.versions[0]).to.include({ name: "before the rise", kept: true });
    const next = await nextPage(engine, name);
    await next.keepVersion(second, true);
    await savedVersions(next, ["c", "d", "e"]);
    const found = await (await nextPage(next, name)).versions();
    expect(found.map((version) => [version.name, version.kept])).to.deep.equal([
      ["before the rise", true],
      [null, true],
      [null, false],
      [null, false],
    ]);
    expect(found.map(({ version }) => version).slice(0, 2)).to.deep.equal([first, second]);
  });

  it("are kept without their name, until they are not", async () => {
    const engine = openEngine(uniqueName(), { keepVersions: 1 });
    await engine.load(csvFile(10));
    const [first = -1] = await savedVersions(engine, ["a"]);
    await engine.nameVersion(first, "a");
    await engine.nameVersion(first, null);
    await savedVersions(engine, ["b"]);
    expect((await engine.versions())[0]).to.include({ version: first, name: null, kept: true });
    await engine.keepVersion(first, false);
    await savedVersions(engine, ["c"]);
    expect(await engine.versions()).to.have.length(1);
  });

  it("can be deleted, but for the newest", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(10));
    const [first = -1, second = -1] = await savedVersions(engine, ["a", "b"]);
    await engine.keepVersion(first, true);
    await engine.deleteVersion(first);
    expect(await rejection(engine.deleteVersion(second))).to.include({ code: "invalid-argument" });
    expect(await rejection(engine.deleteVersion(first))).to.include({ code: "unknown-version" });
    await engine.writeCell(1, "text", "after it");
    const next = await nextPage(engine, name);
    expect((await next.versions()).map(({ version }) => version)).to.deep.equal([second]);
    expect(await next.readCell(1, "text")).to.equal("after it");
  });

  it("tell what can be told of their changes without reading them", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(200_000));
    const { bytes } = await engine.save();
    await engine.writeCell(199_999, "text", "edited");
    await engine.deleteRows([199_998]);
    await engine.save();
    await engine.transform([{ op: "rename-column", name: "n", to: "number" }]);
    await engine.save();
    const [first, second, third] = (await engine.versions()).map(({ changes }) => changes);
    expect(first).to.equal(null);
    expect(second).to.include({ maxRows: 200_000 - 122_880 - 1, addedRows: -1, columnsChanged: false });
    expect(second?.bytesWritten).to.be.within(1, bytes / 2);
    expect(third).to.deep.equal({ maxRows: 0, addedRows: 0, columnsChanged: true, bytesWritten: 0 });
  });
});

describe("the file of a version", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("has the rows and columns of then, with their names and types, and no ids", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(130_000));
    await engine.transform([
      { op: "rename-column", name: "n", to: "the number €" },
      { op: "add-column", name: "day", type: "DATE", expression: "DATE '2024-01-01' + CAST(price AS INTEGER) % 300" },
      { op: "add-column", name: "exact", type: "DECIMAL(18,3)", expression: "price" },
      { op: "add-column", name: "at", type: "TIMESTAMP", expression: "TIMESTAMP '2024-01-01 10:00:00.123456'" },
      { op: "add-column", name: "list", type: "INTEGER[]", expression: "[1, 2]" },
      { op: "delete", where: '"the number €" = 77' },
    ]);
    const { version } = await engine.save();
    const contents = (await contentsOf(engine)).map((row) => row.slice(1));
    const columns = engine.data.columns.map(({ name, type }) => [name, type]);
    await engine.transform([
      { op: "drop-column", name: "day" },
      { op: "update", column: "text", expression: "'later'" },
    ]);
    await engine.save();
    const progress = record(engine, "export-progress");
    const file = await engine.exportVersion(version);
    const values = progress.map((event) => event.progress);
    expect(values).to.deep.equal([...values].sort((a, b) => a - b));
    expect(progress.at(-1)).to.include({ format: "parquet", rowsDone: 129_999, bytes: file.size, progress: 1 });
    const other = openEngine();
    await other.load(file, { format: "parquet" });
    expect(other.data.columns.map(({ name, type }) => [name, type])).to.deep.equal(columns);
    expect((await contentsOf(other)).map((row) => row.slice(1))).to.deep.equal(contents);
  });

  it("has the columns of a version without rows", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(3));
    await engine.deleteRows([0, 1, 2]);
    const { version } = await engine.save();
    const other = openEngine();
    await other.load(await engine.exportVersion(version), { format: "parquet" });
    expect(other.data.rowCount).to.equal(0);
    expect(other.data.columns.map(({ name }) => name)).to.deep.equal(["n", "text", "price"]);
  });

  it("is not made when that is cancelled", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(300_000));
    const { version } = await engine.save();
    engine.on("export-progress", () => engine.cancel());
    expect(await rejection(engine.exportVersion(version))).to.include({ name: "AbortError" });
    expect(engine.operations).to.deep.equal([]);
    expect(await rejection(engine.exportVersion(9999))).to.include({ code: "unknown-version" });
  });
});
