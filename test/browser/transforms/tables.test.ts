import { expect } from "@open-wc/testing";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { TransformTable } from "./transform-table.ts";

const BATCH: TransformStep[] = [
  { op: "update", column: "n", expression: "n + 1", where: "n % 3 = 0" },
  { op: "delete", where: "n % 5 = 0" },
  { op: "add-column", name: "square", expression: "n * n" },
  { op: "cast-column", name: "text", type: "BLOB", onError: "fail" },
];

describe("a transform of a table", () => {
  it("without rows changes its columns, and back", async () => {
    const table = await TransformTable.of("SELECT 1 AS n, 'x' AS text LIMIT 0");
    const before = await table.dump();
    const { outcome, undo } = await table.run(BATCH);
    expect(outcome.changedRows).to.equal(0);
    expect(table.state.schema.columns.map(({ name, type }) => [name, type])).to.deep.equal([
      ["n", "INTEGER"],
      ["text", "BLOB"],
      ["square", "INTEGER"],
    ]);
    const after = await table.dump();
    await table.undo(undo);
    expect(await table.dump()).to.deep.equal(before);
    await table.redo(undo);
    expect(await table.dump()).to.deep.equal(after);
  });

  it("with gaps in its ids, over many chunks, keeps the ids of its rows, deleted ones too", async () => {
    const table = await TransformTable.of("SELECT range AS n, 'text ' || range AS text FROM range(700000)");
    await table.leaveGaps(
      "__pt_id < 1000 OR (__pt_id % 100 <> 7 AND __pt_id > 3000) OR __pt_id BETWEEN 200000 AND 400000",
    );
    const before = await table.dump();
    const { outcome, undo } = await table.run(BATCH);
    const after = await table.dump();
    const { extent } = outcome.state;
    const facts = await table.rows(
      "SELECT count(*)::DOUBLE, min(__pt_id)::DOUBLE, max(__pt_id)::DOUBLE + 1 FROM __pt_rows",
    );
    expect([[extent.rowCount, extent.firstId, extent.endId]]).to.deep.equal(facts);
    expect(await table.value("SELECT count(*)::DOUBLE FROM data WHERE square = n * n")).to.equal(extent.rowCount);
    for (let round = 0; round < 2; round++) {
      await table.undo(undo);
      expect(await table.dump()).to.deep.equal(before);
      await table.redo(undo);
      expect(await table.dump()).to.deep.equal(after);
    }
  });

  it("tells which ids the next snapshot has to hold anew", async () => {
    const table = await TransformTable.of("SELECT range AS n FROM range(400000)");
    const touchedBy = async (...steps: TransformStep[]) => (await table.run(steps)).outcome.touched;
    expect(
      await touchedBy({ op: "update", column: "n", expression: "-n", where: "n IN (5, 300001, 300005)" }),
    ).to.deep.equal({
      kind: "ranges",
      ranges: [
        { firstId: 5, endId: 6 },
        { firstId: 300_001, endId: 300_006 },
      ],
      columnIds: [0],
    });
    expect(await touchedBy({ op: "delete", where: "n = 399999" })).to.deep.equal({
      kind: "ranges",
      ranges: [{ firstId: 399_999, endId: 400_000 }],
      columnIds: [],
    });
    expect(await touchedBy({ op: "update", column: "n", expression: "n" })).to.deep.equal({
      kind: "ranges",
      ranges: [],
      columnIds: [0],
    });
    expect(await touchedBy({ op: "rename-column", name: "n", to: "m" })).to.deep.equal({ kind: "schema" });
    expect(
      await touchedBy(
        { op: "rename-column", name: "m", to: "n" },
        { op: "update", column: "n", expression: "0", where: "n = 7" },
      ),
    ).to.deep.equal({ kind: "ranges", ranges: [{ firstId: 7, endId: 8 }], columnIds: [0] });
    expect(await touchedBy({ op: "add-column", name: "a" })).to.deep.equal({ kind: "all" });
    expect(await touchedBy({ op: "cast-column", name: "n", type: "VARCHAR", onError: "fail" })).to.deep.equal({
      kind: "all",
    });
    expect(await touchedBy({ op: "drop-column", name: "a" })).to.deep.equal({ kind: "all" });
  });

  it("keeps column ids through renames, casts and undo, and gives none twice", async () => {
    const table = await TransformTable.of("SELECT 1 AS a, 2 AS b");
    const ids = () => table.state.schema.columns.map(({ id, name }) => `${id} ${name}`);
    await table.run([
      { op: "rename-column", name: "a", to: "c" },
      { op: "cast-column", name: "c", type: "VARCHAR", onError: "fail" },
    ]);
    expect(ids()).to.deep.equal(["0 c", "1 b"]);
    const added = await table.run({ op: "add-column", name: "x" });
    expect(ids()).to.deep.equal(["0 c", "1 b", "2 x"]);
    await table.undo(added.undo);
    await table.run({ op: "add-column", name: "y" });
    expect(ids()).to.deep.equal(["0 c", "1 b", "3 y"]);
    const dropped = await table.run({ op: "drop-column", name: "c" });
    await table.undo(dropped.undo);
    expect(ids()).to.deep.equal(["0 c", "1 b", "3 y"]);
  });

  it("evaluates a volatile expression once: redo brings the same values", async () => {
    const table = await TransformTable.of("SELECT range AS n FROM range(5000)");
    const before = await table.dump();
    const { undo } = await table.run([
      { op: "add-column", name: "r", expression: "random()" },
      { op: "add-column", name: "same", expression: "r" },
      { op: "add-column", name: "id", expression: "uuid()" },
      { op: "update", column: "n", expression: "CAST(random() * 1e9 AS BIGINT)", where: "random() < 0.5" },
      { op: "delete", where: "random() < 0.1" },
    ]);
    const after = await table.dump();
    expect(await table.value("SELECT count(*)::DOUBLE FROM data WHERE r IS DISTINCT FROM same")).to.equal(0);
    expect(await table.value("SELECT count(DISTINCT r) > 4000 FROM data")).to.equal(true);
    await table.undo(undo);
    expect(await table.dump()).to.deep.equal(before);
    await table.redo(undo);
    expect(await table.dump()).to.deep.equal(after);
  });

  it("reads rows by their id, wherever they stand after an undone delete", async () => {
    const table = await TransformTable.of("SELECT range AS n FROM range(300000)");
    const { undo } = await table.run({ op: "delete", where: "n % 2 = 0" });
    await table.undo(undo);
    const page = await table.rows(
      "SELECT n::DOUBLE FROM __pt_rows WHERE __pt_id >= 150000 AND __pt_id < 150004 ORDER BY __pt_id",
    );
    expect(page.flat()).to.deep.equal([150_000, 150_001, 150_002, 150_003]);
    const { outcome } = await table.run({ op: "update", column: "n", expression: "n + 1" });
    expect(outcome.changedRows).to.equal(300_000);
    expect(await table.value("SELECT count(*)::DOUBLE FROM __pt_rows WHERE n = __pt_id + 1")).to.equal(300_000);
  });

  it("can hold 300 columns", async () => {
    const columns = Array.from({ length: 300 }, (_, index) => `range + ${index} AS c${index}`).join(", ");
    const table = await TransformTable.of(`SELECT ${columns} FROM range(2000)`);
    const before = await table.hash();
    const { undo } = await table.run([
      { op: "update", column: "c7", expression: "c299 - c0" },
      { op: "delete", where: "c0 < 100" },
      { op: "drop-column", name: "c150" },
    ]);
    expect(await table.value("SELECT sum(c7)::DOUBLE FROM data")).to.equal(299 * 1900);
    await table.undo(undo);
    expect(await table.hash()).to.deep.equal({ ...(before as object), state: table.state });
  });
});

describe("the record of a transform", () => {
  it("tells what it would undo", async () => {
    const table = await TransformTable.of("SELECT 1 AS price, 2 AS b, 3 AS c");
    const labelOf = async (...steps: TransformStep[]) => (await table.run(steps)).undo.label;
    const update: TransformStep = { op: "update", column: "price", expression: "price + 1" };
    expect(await labelOf(update)).to.equal("Update price");
    expect(await labelOf({ op: "add-column", name: "d" })).to.equal("Add d");
    expect(await labelOf({ op: "rename-column", name: "d", to: "e" })).to.equal("Rename d to e");
    expect(await labelOf({ op: "cast-column", name: "e", type: "int", onError: "null" })).to.equal("Cast e to INTEGER");
    expect(await labelOf({ op: "drop-column", name: "e" }, update)).to.equal("2 steps: Drop e, Update price");
    expect(await labelOf(update, update, { op: "delete", where: "true" })).to.equal(
      "3 steps: Update price, Update price, …",
    );
  });

  it("holds about as much as it changes", async () => {
    const table = await TransformTable.of("SELECT range AS n, repeat('x', 100) AS text, 1 AS other FROM range(20000)");
    const bytesOf = async (step: TransformStep, tables = 0) => {
      const { undo } = await table.run(step);
      if (tables > 0) await table.whenOtherTables(tables);
      return undo.byteLength;
    };
    expect(await bytesOf({ op: "rename-column", name: "other", to: "another" })).to.equal(0);
    expect(await bytesOf({ op: "update", column: "n", expression: "n + 1", where: "n < 1000" }, 1)).to.equal(16_000);
    const text = await bytesOf({ op: "update", column: "text", expression: "text || 'y'", where: "n < 1000" }, 2);
    expect(text).to.be.within(100_000, 140_000);
    expect(await bytesOf({ op: "update", column: "text", expression: "text || 'y'" })).to.be.within(
      4_000_000,
      5_200_000,
    );
    expect(await bytesOf({ op: "delete", where: "n >= 19000" })).to.be.within(130_000, 160_000);
  });
});

describe("the progress of a transform", () => {
  it("never falls, ends at 1, and counts rows and steps", async () => {
    const table = await TransformTable.of("SELECT range AS n FROM range(600000)");
    const { undo } = await table.run([
      { op: "update", column: "n", expression: "n + 1" },
      { op: "delete", where: "n > 500000" },
    ]);
    const done = table.progress.splice(0);
    expect(done.map(({ progress }) => progress)).to.deep.equal(
      done.map(({ progress }) => progress).sort((a, b) => a - b),
    );
    expect(done.at(-1)).to.deep.equal({ step: 2, steps: 2, rowsDone: 600_000, totalRows: 600_000, progress: 1 });
    expect(done.length).to.be.within(4, 16);
    expect(new Set(done.map(({ step }) => step))).to.deep.equal(new Set([1, 2]));
    for (const { rowsDone } of done) expect(rowsDone).to.be.within(0, 600_000);
    await table.undo(undo);
    expect(table.progress.at(-1)).to.deep.equal({
      step: 1,
      steps: 1,
      rowsDone: 500_000,
      totalRows: 500_000,
      progress: 1,
    });
    expect(table.progress.length).to.be.within(3, 12);
  });
});
