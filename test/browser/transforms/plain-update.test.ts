import { expect } from "@open-wc/testing";
import type { AppliedChange, UndoRecord } from "../../../src/engine/changes/change.ts";
import { runTransform } from "../../../src/engine/changes/transforms/run-transform.ts";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import type { QueryQueue } from "../../../src/engine/scheduling/query-queue.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { TransformTable } from "./transform-table.ts";

const ROWS = "SELECT range AS n, 'text ' || (range // 2) AS text FROM range(300000)";
const UPDATE: TransformStep = { op: "update", column: "text", expression: "upper(text) || n", where: "n % 3 = 0" };
const CHANGED = 100_000;

/** Copies of former cells begin when the test says so, or fail. */
class HeldCopies {
  readonly #table: TransformTable;
  readonly #gate = Promise.withResolvers<void>();

  constructor(table: TransformTable) {
    this.#table = table;
  }

  get queue(): QueryQueue {
    const { queue } = this.#table;
    const held: Pick<QueryQueue, "read"> = {
      read: async (work, options) => {
        await this.#gate.promise;
        return await queue.read(work, options);
      },
    };
    return Object.assign(Object.create(queue) as QueryQueue, held);
  }

  begin(): void {
    this.#gate.resolve();
  }

  fail(reason: Error): void {
    this.#gate.promise.catch(() => undefined);
    this.#gate.reject(reason);
  }
}

/** Makes the update; its former cells are not copied yet. */
async function runHeld(table: TransformTable): Promise<{ copies: HeldCopies; applied: AppliedChange }> {
  const copies = new HeldCopies(table);
  const { job, end } = await table.start((context) => runTransform([UPDATE], { ...context, queue: copies.queue }));
  let step = await job.next();
  while (!step.done) step = await job.next();
  await end("COMMIT");
  return { copies, applied: step.value };
}

describe("an update of the rows that a condition names", () => {
  let table: TransformTable;
  let before: unknown;

  beforeEach(async () => {
    table = await TransformTable.of(ROWS);
    before = await table.hash();
  });

  const undoAndRedo = async (undo: UndoRecord): Promise<void> => {
    const after = await table.hash();
    for (let round = 0; round < 2; round++) {
      expect((await table.undo(undo)).changedRows).to.equal(CHANGED);
      expect(await table.hash()).to.deep.equal(before);
      expect((await table.redo(undo)).changedRows).to.equal(CHANGED);
      expect(await table.hash()).to.deep.equal(after);
    }
    await table.undo(undo);
    expect(await table.hash()).to.deep.equal(before);
  };

  it("is undone and redone, as often as one likes, and leaves nothing when it is forgotten", async () => {
    const { outcome, undo } = await table.run(UPDATE);
    expect(outcome.changedRows).to.equal(CHANGED);
    expect(await table.value("SELECT count(*)::DOUBLE FROM data WHERE text LIKE 'TEXT %'")).to.equal(CHANGED);
    await undoAndRedo(undo);
    expect(undo.byteLength).to.be.within(CHANGED * 20, CHANGED * 120);
    expect(await table.otherTables()).to.have.length(2);
    await table.release(undo);
    expect(await table.otherTables()).to.deep.equal([]);
  });

  it("counts rows whose value stays the same, as SQL does", async () => {
    const { outcome, undo } = await table.run({ ...UPDATE, expression: "CASE WHEN n = 3 THEN 'x' ELSE text END" });
    expect(outcome.changedRows).to.equal(CHANGED);
    await undoAndRedo(undo);
  });

  it("that names no row is none", async () => {
    const { outcome, undo } = await table.run({ ...UPDATE, where: "n < 0" });
    expect(outcome).to.deep.include({ changedRows: 0, touched: { kind: "ranges", ranges: [], columnIds: [1] } });
    await table.release(undo);
    expect(await table.otherTables()).to.deep.equal([]);
  });

  it("keeps the former cells of rows that its own condition does not name any more", async () => {
    const { undo } = await table.run({ ...UPDATE, column: "n", expression: "n + 1" });
    expect(await table.value("SELECT count(*)::DOUBLE FROM data WHERE n % 3 = 0")).to.equal(0);
    await undoAndRedo(undo);
  });

  it("is exact when its condition or value is another one each time", async () => {
    const { outcome, undo } = await table.run({ ...UPDATE, expression: "random()", where: "random() < 0.5" });
    const after = await table.hash();
    expect(outcome.changedRows).to.be.within(140_000, 160_000);
    await table.undo(undo);
    expect(await table.hash()).to.deep.equal(before);
    await table.redo(undo);
    expect(await table.hash()).to.deep.equal(after);
    await table.undo(undo);
    const other = await table.run({ ...UPDATE, expression: "uuid() || now()" });
    await undoAndRedo(other.undo);
  });

  it("can be undone before its former cells are copied: the undo waits for them", async () => {
    const { copies, applied } = await runHeld(table);
    const after = await table.hash();
    const undoing = table.undo(applied.undo);
    await table.value("SELECT 1");
    expect(await table.hash()).to.deep.equal(after);
    copies.begin();
    expect((await undoing).changedRows).to.equal(CHANGED);
    expect(await table.hash()).to.deep.equal(before);
  });

  it("copies the cells from before it, whatever was written since", async () => {
    const { copies, applied } = await runHeld(table);
    const after = await table.hash();
    await table.execute("CREATE TABLE aside AS FROM __pt_rows", "UPDATE __pt_rows SET text = 'later', n = -n");
    copies.begin();
    await table.execute(
      "UPDATE __pt_rows SET text = aside.text, n = aside.n FROM aside WHERE aside.__pt_id = __pt_rows.__pt_id",
      "DROP TABLE aside",
    );
    expect(await table.hash()).to.deep.equal(after);
    await undoAndRedo(applied.undo);
  });

  it("cannot be undone when its former cells could not be copied; the table stays", async () => {
    const { copies, applied } = await runHeld(table);
    const after = await table.hash();
    copies.fail(new PersistentTableError("query-failed", "Out of Memory Error"));
    const error = await rejectionOf(table.undo(applied.undo));
    expect(error).to.include({
      code: "query-failed",
      message: '"Update text" cannot be undone: the former values of "text" could not be kept (Out of Memory Error).',
    });
    expect(await table.hash()).to.deep.equal(after);
    expect(await table.otherTables()).to.deep.equal([]);
  });

  it("leaves nothing when it is forgotten before its former cells are copied, or while they are", async () => {
    for (const hasBegun of [false, true]) {
      const { copies, applied } = await runHeld(table);
      if (hasBegun) {
        copies.begin();
        await table.value("SELECT 1");
      }
      await table.release(applied.undo);
      copies.begin();
      await rejectionOf(table.undo(applied.undo));
      expect(await table.otherTables()).to.deep.equal([]);
    }
  });

  it("that fails for a row changes none, and says why", async () => {
    const error = await rejectionOf(
      table.run({ ...UPDATE, column: "n", expression: "CASE n WHEN 240000 THEN text ELSE '1' END" }),
    );
    expect(error).to.have.property("code", "query-failed");
    expect(String(error)).to.match(/transform \(update "n"\): .*'text 120000'/);
    expect(await table.hash()).to.deep.equal(before);
    expect(await table.otherTables()).to.deep.equal([]);
  });

  it("tells its progress, which never falls", async () => {
    table.progress.length = 0;
    await table.run(UPDATE);
    const shares = table.progress.map(({ progress }) => progress);
    expect(shares.length).to.be.greaterThan(1);
    expect(shares.at(-1)).to.equal(1);
    expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
  });
});
