import { expect } from "@open-wc/testing";
import { literal, quoteIdentifier, stringLiteral } from "../../../src/engine/database/sql.ts";

describe("quoteIdentifier", () => {
  it("doubles quotes", () => {
    expect(quoteIdentifier('a"b')).to.equal('"a""b"');
  });

  it("refuses a NUL, at which the statement would end", () => {
    expect(() => quoteIdentifier("a\0b")).to.throw('The name "a\\u0000b"');
  });
});

describe("stringLiteral", () => {
  it("doubles apostrophes and leaves the rest", () => {
    expect(stringLiteral("it's \\n é")).to.equal("'it''s \\n é'");
  });

  it("spells NUL as a call", () => {
    expect(stringLiteral("a\0'")).to.equal("('a' || chr(0) || '''')");
  });
});

describe("literal", () => {
  it("casts to the type unless the constant has it", () => {
    expect(literal("x", "VARCHAR")).to.equal("'x'");
    expect(literal("x", "UUID")).to.equal("CAST('x' AS UUID)");
    expect(literal(true, "BOOLEAN")).to.equal("TRUE");
    expect(literal(Uint8Array.of(1, 255), "BLOB")).to.equal("from_hex('01ff')");
    expect(literal(null, "DATE")).to.equal("CAST(NULL AS DATE)");
  });

  it("keeps the sign of zero and every digit of a number", () => {
    expect(literal(-0, "DOUBLE")).to.equal("CAST('-0.0' AS DOUBLE)");
    expect(literal(0.1 + 0.2, "DOUBLE")).to.equal("CAST('0.30000000000000004' AS DOUBLE)");
    expect(literal(2n ** 63n - 1n, "BIGINT")).to.equal("CAST('9223372036854775807' AS BIGINT)");
  });
});
