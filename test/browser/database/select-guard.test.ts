import { expect } from "@open-wc/testing";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { runSelect } from "../../../src/engine/database/select-guard.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";
import { failureOf } from "../../rejection-of.ts";
import { assetBase } from "./assets.ts";

describe("runSelect", () => {
  let database: DuckDbDatabase;
  let queue: PooledQueryQueue;

  before(async () => {
    database = await DuckDbDatabase.open({ assetBase });
    queue = new PooledQueryQueue(database);
    await queue.write(
      async function* (connection) {
        await connection.run("CREATE TABLE data AS SELECT range AS a, range % 3 AS b FROM range(10)");
        yield;
        await connection.run("CREATE SEQUENCE counter");
      },
      { priority: "urgent" },
    );
  });
  after(() => database.close());

  const select = (sql: string) => runSelect(queue, database, sql, { priority: "user-visible" });

  for (const sql of [
    "SELECT count(*) FROM data",
    "WITH é AS (SELECT 'é;' AS x) SELECT * FROM é;",
    "FROM data",
    "VALUES (1)",
    "TABLE data",
    "DESCRIBE data",
    "SUMMARIZE data",
    "SHOW TABLES",
    "PIVOT data ON b USING count(*)",
    "UNPIVOT data ON a, b",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
  ]) {
    it(`answers ${sql}`, async () => {
      expect((await select(sql)).numRows).to.be.greaterThan(0);
    });
  }

  for (const sql of [
    "INSERT INTO data VALUES (1, 2)",
    "WITH x AS (SELECT 1 AS a) INSERT INTO data SELECT a, a FROM x",
    "WITH x AS (SELECT 1 AS a) DELETE FROM data WHERE a IN (SELECT a FROM x)",
    "WITH x AS (SELECT 1 AS a) UPDATE data SET b = 9",
    "SELECT nextval('counter')",
    "SELECT 1; DROP TABLE data",
    "SELECT 1; COMMIT; DROP TABLE data",
    "EXPLAIN ANALYZE INSERT INTO data VALUES (1, 2)",
    "EXPLAIN ANALYZE WITH x AS (SELECT 1) DELETE FROM data",
    "COPY data TO 'pt-files/out.csv'",
    "EXPLAIN ANALYZE COPY data TO 'pt-files/out.csv'",
    "ATTACH ':memory:' AS other",
    "SET VARIABLE x = 1",
    "PRAGMA enable_profiling",
    "CREATE TEMP TABLE t AS SELECT 1",
    "CALL pragma_version()",
    "COMMIT",
    "CHECKPOINT",
    "VACUUM",
  ]) {
    it(`refuses ${sql}, and nothing changes`, async () => {
      expect((await failureOf(select(sql))).code).to.equal("not-a-select");
      const state = await select("SELECT count(*)::INTEGER AS n, sum(b)::INTEGER AS s FROM data");
      expect(state.get(0)?.toJSON()).to.deep.equal({ n: 10, s: 9 });
    });
  }

  it("does not wait for a write that is under way", async () => {
    let release!: () => void;
    const until = new Promise<void>((resolve) => (release = resolve));
    const writing = queue.write(
      async function* (connection) {
        await connection.run("UPDATE data SET b = b + 1");
        yield { until };
        await connection.run("UPDATE data SET b = b - 1");
      },
      { priority: "urgent" },
    );
    const seen = await select("SELECT sum(b)::INTEGER AS s FROM data");
    release();
    await writing;
    expect(seen.getChild("s")?.get(0)).to.equal(9);
  });
});
