import { expect } from "@open-wc/testing";
import { ANY, classify, typeOfClasses } from "../../../src/worker/import/value-classes.ts";

const encoder = new TextEncoder();

function typeOf(...texts: string[]): string {
  const classes = texts.map((text) => {
    const bytes = encoder.encode(`,${text},`);
    return classify(bytes, 1, bytes.length - 1);
  });
  return typeOfClasses(classes.reduce((common, own) => common & own, ANY));
}

describe("value classes", () => {
  const types: Record<string, string[]> = {
    BIGINT: ["0", "-1", "42", "9223372036854775807", "-9223372036854775807", " 7 "],
    HUGEINT: ["9223372036854775808", "-99999999999999999999999999999999999999"],
    DOUBLE: [
      "1.5",
      "-0",
      ".5",
      "5.",
      "1e5",
      "1.5E-10",
      "NaN",
      "-inf",
      "Infinity",
      "0.30000000000000004",
      "1.500000000000000000000",
    ],
    BOOLEAN: ["true", "FALSE", "True"],
    DATE: ["2024-01-31", "2024-02-29", "0001-01-01"],
    TIMESTAMP: ["2024-01-31 00:00", "2024-01-31T23:59:59", "2024-01-31 12:00:00.123456"],
    "TIMESTAMP WITH TIME ZONE": ["2024-01-31T12:00:00Z", "2024-01-31 12:00:00.5Z"],
    TIME: ["00:00:00", "23:59:59.999999"],
    VARCHAR: [
      "00501",
      "-01",
      "007.5",
      "+49",
      "1,5",
      "1_000",
      "0x10",
      "1e400",
      "1e",
      "-",
      ".",
      "-.",
      "e5",
      "1.2.3",
      "12-34",
      "0.123456789012345678",
      "123456789012345678901234567890123456789",
      "2023-02-29",
      "2024-13-01",
      "2024-1-31",
      "31.01.2024",
      "1/8/90 0:00",
      "2024-01-31 24:00:00",
      "2024-01-31T12:00Z",
      "2024-01-31T12:00:00+02:00",
      "2024-01-31 12:00:00.1234567",
      "0000-01-01",
      "12:00",
      "24:00:00",
      "tRue",
      "yes",
      "null",
      "nAn",
      "x",
    ],
  };
  for (const [type, texts] of Object.entries(types)) {
    for (const text of texts) {
      it(`takes ${JSON.stringify(text)} for ${type}`, () => expect(typeOf(text)).to.equal(type));
    }
  }

  it("takes what a column's values have in common", () => {
    expect(typeOf("1", "2.5")).to.equal("DOUBLE");
    expect(typeOf("1", "9223372036854775808")).to.equal("HUGEINT");
    expect(typeOf("9007199254740991", "0.5")).to.equal("DOUBLE");
    expect(typeOf("9007199254740993", "0.5")).to.equal("VARCHAR");
    expect(typeOf("2024-01-31", "2024-01-31 12:00")).to.equal("VARCHAR");
    expect(typeOf("true", "1")).to.equal("VARCHAR");
    expect(typeOf()).to.equal("VARCHAR");
  });
});
