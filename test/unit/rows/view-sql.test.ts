import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import type { FilterModel } from "../../../src/engine/models.ts";
import { filterSql } from "../../../src/engine/rows/filter-sql.ts";
import { searchSql } from "../../../src/engine/rows/search-sql.ts";
import { orderBy, viewSql } from "../../../src/engine/rows/view-sql.ts";
import type { Column } from "../../../src/engine/schema.ts";

const columns: readonly Column[] = Object.entries({
  Price: "DECIMAL(9,2)",
  name: "VARCHAR",
  born: "DATE",
  code: "UUID",
  ratio: "DOUBLE",
  flag: "BOOLEAN",
}).map(([name, type], id) => ({ id, name, type, nullable: true }));

const view = { sort: [], filter: null, search: "" };

describe("viewSql", () => {
  it("finds columns ignoring case, the exact name first", () => {
    const twins: Column[] = [...columns, { id: 9, name: "NAME", type: "VARCHAR", nullable: true }];
    const { order } = viewSql(
      {
        ...view,
        sort: [
          { column: "price", direction: "asc" },
          { column: "NAME", direction: "desc" },
        ],
      },
      twins,
    );
    expect(orderBy(order)).to.equal('"Price" ASC NULLS LAST, "NAME" DESC NULLS LAST, __pt_id');
  });

  it("sorts by a column once", () => {
    const sort = [
      { column: "name", direction: "asc" },
      { column: "Name", direction: "desc" },
    ] as const;
    expect(viewSql({ ...view, sort }, columns).order).to.have.length(1);
  });

  it("has no condition without a filter or a search term", () => {
    expect(viewSql({ ...view, search: " " }, columns).where).to.equal(null);
  });

  it("names an unknown column and those there are", () => {
    expect(() => viewSql({ ...view, sort: [{ column: "prize", direction: "asc" }] }, columns))
      .to.throw(PersistentTableError, 'sort: there is no column "prize". The columns are: Price, name')
      .with.property("code", "unknown-column");
  });
});

describe("filterSql", () => {
  const refusals: readonly [FilterModel, string][] = [
    [
      { column: "Price", op: "gt", value: "dear" },
      '"gt" on column "Price" (DECIMAL(9,2)) takes a number, found "dear"',
    ],
    [{ column: "Price", op: "lt", value: null }, "use is-null"],
    [{ column: "name", op: "contains", value: null }, "takes text, found null"],
    [{ column: "born", op: "eq", value: 2024 }, '"born" (DATE)'],
    [{ column: "born", op: "eq", value: "2024-02-30" }, "There is no such day in the calendar."],
    [{ column: "code", op: "in", values: ["x"] }, "Not a UUID"],
    [{ column: "flag", op: "eq", value: "maybe" }, "Neither true nor false."],
  ];
  for (const [filter, message] of refusals) {
    it(`refuses ${JSON.stringify(filter)}`, () => {
      expect(() => filterSql(filter, columns))
        .to.throw(PersistentTableError, message)
        .with.property("code", "invalid-argument");
    });
  }

  it("quotes text that looks like SQL", () => {
    expect(filterSql({ column: "name", op: "eq", value: "'; DROP TABLE x --" }, columns)).to.contain(
      "'''; DROP TABLE x --'",
    );
  });

  it("writes numbers for a decimal column without a cast that would round them", () => {
    expect(filterSql({ column: "Price", op: "gt", value: "12.345" }, columns)).to.contain('"Price" > 12.345 ');
  });
});

describe("searchSql", () => {
  const searched = (term: string) =>
    columns.filter(({ name }) => searchSql(term, columns)?.includes(`"${name}"`)).map(({ name }) => name);

  it("looks only where the term can be", () => {
    expect(searched("smith")).to.deep.equal(["name"]);
    expect(searched("12")).to.deep.equal(["Price", "name", "born", "code", "ratio"]);
    expect(searched("12.5")).to.deep.equal(["Price", "name", "ratio"]);
    expect(searched("True")).to.deep.equal(["name", "flag"]);
    expect(searched("inf")).to.deep.equal(["name", "born", "ratio"]);
  });

  it("finds nothing where the term can be nowhere", () => {
    expect(searchSql("smith", columns.slice(0, 1))).to.equal("FALSE");
  });
});
