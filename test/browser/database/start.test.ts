import { expect } from "@open-wc/testing";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import type { DuckDbOptions } from "../../../src/engine/database/duckdb-database.ts";
import { failureOf, rejectionOf } from "../../rejection-of.ts";
import { assetBase } from "./assets.ts";

const beside = (folder: string) => new URL(`/test/browser/database/${folder}`, location.href).href;

describe("the start of DuckDbDatabase", () => {
  const failure = (options: DuckDbOptions) => failureOf(DuckDbDatabase.open(options));

  it("names the URL and asset-base when the worker is missing", async () => {
    const error = await failure({ assetBase: new URL("/nowhere/", location.href).href });
    expect(error.code).to.equal("database-start");
    expect(error.message).to.contain("/nowhere/duckdb-browser-eh.worker.js").and.contain("asset-base");
    expect(error.message).to.contain("worker-src blob:");
  });

  it("names the URL and the status when only the wasm file is missing", async () => {
    const error = await failure({ assetBase: beside("assets-that-hang/") });
    expect(error.code).to.equal("database-start");
    expect(error.message).to.match(/assets-that-hang\/duckdb-eh\.wasm answered with status 404/);
  });

  it("gives up when there is no headway, and names the directive", async () => {
    const error = await failure({ assetBase, timeoutMs: 1 });
    expect(error.code).to.equal("database-start");
    expect(error.message).to.contain("'wasm-unsafe-eval'").and.contain("/dist/assets/duckdb-eh.wasm");
  });

  it("rejects with the signal's reason when it is aborted", async () => {
    const controller = new AbortController();
    const opening = DuckDbDatabase.open({ assetBase, signal: controller.signal });
    controller.abort(new Error("stop"));
    expect((await rejectionOf(opening)).message).to.equal("stop");
    expect((await rejectionOf(DuckDbDatabase.open({ assetBase, signal: controller.signal }))).message).to.equal("stop");
  });

  it("rejects calls after close", async () => {
    const database = await DuckDbDatabase.open({ assetBase });
    const connection = await database.connect();
    const pending = connection.run("SELECT 1");
    await database.close();
    for (const call of [pending, connection.run("SELECT 1"), database.connect()]) {
      expect((await failureOf(call)).code).to.equal("disposed");
    }
  });
});

describe("A DuckDbDatabase whose worker fails", () => {
  for (const [sql, reason] of [
    ["TRAP", "unreachable"],
    ["THROW", "thrown in the worker"],
  ] as const) {
    // prettier-ignore
    it(`rejects everything with database-died after a ${sql.toLowerCase()}`, async () => {
      const database = await DuckDbDatabase.open({ assetBase: beside("assets-that-crash/") });
      const deaths: Error[] = [];
      database.onDeath((error) => deaths.push(error));
      const connection = await database.connect();
      const pending = [connection.run("HANG"), connection.readIpc("HANG"), connection.run(sql)];
      const errors = await Promise.all(pending.map(failureOf));
      errors.push(await failureOf(connection.run("SELECT 1")));
      for (const error of errors) {
        expect(error.code).to.equal("database-died");
        expect(error.message).to.contain(reason);
      }
      expect(deaths).to.deep.equal([errors[0]]);
    });
  }
});
