import { expect } from "@open-wc/testing";
import type { Table } from "apache-arrow";
import { tableFromIPC } from "apache-arrow";
import type { Connection } from "../../../src/engine/database/database.ts";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { assetBase } from "./assets.ts";
import { failureOf, rejectionOf } from "../../rejection-of.ts";
import { finish } from "./helpers.ts";

describe("DuckDbDatabase", () => {
  let database: DuckDbDatabase;
  let connection: Connection;

  before(async () => {
    database = await DuckDbDatabase.open({ assetBase });
    connection = await database.connect();
  });
  after(() => database.close());

  const rows = (table: Table): unknown[][] => table.toArray().map((row: object) => Object.values(row) as unknown[]);

  describe("a sliced query", () => {
    it("yields while a heavy query runs and answers as the blocking call", async () => {
      const sql = "SELECT range AS id, md5(range::VARCHAR) AS hash FROM range(60000) ORDER BY hash";
      const { slices, value } = await finish(connection.query(sql));
      const blocking = await connection.run(sql);
      expect(slices).to.be.greaterThan(2);
      expect(value.numRows).to.equal(60_000);
      expect(value.schema.fields.map(String)).to.deep.equal(blocking.schema.fields.map(String));
      expect(value.getChild("hash")?.toArray()).to.deep.equal(blocking.getChild("hash")?.toArray());
      expect(value.getChild("id")?.toArray()).to.deep.equal(blocking.getChild("id")?.toArray());
    });

    it("yields during its execution, not only between batches", async () => {
      const { slices } = await finish(connection.query("SELECT sum(hash(md5(range::VARCHAR))) FROM range(1000000)"));
      expect(slices).to.be.greaterThan(5);
    });

    it("answers an empty result with its schema", async () => {
      const { value } = await finish(connection.query("SELECT 1 AS a, 'x' AS b WHERE false"));
      expect(value.numRows).to.equal(0);
      expect(value.schema.names).to.deep.equal(["a", "b"]);
    });

    it("answers every type as the blocking call does", async () => {
      const values = [
        "(CASE WHEN range % 2 = 0 THEN 'even' ELSE 'odd' END)::ENUM('even', 'odd')",
        "['a', NULL]::ENUM('a')[]",
        "{'a': range, 'b': [range::VARCHAR]}",
        "MAP {'k': range}",
        "range::DECIMAL(18, 3)",
        "range::HUGEINT",
        "DATE '2024-02-29' + range::INTEGER",
        "range % 3 = 0",
        "'blob'::BLOB",
        "CASE WHEN range % 5 > 0 THEN range / 3 END",
      ];
      for (const expression of values) {
        const sql = `SELECT ${expression} AS v FROM range(5000)`;
        const { value } = await finish(connection.query(sql));
        const blocking = await connection.run(sql);
        expect(String(value.schema)).to.equal(String(blocking.schema));
        const texts = (table: Table) => Array.from(table.getChild("v") ?? [], String);
        expect(texts(value)).to.deep.equal(texts(blocking));
      }
    });

    it("does not run a statement that changes rows twice for the ENUM that it returns", async () => {
      await connection.run("CREATE OR REPLACE TABLE changed (e ENUM('a'))");
      const error = await failureOf(finish(connection.query("INSERT INTO changed VALUES ('a') RETURNING e")));
      expect(error.message).to.contain("cast it to VARCHAR");
      expect(rows(await connection.run("SELECT count(*) FROM changed"))).to.deep.equal([[1n]]);
    });

    it("runs statements that change something", async () => {
      await finish(connection.query("CREATE OR REPLACE TABLE sliced AS SELECT range AS a FROM range(300000)"));
      await finish(connection.query("UPDATE sliced SET a = a + 1"));
      expect(rows(await connection.run("SELECT count(*), min(a), max(a) FROM sliced"))).to.deep.equal([
        [300_000n, 1n, 300_000n],
      ]);
    });

    for (const steps of [1, 3]) {
      it(`leaves the connection usable when it is returned after ${steps} slices`, async () => {
        const query = connection.query("SELECT md5(range::VARCHAR) AS hash FROM range(1000000) ORDER BY hash");
        for (let step = 0; step < steps; step++) expect((await query.next()).done).to.equal(false);
        await query.return(await connection.run("SELECT 0"));
        expect(rows(await connection.run("SELECT 7"))).to.deep.equal([[7]]);
        const { value } = await finish(connection.query("SELECT 8"));
        expect(rows(value)).to.deep.equal([[8]]);
      });
    }

    it("leaves the connection usable when it is returned while its result is fetched", async () => {
      const query = connection.query("SELECT range FROM range(200000)");
      let step = await query.next();
      for (let slice = 0; slice < 3 && !step.done; slice++) step = await query.next();
      expect(step.done).to.equal(false);
      await query.return(await connection.run("SELECT 0"));
      const { value } = await finish(connection.query("SELECT 9"));
      expect(rows(value)).to.deep.equal([[9]]);
    });

    it("lets go of what it had changed when it is returned", async () => {
      await connection.run("CREATE OR REPLACE TABLE freed AS SELECT range AS a FROM range(1000000)");
      const nothing = await connection.run("SELECT 0");
      const update = connection.query("UPDATE freed SET a = a + length(md5(a::VARCHAR))");
      for (let step = 0; step < 4; step++) expect((await update.next()).done).to.equal(false);
      await update.return(nothing);
      const other = await database.connect();
      await other.run("UPDATE freed SET a = -1");
      expect(rows(await other.run("SELECT min(a), max(a) FROM freed"))).to.deep.equal([[-1n, -1n]]);
      await other.close();
    });

    it("rolls back what it did in a transaction when it is returned", async () => {
      await connection.run("CREATE OR REPLACE TABLE kept AS SELECT range AS a FROM range(500000)");
      await connection.run("BEGIN");
      const update = connection.query("UPDATE kept SET a = -1");
      await update.next();
      await update.return(await connection.run("SELECT 0"));
      await connection.run("ROLLBACK");
      expect(rows(await connection.run("SELECT min(a) FROM kept"))).to.deep.equal([[0n]]);
    });
  });

  describe("Arrow IPC", () => {
    it("reads a stream that can be transferred and inserted again", async () => {
      const ipc = await connection.readIpc("SELECT range AS a, 'é' || range AS b FROM range(5000)");
      const moved = structuredClone(ipc, { transfer: [ipc.buffer] });
      expect(ipc.byteLength).to.equal(0);
      expect(tableFromIPC(moved).numRows).to.equal(5000);
      await connection.insertIpc('we"ird', moved, { create: true });
      await connection.insertIpc('we"ird', await connection.readIpc("SELECT 5000::BIGINT, 'z'"), { create: false });
      expect(rows(await connection.run('SELECT count(*), max(b) FROM "we""ird"'))).to.deep.equal([[5001n, "é999"]]);
    });

    it("reads an empty result as a whole stream", async () => {
      const ipc = await connection.readIpc("SELECT 1 AS a WHERE false");
      expect(tableFromIPC(ipc).schema.names).to.deep.equal(["a"]);
      await connection.insertIpc("from_empty", ipc, { create: true });
      expect(rows(await connection.run("SELECT count(*) FROM from_empty"))).to.deep.equal([[0n]]);
    });
  });

  describe("Arrow IPC in slices", () => {
    it("is one stream that can be transferred", async () => {
      const sql = "SELECT range AS a, md5(range::VARCHAR) AS b FROM range(100000) ORDER BY b";
      const { value, slices } = await finish(connection.queryIpc(sql));
      expect(slices).to.be.greaterThan(3);
      const moved = structuredClone(value, { transfer: [value.buffer] });
      expect(value.byteLength).to.equal(0);
      expect(tableFromIPC(moved).getChild("b")?.toArray()).to.deep.equal(
        (await connection.run(sql)).getChild("b")?.toArray(),
      );
    });

    it("is a whole stream of a result without rows", async () => {
      const { value } = await finish(connection.queryIpc("SELECT 1 AS a WHERE false"));
      await connection.insertIpc("from_nothing", value, { create: true });
      expect(rows(await connection.run("SELECT count(*) FROM from_nothing"))).to.deep.equal([[0n]]);
    });

    it("leaves the connection usable when it is returned", async () => {
      const query = connection.queryIpc("SELECT md5(range::VARCHAR) AS hash FROM range(1000000) ORDER BY hash");
      for (let step = 0; step < 3; step++) expect((await query.next()).done).to.equal(false);
      await query.return(new Uint8Array());
      expect(rows(await connection.run("SELECT 7"))).to.deep.equal([[7]]);
    });
  });

  describe("errors", () => {
    it("say what DuckDB said, without the echo of the statement", async () => {
      const error = await failureOf(connection.run("SELECT 1 FROM nowhere"));
      expect(error.code).to.equal("query-failed");
      expect(error.message).to.match(/^Catalog Error: Table with name nowhere does not exist!/);
      expect(error.message).not.to.contain("LINE");
      expect((error.cause as Error).message).to.contain("LINE 1");
    });

    it("come from a sliced query too and leave the connection usable", async () => {
      const query = connection.query("SELECT sum(('x' || range)::INTEGER) FROM range(100000)");
      expect((await rejectionOf(finish(query))).message).to.contain("Could not convert string 'x0' to INT32");
      expect(rows(await connection.run("SELECT 1"))).to.deep.equal([[1]]);
    });
  });

  describe("registered files", () => {
    const csv = "a,b\n1,x\n2,y\n";

    it("are read from a blob and from bytes", async () => {
      await database.registerFile("../we*ird 'name'?.csv", new Blob([csv]));
      await database.registerFile("bytes.csv", new TextEncoder().encode(csv));
      for (const name of ["../we*ird 'name'?.csv", "bytes.csv"]) {
        const table = await connection.run(`FROM read_csv('${database.filePath(name)}')`);
        expect(rows(table)).to.deep.equal([[1n, "x"], [2n, "y"]]); // prettier-ignore
      }
    });

    it("cannot be read after they were dropped, and their name can be used again", async () => {
      await database.registerFile("again.csv", new Blob([csv]));
      await database.dropFile("again.csv");
      await rejectionOf(connection.run(`FROM read_csv('${database.filePath("again.csv")}')`));
      await database.registerFile("again.csv", new Blob(["a\n5\n"]));
      const table = await connection.run(`FROM read_csv('${database.filePath("again.csv")}')`);
      expect(rows(table)).to.deep.equal([[5n]]);
    });
  });

  describe("the lockdown", () => {
    const refused = [
      `FROM read_csv('${location.origin}/package.json')`,
      "FROM read_csv('other.csv')",
      "FROM read_csv('pt-files/../other.csv')",
      "FROM glob('*')",
      "ATTACH 'other.db'",
      "LOAD httpfs",
      "COPY (SELECT 1) TO 'other.csv'",
      "SET threads = 2",
      "SET enable_external_access = true",
      "RESET lock_configuration",
      "FROM read_parquet('pt-files/x.parquet')",
      "SELECT json('{}')",
    ];
    for (const sql of refused) {
      it(`refuses ${sql.replace(location.origin, "a URL")}`, async () => {
        const error = await failureOf(connection.run(sql));
        expect(error.code).to.equal("query-failed");
        expect(error.message).to.match(/Permission Error|configuration has been locked|not in the catalog/);
      });
    }
  });

  it("tokenizes with offsets in the text, not in bytes", async () => {
    const sql = `SELECT 'é', "ü𝄞" ; x`;
    const tokens = await database.tokenize(sql);
    expect(tokens.map(({ offset }) => sql[offset])).to.deep.equal(["S", "'", ",", '"', ";", "x"]);
    expect(tokens.map(({ kind }) => kind)).to.deep.equal([
      "keyword",
      "string",
      "operator",
      "identifier",
      "operator",
      "identifier",
    ]);
  });
});
