import { expect } from "@open-wc/testing";
import { CurrentTable } from "../../../src/engine/current-table.ts";
import { ImportFeed } from "../../../src/engine/import/import-feed.ts";
import { stageImport } from "../../../src/engine/import/stage-import.ts";
import { loadSnapshot } from "../../../src/engine/persistence/snapshot-loader.ts";
import type { SnapshotParts } from "../../../src/engine/persistence/snapshot-parts.ts";
import { EmbeddedRowSource } from "../../../src/engine/rows/embedded-row-source.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";
import type { QueryQueue } from "../../../src/engine/scheduling/query-queue.ts";
import type { StoredVersion } from "../../../src/worker/protocol.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { HeldDatabase, NO_ROWS } from "../database/held-database.ts";

const COLUMNS = [
  { id: 0, name: "n", type: "BIGINT", nullable: true },
  { id: 1, name: "text", type: "VARCHAR", nullable: true },
];
const EXTENT = { rowCount: 1_000_000, firstId: 0, endId: 1_000_000 };

type Work = (queue: QueryQueue, signal: AbortSignal, database: HeldDatabase) => Promise<unknown>;

const loadVersion: Work = (queue, signal) => {
  const parts = Array.from({ length: 3 }, () => ({ rows: 1, byteLength: 1, ipc: Promise.resolve(new Uint8Array(8)) }));
  return loadSnapshot({
    queue,
    parts: { totalBytes: 3, next: () => parts.shift() } as unknown as SnapshotParts,
    version: { columns: COLUMNS } as unknown as StoredVersion,
    stagingTable: "staging",
    signal,
  });
};

const importFile: Work = (queue, signal, database) => {
  const feed = new ImportFeed();
  for (let chunk = 0; chunk < 3; chunk++) feed.push({ type: "chunk", ipc: new Uint8Array(8), rows: 1, sourceBytes: 1 });
  feed.push({ type: "done", totalBytes: 3 });
  const nothing = () => undefined;
  const watch = { onRows: nothing, onChunk: nothing, onPreview: nothing };
  const options = { database, table: "staging", feed, sourceName: "file", ...watch };
  return queue.read((connection) => stageImport(connection, options), { priority: "user-visible", signal });
};

const replace: Work = (queue, signal) =>
  new CurrentTable().replace(
    queue,
    { table: "staging", schema: { columns: COLUMNS, nextColumnId: 2 } },
    { signal, onReplaced: () => undefined },
  );

const openView =
  (model: { sorted: boolean; searched: boolean }): Work =>
  (queue, signal) =>
    new EmbeddedRowSource(queue, { columns: COLUMNS, extent: () => EXTENT }).openView(
      {
        sort: model.sorted ? [{ column: "text", direction: "asc" }] : [],
        filter: null,
        search: model.searched ? "x" : "",
      },
      { signal },
    );

const WORKS: Record<string, Work> = {
  "a stored version that is loaded": loadVersion,
  "an import": importFile,
  "a table that takes another's place": replace,
  "a sort": openView({ sorted: true, searched: false }),
  "a search": openView({ sorted: false, searched: true }),
  "a sorted search": openView({ sorted: true, searched: true }),
};

/** What follows an abort: the query is cancelled, the transaction rolled back. */
const CLEANUP = ["cancel", "ROLLBACK"];
/** Calls that a slice may consist of: an import looks at its first chunk in the one in which it inserts it. */
const LONGEST_SLICE = 3;

describe("an abort", () => {
  for (const [name, work] of Object.entries(WORKS)) {
    it(`of ${name} ends it in the slice in which it comes, whichever that is`, async () => {
      const whole = await runAborting(work, Infinity);
      expect(whole.outcome).to.equal("resolved");
      expect(whole.calls.length).to.be.at.least(4);
      for (let abortAt = 0; abortAt < whole.calls.length; abortAt++) {
        const { outcome, calls } = await runAborting(work, abortAt);
        const rest = calls.slice(abortAt + 1).filter((call) => !CLEANUP.includes(call));
        expect(rest, calls.join("; ")).to.have.length.at.most(LONGEST_SLICE);
        // What comes to its end in the very slice is done.
        if (outcome === "resolved") expect(calls).to.deep.equal(whole.calls);
        else expect([outcome, calls.at(-1)]).to.deep.equal(["stopped", "ROLLBACK"]);
        expect(calls.at(-1)).to.be.oneOf(["COMMIT", "ROLLBACK"]);
      }
    });
  }
});

/** Answers every call, and aborts while the one of that number is under way. Then the next query must have an answer. */
async function runAborting(work: Work, abortAt: number): Promise<{ outcome: string; calls: string[] }> {
  const database = new HeldDatabase();
  const queue = new PooledQueryQueue(database);
  const controller = new AbortController();
  const reason = new Error("stop");
  let count = 0;
  database.onCall(({ answer }) => {
    if (count++ === abortAt) controller.abort(reason);
    answer.resolve(NO_ROWS);
  });
  const outcome = await work(queue, controller.signal, database).then(
    () => "resolved",
    (error: unknown) => (error === reason ? "stopped" : String(error)),
  );
  const calls = database.calls.map(({ what }) => what);
  await queue.query("SELECT 1", { priority: "idle" });
  const closing = new Error("closed");
  queue.close(closing);
  expect(await rejectionOf(queue.query("SELECT 2", { priority: "idle" }))).to.equal(closing);
  return { outcome, calls };
}
