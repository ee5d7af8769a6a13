import { expect } from "@open-wc/testing";
import { columnLayout, storageType } from "../../../src/engine/persistence/storage-type.ts";
import { parseTypeName, typeNameOf } from "../../../src/engine/persistence/type-name.ts";

describe("type names", () => {
  for (const name of [
    "BIGINT",
    "DECIMAL(18,3)",
    "TIMESTAMP WITH TIME ZONE",
    "ENUM('a', 'it''s', ')', '')",
    "INTEGER[]",
    "VARCHAR[][3]",
    'STRUCT(a INTEGER, "b ""c)" STRUCT(d DATE[]))[]',
    "MAP(VARCHAR, MAP(INTEGER, DECIMAL(4,2)))",
    "UNION(num INTEGER, str VARCHAR)",
  ]) {
    it(`are taken apart and put together again: ${name}`, () => {
      expect(typeNameOf(parseTypeName(name))).to.equal(name);
    });
  }

  for (const name of ["", "STRUCT(", "MAP(INTEGER)", "INTEGER[", "INTEGER)", "STRUCT()"]) {
    it(`are refused when they are none: "${name}"`, () => {
      expect(() => parseTypeName(name)).to.throw(SyntaxError);
    });
  }

  it("become the types that a snapshot holds", () => {
    expect(storageType("BIGINT")).to.equal("BIGINT");
    expect(storageType("ENUM('a', 'b')")).to.equal("VARCHAR");
    expect(storageType("STRUCT(a INTERVAL, b UUID[])")).to.equal("STRUCT(a VARCHAR, b VARCHAR[])");
    expect(storageType("MAP(HUGEINT, BIT)[]")).to.equal("MAP(VARCHAR, VARCHAR)[]");
    expect(storageType("STRUCT(a UNION(x INTEGER))")).to.equal(null);
  });

  it("tell how Parquet holds the values", () => {
    expect(["BIGINT", "DECIMAL(18,3)", "DATE"].map(columnLayout)).to.deep.equal(["integer", "integer", "integer"]);
    expect(["FLOAT", "VARCHAR", "BLOB"].map(columnLayout)).to.deep.equal(["float", "bytes", "bytes"]);
    expect(["DECIMAL(19,3)", "BOOLEAN", "INTEGER[]"].map(columnLayout)).to.deep.equal(["other", "other", "other"]);
  });
});
