import { expect } from "@open-wc/testing";
import { canBeReplayed } from "../../../src/engine/changes/transforms/can-be-replayed.ts";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { quoteIdentifier } from "../../../src/engine/database/sql.ts";
import { finish } from "../database/helpers.ts";
import { ASSET_BASE } from "../engine/engine-fixture.ts";

describe("a transform that may be made again", () => {
  let database: DuckDbDatabase;

  before(async () => {
    database = await DuckDbDatabase.open({ assetBase: ASSET_BASE, signal: new AbortController().signal });
  });
  after(() => database.close());

  const update = (expression: string, where?: string): TransformStep => {
    return { op: "update", column: "a", expression, ...(where !== undefined && { where }) };
  };
  const mayBeReplayed = (...steps: TransformStep[]): Promise<boolean> => canBeReplayed(steps, database);

  it("has no function that DuckDB does not call consistent", async () => {
    const connection = await database.connect();
    const { value: functions } = await finish(
      connection.query(`SELECT DISTINCT function_name AS name FROM duckdb_functions()
       WHERE function_type = 'scalar' AND stability IS DISTINCT FROM 'CONSISTENT' ORDER BY name`),
    );
    const names = Array.from({ length: functions.numRows }, (_, row) => String(functions.getChild("name")?.get(row)));
    expect(names).to.include.members(["random", "now", "uuid"]);
    const missed: string[] = [];
    for (const name of names) {
      for (const call of [`${name}()`, `${quoteIdentifier(name.toUpperCase())}()`]) {
        if (await mayBeReplayed(update(call))) missed.push(call);
      }
    }
    expect(missed).to.deep.equal([]);
    await connection.close();
  });

  it("has no function or keyword that tells of the time or the session, in no part and no spelling", async () => {
    for (const expression of [
      "current_date",
      "CURRENT_TIMESTAMP",
      "localtime",
      "age(a)",
      "get_current_time()",
      "current_setting('threads')",
      "a /* */ + Random ( )",
      "main.random()",
    ]) {
      expect(await mayBeReplayed(update(expression)), expression).to.equal(false);
    }
    expect(await mayBeReplayed(update("1", "random() < 0.5"))).to.equal(false);
    expect(await mayBeReplayed({ op: "delete", where: "a < now()" })).to.equal(false);
    expect(await mayBeReplayed({ op: "add-column", name: "b", expression: "uuid()" })).to.equal(false);
    expect(await mayBeReplayed(update("1"), update("random()"))).to.equal(false);
  });

  it("may name all of that in text, and be anything else", async () => {
    for (const expression of ["'random() now()'", "upper(a) || '-' || length(a)", "a + interval 1 day", "-- now\n a"]) {
      expect(await mayBeReplayed(update(expression)), expression).to.equal(true);
    }
    expect(
      await mayBeReplayed(
        { op: "rename-column", name: "a", to: "b" },
        { op: "cast-column", name: "b", type: "VARCHAR", onError: "null" },
        { op: "drop-column", name: "b" },
      ),
    ).to.equal(true);
  });
});
