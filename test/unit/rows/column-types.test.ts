import { expect } from "@open-wc/testing";
import { alignmentOf, isInteger, isNumeric, isTemporal, typeInfo } from "../../../src/engine/rows/column-types.ts";

describe("typeInfo", () => {
  it("reads ranges of integers", () => {
    expect(typeInfo("TINYINT").range).to.deep.equal({ min: -128n, max: 127n });
    expect(typeInfo("UHUGEINT").range?.max).to.equal(2n ** 128n - 1n);
  });

  it("reads precision and scale", () => {
    expect(typeInfo("DECIMAL(38,10)")).to.deep.include({ kind: "decimal", precision: 38, scale: 10 });
    expect(typeInfo("decimal(5)")).to.deep.include({ precision: 5, scale: 0 });
  });

  it("reads the values of an ENUM with quotes, commas and parentheses", () => {
    expect(typeInfo("ENUM('a', 'it''s', 'x, (y)', '')").values).to.deep.equal(["a", "it's", "x, (y)", ""]);
  });

  it("sees what nests", () => {
    for (const type of [
      "INTEGER[]",
      "ENUM('a')[]",
      "INTEGER[3]",
      "STRUCT(a INTEGER, b DATE)",
      "MAP(VARCHAR, DATE)",
      "UNION(a DATE)",
    ]) {
      expect(typeInfo(type).kind, type).to.equal("nested");
    }
  });

  it("tells fractions of a second and time zones", () => {
    expect(typeInfo("TIMESTAMP_NS").secondDigits).to.equal(9);
    expect(typeInfo("TIMESTAMPTZ")).to.deep.include({ name: "TIMESTAMP WITH TIME ZONE", withTimeZone: true });
  });

  it("knows aliases and gives unknown names back", () => {
    expect(typeInfo("int").name).to.equal("INTEGER");
    expect(typeInfo("GEOMETRY")).to.deep.equal({ kind: "other", name: "GEOMETRY" });
  });
});

describe("Kinds of columns", () => {
  it("lines numbers and times up at the end", () => {
    expect(["BIGINT", "DECIMAL(4,1)", "DOUBLE", "DATE", "TIMESTAMP"].map(alignmentOf)).to.deep.equal(
      Array(5).fill("end"),
    );
    expect(["VARCHAR", "BOOLEAN", "UUID", "BIGINT[]"].map(alignmentOf)).to.deep.equal(Array(4).fill("start"));
  });

  it("tells numbers, whole numbers and times apart", () => {
    expect([
      isNumeric("FLOAT"),
      isInteger("FLOAT"),
      isInteger("HUGEINT"),
      isTemporal("TIME"),
      isTemporal("INTERVAL"),
    ]).to.deep.equal([true, false, true, true, false]);
  });
});
