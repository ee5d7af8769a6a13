import { expect } from "@open-wc/testing";
import { NATURAL_VIEW } from "../../../src/engine/models.ts";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { damageNewestFile } from "./damage.ts";
import { csvFile, deleteTestTables, disposeEngines, openEngine, rejection, uniqueName } from "./engine-fixture.ts";
import { contentsOf } from "./table-contents.ts";
import { until } from "./until.ts";

let engine: TableEngine;

async function openSaved(rows = 20): Promise<void> {
  engine = openEngine(uniqueName());
  await engine.load(csvFile(rows));
  await engine.save();
}

const counts = ({ added, removed, changed }: { added: number; removed: number; changed: number }) => ({
  added,
  removed,
  changed,
});

describe("a comparison with the last saved version", () => {
  beforeEach(() => openSaved());
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("finds nothing where nothing changed", async () => {
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 0, removed: 0, changed: 0 });
    expect(engine.diffs.open?.state).to.equal("complete");
  });

  it("finds rows that were changed, added and removed, and the cells that differ", async () => {
    await engine.writeCell(3, "text", "edited");
    await engine.appendRows([{ n: 100, text: "new" }]);
    await engine.deleteRows([5, 6]);
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 1, removed: 2, changed: 1 });
    const diff = engine.diffs.open;
    expect(diff?.columns.map(({ name, changed }) => [name, changed])).to.deep.equal([["text", 1]]);
    expect([2, 3, 5, 20].map((id) => diff?.kindOf(id) ?? null)).to.deep.equal([null, "changed", "removed", "added"]);
    const text = engine.data.columns[1]?.id ?? 0;
    expect(await diff?.readBase(3, text)).to.equal("text 3");
    expect(engine.data.rowCount).to.equal(21);
    expect(diff?.nextChange(-1, "next")).to.equal(3);
    expect(diff?.nextChange(3, "next")).to.equal(5);
    await engine.diffs.show({ mode: "changes" });
    expect(engine.data.rowCount).to.equal(4);
    expect(await engine.readCell(1, "text")).to.equal("text 5");
    engine.diffs.close();
  });

  it("tells under a sort where the rows are that differ", async () => {
    await engine.writeCell(3, "text", "edited");
    await engine.deleteRows([5]);
    await engine.diffs.compare("saved");
    await engine.setView({ ...NATURAL_VIEW, sort: [{ column: "n", direction: "desc" }] });
    const diff = engine.diffs.open;
    // The removed row comes last.
    const places = () => diff?.overview(20).flatMap((part, at) => (part.changed + part.removed > 0 ? [at] : []));
    await until(() => places()?.join() === "15,19");
    expect([diff?.nextChange(-1, "next"), diff?.nextChange(15, "next")]).to.deep.equal([15, 19]);
    expect(diff?.nextChange(19, "previous")).to.equal(15);
  });

  it("finds the same while the reader scrolls", async () => {
    await engine.load(csvFile(150_000));
    await engine.save();
    await engine.transform([{ op: "update", column: "text", expression: "text || '!'", where: "n % 1000 = 7" }]);
    await engine.appendRows([{ n: 100, text: "new" }]);
    await engine.deleteRows([5, 60_000]);
    const expected = { added: 1, removed: 2, changed: 150 };
    engine.noteInput();
    const stop = engine.on("diff-progress", () => engine.noteInput());
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal(expected);
    stop();
    expect(engine.diffs.open?.nextChange(59_990, "next")).to.equal(60_000);
  });

  it("takes everything back as one change, which can be undone", async () => {
    const saved = await contentsOf(engine);
    await engine.writeCell(3, "text", "edited");
    await engine.transform([{ op: "update", column: "price", expression: "price + 1", where: "n % 2 = 0" }]);
    await engine.appendRows([{ n: 100, text: "new" }]);
    await engine.deleteRows([5, 6]);
    const changed = await contentsOf(engine);
    await engine.diffs.compare("saved");
    await engine.diffs.revert();
    expect(await contentsOf(engine)).to.deep.equal(saved);
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 0, removed: 0, changed: 0 });
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(changed);
    await engine.redo();
    expect(await contentsOf(engine)).to.deep.equal(saved);
  });

  it("becomes a file of the cells that differ", async () => {
    await engine.writeCell(3, "text", "edited");
    await engine.deleteRows([5]);
    await engine.diffs.compare("saved");
    const csv = await (await engine.diffs.exportAs("csv")).text();
    expect(csv.trim().split(/\r?\n/)).to.deep.equal([
      "id,column,old,new",
      "3,text,text 3,edited",
      "5,n,5,",
      "5,price,1.25,",
      "5,text,text 5,",
    ]);
  });
});

describe("a comparison with the table before its last transform", () => {
  beforeEach(() => openSaved());
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("finds what the transform and later changes did", async () => {
    await engine.transform([{ op: "update", column: "price", expression: "price + 1", where: "n < 4" }]);
    await engine.writeCell(10, "text", "later");
    await engine.appendRows([{ n: 7 }]);
    await engine.deleteRows([0]);
    const found = await engine.diffs.compare("before-transform");
    expect(counts(found)).to.deep.equal({ added: 1, removed: 1, changed: 4 });
  });
});

describe("an open comparison", () => {
  beforeEach(() => openSaved());
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("follows edits, transforms, rows and undo", async () => {
    await engine.diffs.compare("saved");
    const diff = engine.diffs.open;
    const seen = () => counts(diff?.counts ?? { added: -1, removed: -1, changed: -1 });
    await engine.writeCell(3, "text", "edited");
    await until(() => diff?.state === "complete" && seen().changed === 1);
    await engine.appendRows([{ n: 100 }]);
    await until(() => diff?.state === "complete" && seen().added === 1);
    await engine.transform([{ op: "delete", where: "n = 7" }]);
    await until(() => diff?.state === "complete" && seen().removed === 1);
    expect(diff?.kindOf(7)).to.equal("removed");
    while (await engine.undo());
    await until(
      () => diff?.state === "complete" && diff.counts.added + diff.counts.removed + diff.counts.changed === 0,
    );
  });

  it("tells of columns that were added, dropped, renamed and cast", async () => {
    await engine.transform([
      { op: "add-column", name: "more", type: "INTEGER", expression: "CASE WHEN n < 2 THEN 1 END" },
      { op: "rename-column", name: "text", to: "words" },
      { op: "cast-column", name: "n", type: "VARCHAR", onError: "fail" },
      { op: "drop-column", name: "price" },
    ]);
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 0, removed: 0, changed: 2 });
    const diff = engine.diffs.open;
    expect(diff?.schemaChanges.map(({ kind, name, before }) => [kind, name, before])).to.deep.equal([
      ["cast", "n", "BIGINT"],
      ["renamed", "words", "text"],
      ["added", "more", null],
      ["dropped", "price", "DOUBLE"],
    ]);
    const more = engine.data.columns.find(({ name }) => name === "more")?.id ?? -1;
    expect(diff?.getBase(1, more)).to.deep.equal({ value: null, pending: false });
    await engine.diffs.revert();
    await until(() => diff?.state === "complete" && diff.counts.changed === 0);
  });

  it("takes back one row, one column, one kind", async () => {
    await engine.writeCell(3, "text", "edited");
    await engine.writeCell(4, "text", "edited");
    await engine.writeCell(4, "price", 99);
    await engine.deleteRows([9]);
    await engine.appendRows([{ n: 100 }]);
    await engine.diffs.compare("saved");
    expect(await engine.diffs.revert({ rows: [3] })).to.equal(1);
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 1, removed: 1, changed: 1 });
    expect(await engine.diffs.revert({ columns: ["price"] })).to.equal(1);
    await engine.diffs.compare("saved");
    expect(engine.diffs.open?.columns.map(({ name }) => name)).to.deep.equal(["text"]);
    await engine.diffs.revert({ kinds: ["added", "removed"] });
    expect(counts(await engine.diffs.compare("saved"))).to.deep.equal({ added: 0, removed: 0, changed: 1 });
  });

  it("shows base values when they are looked at", async () => {
    await engine.transform([{ op: "update", column: "text", expression: "text || '!'", where: "n >= 10" }]);
    await engine.diffs.compare("saved");
    const diff = engine.diffs.open;
    const text = engine.data.columns[1]?.id ?? -1;
    expect([diff?.getBase(12, text), diff?.getBase(3, text)]).to.deep.equal([undefined, undefined]);
    diff?.ensureBase([3, 12, 13]);
    await until(() => diff?.getBase(13, text) !== undefined);
    expect([12, 13].map((id) => diff?.getBase(id, text)?.value)).to.deep.equal(["text 12", "text 13"]);
  });

  it("has the base values of a row also in a column that it comes to differ in later", async () => {
    await engine.writeCell(3, "text", "edited");
    await engine.diffs.compare("saved");
    const diff = engine.diffs.open;
    const [, text, price] = engine.data.columns.map(({ id }) => id);
    diff?.ensureBase([3]);
    await until(() => diff?.getBase(3, text ?? -1) !== undefined);
    const changing = engine.writeCell(3, "price", 99);
    // As the grid does while the row is compared again.
    await until(() => {
      diff?.ensureBase([3]);
      return diff?.getBase(3, price ?? -1) !== undefined;
    });
    await changing;
    expect(diff?.getBase(3, price ?? -1)?.value).to.equal(0.75);
  });

  it("takes back what a transform did, and leaves what came later where that is not meant", async () => {
    await engine.transform([{ op: "update", column: "price", expression: "price + 1", where: "n < 4" }]);
    const before = await contentsOf(engine);
    await engine.writeCell(10, "text", "later");
    await engine.diffs.compare("before-transform");
    expect(await engine.diffs.revert({ columns: ["price"] })).to.equal(4);
    expect(await engine.readCell(3, "price")).to.equal(0.75);
    expect(await engine.readCell(10, "text")).to.equal("later");
    await engine.undo();
    await engine.undo();
    expect(await contentsOf(engine)).to.deep.equal(before);
  });

  it("is of two versions, if asked", async () => {
    const [first] = await engine.versions();
    await engine.writeCell(0, "text", "second");
    await engine.deleteRows([5]);
    await engine.save();
    const second = (await engine.versions()).at(-1);
    await engine.writeCell(1, "text", "present");
    const found = await engine.diffs.compare(first?.version ?? 0, { present: second?.version ?? 0 });
    expect(counts(found)).to.deep.equal({ added: 0, removed: 1, changed: 1 });
    expect(engine.data.rowCount).to.equal(2);
    expect(await engine.readCells({ start: 0, end: 2, columns: ["n", "text"] })).to.deep.equal([
      [0n, "second"],
      [5n, "text 5"],
    ]);
    engine.diffs.close();
    await until(() => engine.data.rowCount === 19);
    expect(await engine.readCell(1, "text")).to.equal("present");
  });

  it("keeps its base while saves thin it out", async () => {
    engine.configure({ keepVersions: 1 });
    const version = (await engine.versions())[0]?.version ?? -1;
    await engine.writeCell(0, "text", "first");
    await engine.diffs.compare(version);
    for (const text of ["second", "third", "fourth"]) {
      await engine.writeCell(1, "text", text);
      await engine.save();
    }
    expect((await engine.versions()).map((kept) => kept.version)).not.to.include(version);
    const diff = engine.diffs.open;
    await until(() => diff?.state === "complete" && diff.counts.changed === 2);
    expect(await diff?.readBase(1, engine.data.columns[1]?.id ?? -1)).to.equal("text 1");
    engine.diffs.close();
    expect(await rejection(engine.diffs.compare(version))).to.include({ code: "unknown-version" });
  });

  it("says so when its base is damaged, and leaves the table as it is", async () => {
    await engine.writeCell(0, "text", "edited");
    await damageNewestFile();
    expect(await rejection(engine.diffs.compare("saved"))).to.include({ code: "storage-corrupt" });
    expect(await engine.readCell(0, "text")).to.equal("edited");
  });

  it("is of a file, by key columns", async () => {
    const lines = ["n,text,price", "3,text 3,0.75", "4,other,1", "99,new,1"];
    const file = new File([lines.join("\n")], "other.csv", { type: "text/csv" });
    const found = await engine.diffs.compare({ file, keys: ["n"] });
    // In the present table are rows that the file does not have.
    expect(counts(found)).to.deep.equal({ added: 18, removed: 1, changed: 1 });
    expect([engine.diffs.open?.baseName, engine.diffs.open?.kindOf(4)]).to.deep.equal(["other.csv", "changed"]);
    await engine.diffs.revert({ kinds: ["removed", "changed"] });
    expect(await engine.readCell(4, "text")).to.equal("other");
    expect(engine.data.totalRowCount).to.equal(21);
  });

  it("takes numbers of a file for the same, of whichever type they are", async () => {
    const lines = [
      "n,price",
      ...Array.from({ length: 20 }, (_, row) => `${row}.0,${row === 8 ? 3 : Math.round(row / 4)}`),
    ];
    const file = new Blob([lines.join("\n")], { type: "text/csv" });
    await engine.transform([{ op: "update", column: "price", expression: "floor(price + 0.5)" }]);
    const found = await engine.diffs.compare({ file, keys: ["n"] });
    expect(counts(found)).to.deep.equal({ added: 0, removed: 0, changed: 1 });
    expect(engine.diffs.open?.kindOf(8)).to.equal("changed");
  });

  it("refuses keys that do not tell rows apart, and bases that are not there", async () => {
    const twice = new Blob(["n,text\n1,a\n1,b"], { type: "text/csv" });
    expect(await rejection(engine.diffs.compare({ file: twice, keys: ["n"] }))).to.include({
      code: "invalid-argument",
    });
    expect(await rejection(engine.diffs.compare({ file: twice, keys: ["x"] }))).to.include({ code: "unknown-column" });
    expect(await rejection(engine.diffs.compare(12345))).to.include({ code: "unknown-version" });
    expect(await rejection(engine.diffs.compare("before-transform"))).to.include({ code: "invalid-argument" });
    expect(engine.diffs.open).to.equal(null);
  });

  it("stops when it is cancelled, with what was found", async () => {
    await engine.writeCell(3, "text", "edited");
    const unsubscribe = engine.on("diff-change", () => engine.cancel());
    expect((await rejection(engine.diffs.compare("saved"))).name).to.equal("AbortError");
    unsubscribe();
    expect(await engine.readCell(3, "text")).to.equal("edited");
    expect(counts(await engine.diffs.compare("saved")).changed).to.equal(1);
  });
});
