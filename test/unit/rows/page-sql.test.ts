import { expect } from "@open-wc/testing";
import { idListPageSql } from "../../../src/engine/rows/page-sql.ts";

const million = { rowCount: 1_000_000, columnCount: 10 };
const selects = (sql: string) => sql.split("UNION ALL").map((part) => part.replace(/^.*WHERE /, "").trim());

describe("idListPageSql", () => {
  it("reads neighbours by their range", () => {
    expect(selects(idListPageSql("*", [7, 5, 6], million))).to.deep.equal(["__pt_id >= 5 AND __pt_id <= 7"]);
  });

  it("reads ids close together by one range and a list", () => {
    expect(selects(idListPageSql("*", [500, 5, 1000], million))).to.deep.equal([
      "__pt_id >= 5 AND __pt_id <= 1000 AND __pt_id IN (5, 500, 1000)",
    ]);
  });

  it("reads a loose page by its range where few rows come for each that is asked for", () => {
    const loose = (ids: readonly number[]) => selects(idListPageSql("*", ids, million, { isLoose: true }));
    expect(loose([5, 8, 11])).to.deep.equal(["__pt_id >= 5 AND __pt_id <= 11"]);
    expect(loose([5, 17])).to.deep.equal(["__pt_id >= 5 AND __pt_id <= 17 AND __pt_id IN (5, 17)"]);
  });

  it("reads ids far apart each by itself", () => {
    expect(selects(idListPageSql("*", [900_000, 5], million))).to.deep.equal(["__pt_id = 5", "__pt_id = 900000"]);
  });

  it("scans once where lookups would cost more", () => {
    const ids = Array.from({ length: 128 }, (_, index) => index * 78_000);
    expect(selects(idListPageSql("*", ids, { rowCount: 1_000_000, columnCount: 4 }))).to.have.length(1);
    expect(selects(idListPageSql("*", ids, { rowCount: 10_000_000, columnCount: 10 }))).to.have.length(128);
  });

  it("reads nothing for no ids", () => {
    expect(idListPageSql("*", [], million)).to.match(/LIMIT 0$/);
  });
});
