import { expect } from "@open-wc/testing";
import type { FilterModel, SortModel } from "../../../src/engine/models.ts";
import type { EmbeddedRowSource } from "../../../src/engine/rows/embedded-row-source.ts";
import { parseSort } from "../../../src/engine/rows/parse-sort.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { cellsOf, idsOf, TestTable } from "./table.ts";

const PEOPLE = `
  SELECT * FROM (VALUES
    (0::BIGINT, 'Ada',          12.50::DECIMAL(9,2), 1.5::DOUBLE,   DATE '1815-12-10', true),
    (1,         'bob''s "pub"', NULL,                'nan'::DOUBLE, DATE '2001-01-01', false),
    (2,         'ÄRGER, groß',  -3.00,               NULL,          NULL,              NULL),
    (3,         NULL,           12.50,               -2.0,          DATE '1999-12-31', true),
    (4,         '',             100.00,              'inf',         DATE '2001-01-01', false),
    (5,         '100%_\\',      0.00,                0.0,           DATE '2024-02-29', true)
  ) AS t(__pt_id, "full ""name"", x", price, ratio, born, flag)`;
const NAME = 'full "name", x';

describe("EmbeddedRowSource", () => {
  let table: TestTable;
  let source: EmbeddedRowSource;

  before(async () => (table = await TestTable.open()));
  after(() => table.close());

  describe("with a few rows", () => {
    before(async () => (source = await table.fill(PEOPLE)));

    const sorts: readonly [SortModel, number[]][] = [
      [parseSort("price"), [2, 5, 0, 3, 4, 1]],
      [parseSort("PRICE desc"), [4, 0, 3, 5, 2, 1]],
      [parseSort("price desc, ratio"), [4, 3, 0, 5, 2, 1]],
      [parseSort("ratio desc"), [1, 4, 0, 5, 3, 2]],
      [parseSort('"full ""name"", x"'), [4, 5, 0, 1, 2, 3]],
      [parseSort("flag desc, born"), [0, 3, 5, 1, 4, 2]],
    ];
    for (const [sort, ids] of sorts) {
      it(`sorts by ${sort.map(({ column, direction }) => `${column} ${direction}`).join(", ")}, NULLs last, ties by id`, async () => {
        expect(await idsOf(source, { sort })).to.deep.equal(ids);
      });
    }

    const filters: readonly [FilterModel, number[]][] = [
      [{ column: "price", op: "eq", value: 12.5 }, [0, 3]],
      [{ column: "price", op: "ne", value: "12.5" }, [1, 2, 4, 5]],
      [{ column: "price", op: "gt", value: 12.499 }, [0, 3, 4]],
      [{ column: "price", op: "le", value: 0n }, [2, 5]],
      [{ column: "price", op: "eq", value: null }, [1]],
      [{ column: "price", op: "between", from: -5, to: 12.5 }, [0, 2, 3, 5]],
      [{ column: "price", op: "in", values: [0, null] }, [1, 5]],
      [{ column: "price", op: "in", values: [] }, []],
      [{ column: "ratio", op: "eq", value: NaN }, [1]],
      [{ column: "ratio", op: "gt", value: 1 }, [0, 1, 4]],
      [{ column: "ratio", op: "is-null" }, [2]],
      [{ column: "born", op: "ge", value: "2001-01-01" }, [1, 4, 5]],
      [{ column: "flag", op: "eq", value: true }, [0, 3, 5]],
      [{ op: "not", condition: { column: "flag", op: "eq", value: true } }, [1, 2, 4]],
      [{ column: NAME, op: "eq", value: `bob's "pub"` }, [1]],
      [{ column: NAME, op: "eq", value: "" }, [4]],
      [{ column: NAME, op: "contains", value: "ärg" }, [2]],
      [{ column: NAME, op: "contains", value: "%_\\" }, [5]],
      [{ column: NAME, op: "starts-with", value: "ADA" }, [0]],
      [{ column: NAME, op: "ends-with", value: "GROß" }, [2]],
      [{ column: NAME, op: "is-not-null" }, [0, 1, 2, 4, 5]],
      [{ column: "born", op: "contains", value: "-01-01" }, [1, 4]],
      [
        {
          op: "or",
          conditions: [
            { column: NAME, op: "eq", value: "Ada" },
            {
              op: "and",
              conditions: [
                { column: "flag", op: "eq", value: false },
                { column: "price", op: "is-null" },
              ],
            },
          ],
        },
        [0, 1],
      ],
    ];
    for (const [filter, ids] of filters) {
      const name = JSON.stringify(filter, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
      it(`filters by ${name}`, async () => {
        expect(await idsOf(source, { filter })).to.deep.equal(ids);
      });
    }

    const searches: readonly [string, number[]][] = [
      ["ADA", [0]],
      ["ärger", [2]],
      ['"PUB"', [1]],
      ["12.5", [0, 3]],
      ["nan", [1]],
      ["2001-01", [1, 4]],
      ["TRUE", [0, 3, 5]],
      ["%_", [5]],
      ["nowhere", []],
      ["  ", [0, 1, 2, 3, 4, 5]],
    ];
    for (const [search, ids] of searches) {
      it(`searches for ${JSON.stringify(search)} in the text of every column`, async () => {
        expect(await idsOf(source, { search })).to.deep.equal(ids);
      });
    }

    it("sorts what a filter and a search leave", async () => {
      const filter: FilterModel = { column: "price", op: "is-not-null" };
      expect(await idsOf(source, { sort: parseSort("born desc"), filter, search: "1" })).to.deep.equal([5, 4, 3, 0]);
    });

    it("reads pages of a view whose rows are in any order", async () => {
      const view = await source.openView({ sort: parseSort("price"), filter: null, search: "" }, {});
      const cells = await cellsOf(source, view, { start: 1, end: 4 });
      expect(cells.map(([name]) => name)).to.deep.equal(["100%_\\", "Ada", null]);
    });
  });

  it("leaves out rows that were deleted, in natural order", async () => {
    source = await table.fill("SELECT range AS __pt_id, range * 2 AS n FROM range(1000)");
    await table.write("DELETE FROM __pt_rows WHERE __pt_id IN (0, 500, 999)");
    const view = await source.openView({ sort: [], filter: null, search: "" }, {});
    expect(view.rowCount).to.equal(997);
    expect(await cellsOf(source, view, { start: 498, end: 500 })).to.deep.equal([[998n], [1002n]]);
  });

  it("keeps natural order when rows were written anew out of order", async () => {
    source = await table.fill("SELECT range AS __pt_id, [range] AS list FROM range(300)");
    await table.write("UPDATE __pt_rows SET list = [7] WHERE __pt_id = 5");
    await table.write("DELETE FROM __pt_rows WHERE __pt_id = 299 OR __pt_id = 100");
    const ids = await idsOf(source, {});
    expect(ids).to.deep.equal(Array.from({ length: 299 }, (_, id) => id).filter((id) => id !== 100));
  });

  it("holds ids past 32 bits", async () => {
    source = await table.fill("SELECT range + 5000000000 AS __pt_id, range AS n FROM range(300)");
    expect((await idsOf(source, { sort: parseSort("n desc") })).slice(0, 2)).to.deep.equal([5000000299, 5000000298]);
  });

  it("shows an empty table", async () => {
    source = await table.fill("SELECT range AS __pt_id, range AS n FROM range(0)");
    expect(await idsOf(source, {})).to.deep.equal([]);
    expect(await idsOf(source, { sort: parseSort("n") })).to.deep.equal([]);
  });
});

describe("EmbeddedRowSource over a million rows", () => {
  let table: TestTable;
  let source: EmbeddedRowSource;

  before(async () => {
    table = await TestTable.open();
    source = await table.fill(`
      SELECT range AS __pt_id, nullif(hash(range) % 1000, 7)::INTEGER AS k, 'n' || (hash(range * 3) % 5000) AS name,
        CASE range % 5 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN NULL ELSE range % 77 END AS odd, range % 2 = 0 AS flag,
        CASE range % 3 WHEN 0 THEN NULL WHEN 1 THEN repeat('x', 70) || hash(range) % 3 ELSE 'y' END AS long
      FROM range(1000000)`);
  });
  after(() => table.close());

  for (const sort of ["k", "k desc, name", "name desc", "odd", "odd desc, k", "flag, name", "long desc, flag, k"]) {
    it(`sorts by ${sort} part by part as in one go`, async () => {
      const terms = parseSort(sort).map(({ column, direction }) => `${column} ${direction} NULLS LAST`);
      const expected = await table.queue.query(
        `SELECT __pt_id::INTEGER FROM __pt_rows ORDER BY ${terms.join(", ")}, __pt_id`,
        { priority: "urgent" },
      );
      const view = await source.openView({ sort: parseSort(sort), filter: null, search: "" }, {});
      expect(view.rowCount).to.equal(1_000_000);
      const ids = expected.getChildAt(0)?.toArray() as Int32Array;
      expect(view.ids?.findIndex((id, row) => id !== ids[row])).to.equal(-1);
    });
  }

  it("gives a view up when it is aborted, and the next one still works", async () => {
    const abort = new AbortController();
    const reason = new Error("no longer wanted");
    const older = source.openView(
      { sort: parseSort("name, odd"), filter: null, search: "1" },
      { signal: abort.signal },
    );
    const newer = source.openView({ sort: parseSort("k"), filter: null, search: "" }, {});
    abort.abort(reason);
    expect(await rejectionOf(older)).to.equal(reason);
    expect((await newer).rowCount).to.equal(1_000_000);
    const again = await source.openView({ sort: parseSort("name, odd"), filter: null, search: "" }, {});
    expect(again.rowCount).to.equal(1_000_000);
  });

  it("reads a page urgently while a view is computed", async () => {
    let viewDone = false;
    const view = source
      .openView({ sort: parseSort("name, odd"), filter: null, search: "" }, {})
      .then(() => (viewDone = true));
    const natural = await source.openView({ sort: [], filter: null, search: "" }, {});
    const cells = await cellsOf(source, natural, { start: 128_000, end: 128_001 });
    expect(viewDone).to.equal(false);
    expect(cells[0]?.[3]).to.equal(true);
    await view;
  });
});
