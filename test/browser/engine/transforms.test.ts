import { expect } from "@open-wc/testing";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
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
import { killWorkers, recordWorkers } from "./recorded-workers.ts";
import { columnOf, contentsOf, hashOf } from "./table-contents.ts";

const schemaOf = (engine: TableEngine) => engine.data.columns.map(({ id, name, type }) => [id, name, type]);

const STEPS: Record<string, TransformStep[]> = {
  "an update": [{ op: "update", column: "text", expression: "upper(text)", where: "n % 2 = 0" }],
  "a delete": [{ op: "delete", where: "n % 3 = 1" }],
  "an added column": [{ op: "add-column", name: "twice", type: "BIGINT", expression: "2 * n" }],
  "an added empty column": [{ op: "add-column", name: "empty", type: "DATE" }],
  "a dropped column": [{ op: "drop-column", name: "text" }],
  "a renamed column": [{ op: "rename-column", name: "text", to: 'the "text"' }],
  "a cast": [{ op: "cast-column", name: "price", type: "DECIMAL(10,2)", onError: "fail" }],
  "a cast that leaves NULL": [{ op: "cast-column", name: "text", type: "INTEGER", onError: "null" }],
  "a batch of all": [
    { op: "update", column: "n", expression: "n + 100" },
    { op: "add-column", name: "sum", expression: "n + price" },
    { op: "rename-column", name: "n", to: "m" },
    { op: "delete", where: "m > 115" },
    { op: "cast-column", name: "m", type: "VARCHAR", onError: "fail" },
    { op: "drop-column", name: "text" },
    { op: "update", column: "m", expression: "m || '!'" },
  ],
};

/** Long enough for something to happen in the middle. */
const SLOW: TransformStep = { op: "update", column: "text", expression: "sha256(md5(text || n)) || sha256(text)" };
const SLOW_ROWS = 300_000;

async function slowTable(name = ""): Promise<TableEngine> {
  const engine = openEngine(name);
  await engine.load(csvFile(SLOW_ROWS));
  return engine;
}

/** Resolves in the middle of the next transform. */
async function inTheMiddle(engine: TableEngine): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = engine.on("transform-progress", ({ rowsDone }) => {
      if (rowsDone === 0) return;
      stop();
      resolve();
    });
  });
}

describe("transforms of the table", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  for (const [name, steps] of Object.entries(STEPS)) {
    it(`come, go and come back: ${name}`, async () => {
      const engine = openEngine();
      await engine.load(csvFile(20));
      const before = [schemaOf(engine), await contentsOf(engine)];
      const { changedRows } = await engine.transform(steps);
      const after = [schemaOf(engine), await contentsOf(engine)];
      expect(after).not.to.deep.equal(before);
      expect(changedRows).to.be.within(0, 20);
      expect(engine.data.rowCount).to.equal(after[1]?.length);
      for (let round = 0; round < 2; round++) {
        await engine.undo();
        expect([schemaOf(engine), await contentsOf(engine)]).to.deep.equal(before);
        expect(engine.data.rowCount).to.equal(20);
        await engine.redo();
        expect([schemaOf(engine), await contentsOf(engine)]).to.deep.equal(after);
      }
      const visible = await engine.query("SELECT * FROM data");
      expect(visible.schema.fields.map((field) => field.name)).to.deep.equal(engine.data.columns.map((c) => c.name));
    });
  }

  it("tell their progress and their end", async () => {
    const engine = await slowTable();
    const progress = record(engine, "transform-progress");
    const completes = record(engine, "transform-complete");
    const result = await engine.transform([SLOW, { op: "delete", where: "n % 2 = 0" }]);
    expect(completes).to.deep.equal([result]);
    expect(result.changedRows).to.be.within(SLOW_ROWS, 2 * SLOW_ROWS);
    expect(result.durationMs).to.be.greaterThan(0);
    const shares = progress.map((detail) => detail.progress);
    expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).to.equal(1);
    expect(new Set(progress.map(({ step, steps }) => `${step}/${steps}`))).to.deep.equal(new Set(["1/2", "2/2"]));
  });

  it("leave everything as it was when the last step fails", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(1000));
    await engine.save();
    const before = [schemaOf(engine), await contentsOf(engine)];
    const error = await rejection(
      engine.transform([
        { op: "update", column: "text", expression: "'x'" },
        { op: "delete", where: "n < 10" },
        { op: "drop-column", name: "n" },
        { op: "update", column: "price", expression: "CAST(text AS INTEGER)" },
      ]),
    );
    expect(error.message).to.match(/step 4/i);
    expect([schemaOf(engine), await contentsOf(engine)]).to.deep.equal(before);
    expect(engine.history).to.deep.equal({ undoLabel: null, redoLabel: null });
    expect([engine.saveState, engine.operations.length]).to.deep.equal(["clean", 0]);
    expect(await engine.readCell(999, "n")).to.equal(999n);
  });

  it("are no change when no row is another", async () => {
    const engine = openEngine(uniqueName());
    await engine.load(csvFile(10));
    await engine.save();
    expect((await engine.transform([{ op: "delete", where: "n > 100" }])).changedRows).to.equal(0);
    expect(engine.history.undoLabel).to.equal(null);
    expect(engine.saveState).to.equal("clean");
  });

  it("show what they would do without doing it", async () => {
    const engine = openEngine();
    await engine.load(csvFile(1000));
    const before = await contentsOf(engine);
    const preview = await engine.previewTransform(
      { op: "update", column: "text", expression: "upper(text)", where: "n > 5" },
      { limit: 3 },
    );
    expect(preview.rows).to.deep.equal([
      { rowId: 6, oldValue: "text 6", newValue: "TEXT 6" },
      { rowId: 7, oldValue: "text 7", newValue: "TEXT 7" },
      { rowId: 8, oldValue: "text 8", newValue: "TEXT 8" },
    ]);
    expect(await contentsOf(engine)).to.deep.equal(before);
    expect(engine.history.undoLabel).to.equal(null);
  });

  it("reach cells that were edited before, also where they are not in view", async () => {
    const engine = openEngine();
    await engine.load(csvFile(1000));
    await engine.writeCell(900, "text", "edited");
    await engine.transform([{ op: "update", column: "text", expression: "text || '!'" }]);
    expect(await engine.readCell(900, "text")).to.equal("edited!");
    await engine.undo();
    expect(await engine.readCell(900, "text")).to.equal("edited");
    await engine.undo();
    expect(await engine.readCell(900, "text")).to.equal("text 900");
  });
});

describe("while a transform runs", () => {
  recordWorkers();
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("edits show at once, and are in the table after it", async () => {
    const engine = await slowTable();
    const ids = engine.data.columns.map(({ id }) => id);
    engine.data.ensureRows({ start: 0, end: 30, columnIds: ids });
    await engine.readCell(3, "text");
    const transforming = engine.transform([SLOW]);
    await inTheMiddle(engine);
    const order: string[] = [];
    void transforming.then(() => order.push("transform"));
    const editing = engine.writeCell(3, "text", "mine").then(() => order.push("edit"));
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    expect(engine.data.getCell(3, ids[1] ?? -1)).to.deep.equal({ value: "mine", pending: true });
    await Promise.all([transforming, editing]);
    expect(order).to.deep.equal(["transform", "edit"]);
    expect(await engine.readCell(3, "text")).to.equal("mine");
    expect(await engine.readCell(4, "text")).to.match(/^[0-9a-f]{128}$/);
    expect(engine.history.undoLabel).to.equal("Edit text");
    await engine.undo();
    expect(await engine.readCell(3, "text")).to.match(/^[0-9a-f]{128}$/);
  });

  it("edits of what it takes away are refused, and what they showed goes", async () => {
    const engine = await slowTable();
    const transforming = engine.transform([
      SLOW,
      { op: "delete", where: "n = 5" },
      { op: "drop-column", name: "price" },
      { op: "rename-column", name: "n", to: "number" },
      { op: "cast-column", name: "number", type: "VARCHAR", onError: "fail" },
    ]);
    await inTheMiddle(engine);
    const refused = [
      rejection(engine.writeCell(5, "text", "gone")),
      rejection(engine.writeCell(6, "price", 1)),
      rejection(engine.writeCells([6, 5].map((row) => ({ row, column: "text", value: "gone" })))),
    ];
    const follows = engine.writeCell(7, "n", "42");
    await transforming;
    const errors = await Promise.all(refused);
    expect(errors.map((error) => (error as { code?: string }).code)).to.deep.equal([
      "row-out-of-range",
      "unknown-column",
      "row-out-of-range",
    ]);
    expect(errors[1]?.message).to.match(/"price"/);
    await follows;
    expect(await engine.readCell(6, "number")).to.equal("42");
    expect(await engine.readCell(5, "text")).to.match(/^[0-9a-f]{128}$/);
    expect(engine.data.columns.map(({ name, type }) => [name, type])).to.deep.equal([
      ["number", "VARCHAR"],
      ["text", "VARCHAR"],
    ]);
  });

  it("cancel() stops it and leaves the table as it was; the next question is answered", async () => {
    const name = uniqueName();
    const engine = await slowTable(name);
    await engine.save();
    await engine.writeCell(1, "text", "edited");
    await engine.save();
    const before = [schemaOf(engine), await hashOf(engine)];
    const cancels = record(engine, "operation-cancel");
    const transforming = rejection(engine.transform([SLOW, { op: "delete", where: "n > 10" }]));
    await inTheMiddle(engine);
    expect(engine.operations).to.deep.equal(["transform"]);
    const told = nextEvent(engine, "operation-cancel");
    engine.cancel();
    expect(await transforming).to.include({ name: "AbortError" });
    await told;
    expect(cancels.map(({ operation }) => operation)).to.deep.equal(["transform"]);
    expect([schemaOf(engine), await hashOf(engine)]).to.deep.equal(before);
    expect(engine.history).to.deep.equal({ undoLabel: "Edit text", redoLabel: null });
    expect([engine.saveState, engine.operations.length]).to.deep.equal(["clean", 0]);
    expect(await engine.readCell(1, "text")).to.equal("edited");
    await engine.undo();
    expect(await engine.readCell(1, "text")).to.equal("text 1");
  });

  it("the signal of its caller stops it, also in its undo", async () => {
    const engine = await slowTable();
    const before = await hashOf(engine);
    const reason = new Error("enough");
    for (const start of [(signal: AbortSignal) => engine.transform([SLOW], { signal })]) {
      const controller = new AbortController();
      const stopped = rejection(start(controller.signal));
      await inTheMiddle(engine);
      controller.abort(reason);
      expect(await stopped).to.equal(reason);
      expect(await hashOf(engine)).to.equal(before);
    }
    await engine.transform([SLOW]);
    const after = await hashOf(engine);
    const controller = new AbortController();
    const stopped = rejection(engine.undo({ signal: controller.signal }));
    await inTheMiddle(engine);
    controller.abort(reason);
    expect(await stopped).to.equal(reason);
    expect(await hashOf(engine)).to.equal(after);
    expect(engine.history.redoLabel).to.equal(null);
    expect(await engine.undo()).to.equal(true);
    expect(await hashOf(engine)).to.equal(before);
  });

  it("a save that was under way holds the state of its start, and the transform comes with the next one", async () => {
    const name = uniqueName();
    const engine = await slowTable(name);
    const started = nextEvent(engine, "save-start");
    const saving = engine.save();
    await started;
    const transforming = engine.transform([{ op: "update", column: "text", expression: "'changed'" }]);
    const [{ version }] = await Promise.all([saving, transforming]);
    expect(engine.saveState).to.equal("safe");
    await engine.save();
    await engine.restore(version);
    expect(await engine.readCell(SLOW_ROWS - 1, "text")).to.equal(`text ${SLOW_ROWS - 1}`);
  });

  it("the death of the database rejects it and saves nothing of it; what was done before can still be undone", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(SLOW_ROWS));
    await engine.save();
    await engine.writeCell(0, "text", "journalled");
    const transforming = rejection(engine.transform([SLOW]));
    await inTheMiddle(engine);
    killWorkers("database");
    expect(await transforming).to.include({ code: "database-died" });
    expect(engine.operations).to.deep.equal([]);
    expect(await engine.readCell(0, "text")).to.equal("journalled");
    expect(engine.history).to.deep.equal({ undoLabel: "Edit text", redoLabel: null });
    expect(await engine.undo()).to.equal(true);
    await engine.dispose();
    const next = openEngine(name);
    await next.openStored();
    expect(await next.readCell(0, "text")).to.equal("text 0");
    expect(await next.readCell(SLOW_ROWS - 1, "text")).to.equal(`text ${SLOW_ROWS - 1}`);
  });

  it("can be undone though the database dies while their former cells are copied", async () => {
    recordWorkers();
    const name = uniqueName();
    const engine = await slowTable(name);
    await engine.save();
    await engine.transform([{ op: "update", column: "n", expression: "-n", where: "sha256(md5(text)) > '8'" }]);
    const undoing = rejection(engine.undo());
    await engine.query("SELECT 1");
    killWorkers("database");
    expect(await undoing).to.include({ code: "database-died" });
    expect(engine.operations).to.deep.equal([]);
    expect(await engine.undo()).to.equal(true);
    const lowest = await engine.query("SELECT min(n)::INTEGER FROM data");
    expect(lowest.getChildAt(0)?.get(0)).to.equal(0);
  });
});

describe("a transform and what is stored", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  it("leads to one save, as does its undo", async () => {
    const engine = openEngine(uniqueName(), { autosave: true, autosaveDelayMs: 20 });
    const saved = nextEvent(engine, "save-complete");
    await engine.load(csvFile(1000));
    await saved;
    const saves = record(engine, "save-complete");
    const changes = [
      () => engine.transform([{ op: "update", column: "n", expression: "n + 1" }]),
      () => engine.undo(),
      () => engine.transform([{ op: "rename-column", name: "n", to: "m" }]),
      () => engine.redo(),
      () => engine.undo(),
      () => engine.appendRows([{ text: "a" }, {}]),
      () => engine.deleteRows([0, 1]),
      () => engine.writeCells([0, 1, 2].map((row) => ({ row, column: "text", value: "pasted" }))),
    ];
    let expected = 0;
    for (const change of changes) {
      const next = nextEvent(engine, "save-complete");
      if ((await change()) === false) continue;
      await next;
      expected++;
    }
    expect(expected).to.equal(changes.length - 1);
    expect(saves).to.have.length(expected);
    expect(engine.saveState).to.equal("clean");
  });

  it("comes back after a reload: columns dropped, renamed, cast and added, rows gone", async () => {
    const name = uniqueName();
    const engine = openEngine(name);
    await engine.load(csvFile(2000));
    await engine.save();
    await engine.transform([
      { op: "drop-column", name: "n" },
      { op: "rename-column", name: "text", to: "words" },
      { op: "cast-column", name: "price", type: "DECIMAL(12,3)", onError: "fail" },
      { op: "add-column", name: "length", expression: "len(words)" },
      { op: "delete", where: "price > 400" },
    ]);
    await engine.save();
    await engine.transform([{ op: "rename-column", name: "words", to: "text" }]);
    await engine.save();
    const after = [schemaOf(engine), await contentsOf(engine)];
    await engine.dispose();
    const next = openEngine(name);
    await next.openStored();
    expect([schemaOf(next), await contentsOf(next)]).to.deep.equal(after);
    await next.transform([{ op: "add-column", name: "later", expression: "1" }]);
    const ids = next.data.columns.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });
});

describe("a view and transforms", () => {
  afterEach(disposeEngines);

  it("is sorted anew by what the transform wrote", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await engine.setView({ sort: [{ column: "price", direction: "asc" }], filter: null, search: "" });
    await engine.transform([{ op: "update", column: "price", expression: "-price" }]);
    expect(await columnOf(engine, "n")).to.deep.equal([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(BigInt));
    await engine.undo();
    expect(await columnOf(engine, "n")).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(BigInt));
  });

  it("follows renamed columns, and back", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const resets = record(engine, "view-reset");
    await engine.setView({
      sort: [{ column: "price", direction: "desc" }],
      filter: { column: "n", op: "gt", value: 4 },
      search: "",
    });
    await engine.transform([
      { op: "rename-column", name: "price", to: "cost" },
      { op: "rename-column", name: "n", to: "number" },
    ]);
    const followed = {
      sort: [{ column: "cost", direction: "desc" }],
      filter: { column: "number", op: "gt", value: 4 },
      search: "",
    };
    expect(resets).to.deep.equal([{ view: followed, reason: null }]);
    expect(engine.data.view).to.deep.equal(followed);
    expect(await columnOf(engine, "number")).to.deep.equal([9, 8, 7, 6, 5].map(BigInt));
    await engine.undo();
    expect(engine.data.view.sort).to.deep.equal([{ column: "price", direction: "desc" }]);
    expect(await columnOf(engine, "n")).to.deep.equal([9, 8, 7, 6, 5].map(BigInt));
  });

  it("loses only what was asked of a column that is gone, and says so", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const resets = record(engine, "view-reset");
    await engine.setView({
      sort: [{ column: "price", direction: "desc" }],
      filter: { column: "n", op: "gt", value: 4 },
      search: "text",
    });
    await engine.transform([{ op: "drop-column", name: "price" }]);
    expect(resets).to.have.length(1);
    expect(resets[0]?.reason).to.match(/price/);
    expect(engine.data.view).to.deep.equal({ sort: [], filter: { column: "n", op: "gt", value: 4 }, search: "text" });
    expect(await columnOf(engine, "n")).to.deep.equal([5, 6, 7, 8, 9].map(BigInt));
  });

  it("is natural where the columns' new types make no sense of it, with the reason", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    await engine.setView({ sort: [], filter: { column: "text", op: "eq", value: "text 3" }, search: "" });
    const resets = record(engine, "view-reset");
    await engine.transform([{ op: "cast-column", name: "text", type: "INTEGER", onError: "null" }]);
    expect(resets.map(({ view }) => view.filter)).to.deep.equal([null]);
    expect(engine.error?.message).to.match(/filter.*"text"/);
    expect(engine.data.rowCount).to.equal(10);
    expect(await engine.readCell(3, "n")).to.equal(3n);
  });
});
