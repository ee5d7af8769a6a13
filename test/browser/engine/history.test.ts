import { expect } from "@open-wc/testing";
import { csvFile, disposeEngines, openEngine, record, rejection } from "./engine-fixture.ts";
import { columnOf, contentsOf } from "./table-contents.ts";

describe("undo and redo", () => {
  afterEach(disposeEngines);

  it("takes an edit back and makes it again", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    const states = record(engine, "history-change");
    await engine.writeCell(4, "price", "12.5");
    expect(engine.history).to.deep.equal({ undoLabel: "Edit price", redoLabel: null });
    expect(await engine.undo()).to.equal(true);
    expect(await engine.readCell(4, "price")).to.equal(1);
    expect(engine.history).to.deep.equal({ undoLabel: null, redoLabel: "Edit price" });
    expect(await engine.redo()).to.equal(true);
    expect(await engine.readCell(4, "price")).to.equal(12.5);
    expect(states).to.have.length(3);
  });

  it("tells that there is nothing to undo or redo", async () => {
    const engine = openEngine();
    expect(await engine.undo()).to.equal(false);
    await engine.load(csvFile(5));
    expect(await engine.undo()).to.equal(false);
    expect(await engine.redo()).to.equal(false);
    await engine.writeCell(1, "text", "text 1");
    expect(engine.history.undoLabel).to.equal(null);
  });

  it("takes back as many changes as it was asked to, in their order, those on their way included", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    const before = await contentsOf(engine);
    const done = [
      engine.writeCell(1, "text", "a"),
      engine.writeCell(1, "text", "b"),
      engine.writeCell(2, "text", "c"),
      engine.undo(),
      engine.undo(),
    ];
    await Promise.all(done);
    expect(await columnOf(engine, "text")).to.include.members(["a", "text 2"]);
    expect(await Promise.all([engine.undo(), engine.undo()])).to.deep.equal([true, false]);
    expect(await contentsOf(engine)).to.deep.equal(before);
    expect(await Promise.all([engine.redo(), engine.redo(), engine.redo(), engine.redo()])).to.deep.equal([
      true,
      true,
      true,
      false,
    ]);
    expect(await columnOf(engine, "text")).to.include.members(["b", "c"]);
  });

  it("shows what was undone without another question", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    const ids = engine.data.columns.map(({ id }) => id);
    engine.data.ensureRows({ start: 0, end: 20, columnIds: ids });
    await engine.writeCell(4, "text", "edited");
    const shown = () => engine.data.getCell(4, ids[1] ?? -1)?.value;
    expect(shown()).to.equal("edited");
    const back = new Promise<void>((resolve) => {
      engine.data.on("rows", () => {
        if (shown() === "text 4") resolve();
      });
    });
    await engine.undo();
    await back;
  });

  it("forgets what was undone when there is another change", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    await engine.writeCell(4, "text", "a");
    await engine.undo();
    await engine.writeCell(5, "text", "b");
    expect(engine.history).to.deep.equal({ undoLabel: "Edit text", redoLabel: null });
    expect(await engine.redo()).to.equal(false);
  });

  it("forgets everything when another table comes", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    await engine.deleteRows([3]);
    await engine.load(csvFile(20));
    expect(engine.history).to.deep.equal({ undoLabel: null, redoLabel: null });
    expect(await engine.undo()).to.equal(false);
    expect(engine.data.rowCount).to.equal(20);
  });

  it("keeps the history as it was when an undo is aborted", async () => {
    const engine = openEngine();
    await engine.load(csvFile(20));
    await engine.writeCell(4, "text", "a");
    const reason = new Error("no");
    expect(await rejection(engine.undo({ signal: AbortSignal.abort(reason) }))).to.equal(reason);
    expect(engine.history).to.deep.equal({ undoLabel: "Edit text", redoLabel: null });
    expect(await engine.readCell(4, "text")).to.equal("a");
  });

  it("moves the version once for each change, and for each undo", async () => {
    const engine = openEngine("", { autosave: false });
    await engine.load(csvFile(20));
    const states = record(engine, "save-state-change");
    await engine.writeCells([
      { row: 1, column: "n", value: 5 },
      { row: 2, column: "text", value: "x" },
    ]);
    await engine.undo();
    await engine.redo();
    expect(states).to.have.length(3);
  });
});
