import { expect } from "@open-wc/testing";
import { runTransform, type TransformContext } from "../../../src/engine/changes/transforms/run-transform.ts";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { TransformTable } from "./transform-table.ts";

/** Ids far apart: chunks are ranges of ids, and small ones are soon done. */
const SPREAD = "SELECT range AS n, 'text ' || range AS text FROM range(900000)";
const STEPS: TransformStep[] = [
  { op: "update", column: "text", expression: "upper(text) || n", where: "n % 2 = 0" },
  { op: "delete", where: "n % 700 = 0" },
  { op: "add-column", name: "sum", expression: "n + length(text)" },
  { op: "cast-column", name: "n", type: "VARCHAR", onError: "fail" },
];

type Change = (context: TransformContext) => Job<unknown>;

/** Stops the change at each of its slices in turn; tells how many there were. */
async function stopEverywhere(table: TransformTable, change: Change, others: readonly unknown[]): Promise<number> {
  const before = await table.hash();
  for (let slices = 0; ; slices++) {
    const { job, end } = await table.start(change);
    let isDone = false;
    for (let slice = 0; slice <= slices && !isDone; slice++) isDone = (await job.next()).done === true;
    if (!isDone) await job.return(undefined);
    await end("ROLLBACK");
    expect(await table.hash(), `after ${slices} slices`).to.deep.equal(before);
    expect(await table.otherTables(), `after ${slices} slices`).to.deep.equal(others);
    expect(await table.rows("SELECT column_name FROM (DESCRIBE data)")).to.deep.equal(
      table.state.schema.columns.map(({ name }) => [name]),
    );
    if (isDone) return slices;
  }
}

describe("a transform that is stopped, wherever it is, leaves the table as it was", () => {
  let table: TransformTable;

  before(async () => {
    table = await TransformTable.of(SPREAD);
    await table.leaveGaps("__pt_id % 50 <> 0");
  });

  it("when it is made, when it is undone and when it is made again", async () => {
    const chunks = 4;
    expect(await stopEverywhere(table, (context) => runTransform(STEPS, context), [])).to.be.greaterThan(4 * chunks);
    const { undo } = await table.run(STEPS);
    const records = await table.otherTables();
    expect(await stopEverywhere(table, (context) => undo.undo(context), records)).to.be.greaterThan(chunks);
    await table.undo(undo);
    expect(await stopEverywhere(table, (context) => undo.redo(context), records)).to.be.greaterThan(chunks);
    await table.redo(undo);
    expect(table.state.schema.columns.map(({ name, type }) => `${name} ${type}`)).to.deep.equal([
      "n VARCHAR",
      "text VARCHAR",
      "sum BIGINT",
    ]);
    await table.undo(undo);
    await table.release(undo);
  });

  it("when it is one update, made, undone and made again", async () => {
    const update: TransformStep = { op: "update", column: "text", expression: "upper(text)", where: "n % 3 = 0" };
    expect(await stopEverywhere(table, (context) => runTransform([update], context), [])).to.be.greaterThan(3);
    const { undo } = await table.run(update);
    await table.whenOtherTables(1);
    const former = await table.otherTables();
    expect(await stopEverywhere(table, (context) => undo.undo(context), former)).to.be.greaterThan(2);
    await table.undo(undo);
    await table.whenOtherTables(2);
    const both = await table.otherTables();
    expect(await stopEverywhere(table, (context) => undo.redo(context), both)).to.be.greaterThan(2);
    await table.redo(undo);
    await table.undo(undo);
    await table.release(undo);
  });

  it("also by the signal of its caller, in the middle of a statement", async () => {
    const heavy: TransformStep = { op: "update", column: "text", expression: "sha256(repeat(md5(text), 3000))" };
    const before = await table.hash();
    const controller = new AbortController();
    const reason = new Error("enough");
    const running = rejectionOf(table.run([heavy], { signal: controller.signal }));
    await table.value("SELECT 1");
    controller.abort(reason);
    expect(await running).to.equal(reason);
    expect(await table.hash()).to.deep.equal(before);
    expect(await table.otherTables()).to.deep.equal([]);
  });
});
