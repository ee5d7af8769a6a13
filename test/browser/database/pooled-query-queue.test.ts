import { expect } from "@open-wc/testing";
import type { Table } from "apache-arrow";
import type { Connection } from "../../../src/engine/database/database.ts";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";
import type { Priority } from "../../../src/engine/scheduling/priority.ts";
import { failureOf, rejectionOf } from "../../rejection-of.ts";
import { hold } from "../../unit/scheduling/fakes.ts";
import { assetBase } from "./assets.ts";

/** One row as its result: all of its slices are execution. */
const HEAVY = "SELECT sum(hash(md5(range::VARCHAR))) FROM range(3000000)";

describe("PooledQueryQueue", () => {
  let database: DuckDbDatabase;
  let queue: PooledQueryQueue;

  before(async () => {
    database = await DuckDbDatabase.open({ assetBase });
    queue = new PooledQueryQueue(database);
  });
  after(() => database.close());

  beforeEach(async () => {
    await queue.write(
      (connection) => statement(connection, "CREATE OR REPLACE TABLE t AS SELECT range AS a FROM range(10)"),
      {
        priority: "urgent",
      },
    );
  });

  async function* statement(connection: Connection, sql: string): Job<void> {
    await connection.run(sql);
    yield;
  }

  const count = (table: Table) => Number(table.getChildAt(0)?.get(0));
  const rowCount = async (priority: Priority = "urgent") =>
    count(await queue.query("SELECT count(*) FROM t", { priority }));

  /** Runs a query and notes each of its slices. */
  async function* noted(query: AsyncGenerator<void, Table, void>, log: string[], name: string): Job<Table> {
    for (;;) {
      log.push(name);
      const step = await query.next();
      if (step.done) return step.value;
      yield;
    }
  }

  it("lets an urgent query wait for at most one slice of a heavy one", async () => {
    const log: string[] = [];
    const heavy = queue.read((connection) => noted(connection.query(HEAVY), log, "heavy"), { priority: "background" });
    const waits: number[] = [];
    const state = { heavyRuns: true };
    void heavy.finally(() => (state.heavyRuns = false));
    while (state.heavyRuns) {
      const asked = log.length;
      await queue.read(
        async function* (connection) {
          waits.push(log.slice(asked).filter((name) => name === "heavy").length);
          return yield* noted(connection.query("SELECT count(*) FROM t"), log, "urgent");
        },
        { priority: "urgent" },
      );
      await new Promise((resolve) => setTimeout(resolve));
    }
    expect((await heavy).numRows).to.equal(1);
    expect(waits.length).to.be.greaterThan(5);
    expect(Math.max(...waits)).to.be.at.most(1);
  });

  it("starves nothing: idle ends while urgent queries keep coming", async () => {
    const state = { idleRuns: true };
    const idle = queue.query("SELECT count(*) FROM (SELECT md5(range::VARCHAR) h FROM range(300000) ORDER BY h)", {
      priority: "idle",
    });
    void idle.finally(() => (state.idleRuns = false));
    const streams = ["urgent", "user-visible"] as const;
    await Promise.all(
      streams.map(async (priority) => {
        while (state.idleRuns) await rowCount(priority);
      }),
    );
    expect(count(await idle)).to.equal(300_000);
  });

  it("runs more jobs than it has connections", async () => {
    const priorities: Priority[] = ["idle", "background", "user-visible", "urgent"];
    const counts = await Promise.all(Array.from({ length: 24 }, (_, job) => rowCount(priorities[job % 4])));
    expect(new Set(counts)).to.deep.equal(new Set([10]));
  });

  describe("abort", () => {
    it("cancels a query, and the next one on its connection answers", async () => {
      const controller = new AbortController();
      const log: string[] = [];
      const heavy = queue.read(
        async function* (connection) {
          const query = noted(connection.query(HEAVY), log, "slice");
          try {
            return yield* query;
          } finally {
            log.push("stopped");
          }
        },
        { priority: "user-visible", signal: controller.signal },
      );
      while (log.length < 3) await rowCount();
      controller.abort(new Error("stop"));
      const after = log.length;
      expect((await rejectionOf(heavy)).message).to.equal("stop");
      expect(log.slice(after).filter((entry) => entry === "slice")).to.have.length.at.most(1);
      expect(log.at(-1)).to.equal("stopped");
      expect(await rowCount("user-visible")).to.equal(10);
    });

    it("rolls a write back", async () => {
      const controller = new AbortController();
      const changed = hold();
      const writing = queue.write(
        async function* (connection) {
          yield* connection.query("DELETE FROM t");
          changed.resolve();
          yield { until: hold().promise };
        },
        { priority: "background", signal: controller.signal },
      );
      await changed.promise;
      controller.abort(new Error("stop"));
      expect((await rejectionOf(writing)).message).to.equal("stop");
      expect(await rowCount()).to.equal(10);
    });
  });

  describe("write", () => {
    it("commits, and tells so before anything else sees the change", async () => {
      const order: string[] = [];
      const result = await queue.write(
        async function* (connection) {
          yield* statement(connection, "INSERT INTO t VALUES (1)");
          order.push("wrote");
          return "result";
        },
        { priority: "urgent", onCommit: (value) => order.push(`committed ${value}`) },
      );
      expect(order).to.deep.equal(["wrote", "committed result"]);
      expect(result).to.equal("result");
      expect(await rowCount()).to.equal(11);
    });

    it("rolls back when it fails, without onCommit, and the next one works", async () => {
      let committed = false;
      const failing = queue.write(
        async function* (connection) {
          yield* statement(connection, "INSERT INTO t VALUES (1)");
          yield* statement(connection, "SELECT nonsense");
        },
        { priority: "urgent", onCommit: () => (committed = true) },
      );
      expect((await rejectionOf(failing)).message).to.contain("nonsense");
      expect(committed).to.equal(false);
      await queue.write((connection) => statement(connection, "INSERT INTO t VALUES (1)"), { priority: "urgent" });
      expect(await rowCount()).to.equal(11);
    });

    it("is exclusive, in order of priority, then arrival", async () => {
      const log: string[] = [];
      const release = hold();
      const started = hold();
      const write = (name: string, priority: Priority, until?: Promise<void>) =>
        queue.write(
          async function* (connection) {
            log.push(`${name} in`);
            started.resolve();
            yield* statement(connection, `INSERT INTO t VALUES (1)`);
            if (until) yield { until };
            log.push(`${name} out`);
          },
          { priority, onCommit: () => log.push(`${name} committed`) },
        );
      const first = write("first", "idle", release.promise);
      await started.promise;
      const others = [write("b1", "background"), write("b2", "background"), write("u", "urgent")];
      expect(await rowCount()).to.equal(10);
      release.resolve();
      await Promise.all([first, ...others]);
      expect(log).to.deep.equal(
        ["first", "u", "b1", "b2"].flatMap((name) => [`${name} in`, `${name} out`, `${name} committed`]),
      );
      expect(await rowCount()).to.equal(14);
    });

    it("ends a failed COMMIT with an error and leaves the queue usable", async () => {
      const failing = queue.write((connection) => statement(connection, "ROLLBACK"), { priority: "urgent" });
      expect((await failureOf(failing)).code).to.equal("query-failed");
      await queue.write((connection) => statement(connection, "INSERT INTO t VALUES (1)"), { priority: "urgent" });
      expect(await rowCount()).to.equal(11);
    });
  });

  describe("readSnapshot", () => {
    const insert = () =>
      queue.write((connection) => statement(connection, "INSERT INTO t SELECT range FROM range(5)"), {
        priority: "urgent",
      });

    it("sees the state of its cut while writers go on", async () => {
      const counts: number[] = [];
      let versionAtCut = 0;
      let version = 0;
      await queue.readSnapshot(
        async function* (connection) {
          for (let round = 0; round < 3; round++) {
            const write = insert().then(() => version++);
            yield { until: write };
            await write;
            counts.push(count(yield* connection.query("SELECT count(*) FROM t")));
          }
        },
        { priority: "background", onCut: () => (versionAtCut = version) },
      );
      expect(counts).to.deep.equal([10, 10, 10]);
      expect([versionAtCut, version]).to.deep.equal([0, 3]);
      expect(await rowCount()).to.equal(25);
    });

    it("is cut after a write that is under way, never in the middle of it", async () => {
      const events: string[] = [];
      const release = hold();
      const started = hold();
      const writing = queue.write(
        async function* (connection) {
          yield* statement(connection, "INSERT INTO t VALUES (1)");
          started.resolve();
          yield { until: release.promise };
        },
        { priority: "idle", onCommit: () => events.push("commit") },
      );
      await started.promise;
      const reading = queue.readSnapshot((connection) => connection.query("SELECT count(*) FROM t"), {
        priority: "urgent",
        onCut: () => events.push("cut"),
      });
      expect(await rowCount()).to.equal(10);
      release.resolve();
      await writing;
      expect(count(await reading)).to.equal(11);
      expect(events).to.deep.equal(["commit", "cut"]);
    });

    it("cannot write", async () => {
      const writing = queue.readSnapshot((connection) => statement(connection, "DELETE FROM t"), {
        priority: "urgent",
      });
      expect((await rejectionOf(writing)).message).to.contain("read-only mode");
      expect(await rowCount()).to.equal(10);
    });

    it("ends when it is aborted: later reads on its connection see later commits", async () => {
      const controller = new AbortController();
      const cut = hold();
      const reading = queue.readSnapshot(
        async function* () {
          yield { until: hold().promise };
        },
        { priority: "background", signal: controller.signal, onCut: () => cut.resolve() },
      );
      await cut.promise;
      controller.abort(new Error("stop"));
      await rejectionOf(reading);
      await insert();
      expect(await rowCount("background")).to.equal(15);
    });
  });
});

describe("PooledQueryQueue over a database that dies", () => {
  it("rejects what is running, parked and queued, and what comes later", async () => {
    const database = await DuckDbDatabase.open({ assetBase });
    const queue = new PooledQueryQueue(database);
    const deaths: Error[] = [];
    database.onDeath((error) => deaths.push(error));
    const started = hold();
    const connection = await database.connect();
    const pending: Promise<unknown>[] = [
      queue.query(HEAVY, { priority: "background" }),
      queue.write(
        async function* () {
          started.resolve();
          yield { until: hold().promise };
        },
        { priority: "urgent" },
      ),
      queue.write(async function* () {}, { priority: "urgent" }),
      queue.query("SELECT 1", { priority: "idle" }),
    ];
    await started.promise;
    pending.push(connection.run("SELECT 1"));
    database.terminate("killed by the test");
    pending.push(queue.query("SELECT 1", { priority: "urgent" }), connection.run("SELECT 1"), database.connect());
    for (const promise of pending) {
      const error = await failureOf(promise);
      expect(error.code).to.equal("database-died");
      expect(error.message).to.contain("killed by the test");
    }
    expect(deaths).to.have.length(1);
  });
});
