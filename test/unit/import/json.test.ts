import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { columnType, chunkTexts, convert } from "../../../src/worker/import/column-conversion.ts";
import { uniqueNames } from "../../../src/worker/import/column-names.ts";
import { ExactNumbers } from "../../../src/worker/import/exact-numbers.ts";
import { findJsonError } from "../../../src/worker/import/json-error.ts";
import { encodeValues } from "../../../src/worker/import/json-values.ts";

describe("JSON errors", () => {
  it("finds none where JSON.parse finds none", () => {
    fc.assert(fc.property(fc.json(), (json) => void expect(findJsonError(json)).to.equal(null)));
  });

  it("finds one where JSON.parse finds one", () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", '"', "x", "\n", "\\"))
      .map(([json, at, insert]) => {
        const index = at % json.length;
        return json.slice(0, index) + insert + json.slice(index + 1);
      });
    fc.assert(
      fc.property(damaged, (json) => {
        let valid = true;
        try {
          JSON.parse(json);
        } catch {
          valid = false;
        }
        expect(findJsonError(json) === null).to.equal(valid);
      }),
      { numRuns: 500 },
    );
  });

  it("tells the place and what was expected there", () => {
    expect(findJsonError('{"a": 1,}')).to.include({ offset: 8, expected: "a property name in double quotes" });
    expect(findJsonError('{"a" 1}')).to.include({ offset: 5, expected: '":"' });
    expect(findJsonError('{"a": [1 2]}')).to.include({ offset: 9, expected: '"," or "]"' });
    expect(findJsonError("[1, tru]")?.offset).to.equal(4);
    expect(findJsonError('["\\x"]')?.offset).to.equal(2);
  });
});

describe("exact numbers", () => {
  const numbers = new ExactNumbers();
  const read = (json: string): unknown => JSON.parse(numbers.protect(json)) as unknown;

  it("come through JSON.parse as they were written", () => {
    expect(numbers.unwrap((read("[12345678901234567890]") as string[])[0] ?? "")).to.equal("12345678901234567890");
    expect(read('[1, 2.5, "12345678901234567890", 0.30000000000000004, 9007199254740991]')).to.deep.equal([
      1,
      2.5,
      "12345678901234567890",
      0.30000000000000004,
      9007199254740991,
    ]);
  });

  it("come back in nested JSON", () => {
    const json = '{"id":12345678901234567890,"list":[0.1234567890123456789],"text":"12345678901234567890"}';
    expect(numbers.stringify(read(json))).to.equal(json);
  });
});

describe("columns of values", () => {
  const numbers = new ExactNumbers();
  const value = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.bigInt(),
    fc.string(),
    fc.constant("2024-01-31"),
  );
  const text = (item: boolean | number | bigint | string | null): string | null =>
    item === null ? null : Object.is(item, -0) ? "-0" : String(item);

  it("hold every value exactly, whatever is mixed in chunks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 }),
        (chunks) => {
          const encoded = chunks.map((chunk) => encodeValues(chunk, numbers));
          const type = columnType(encoded);
          const texts = encoded.flatMap((chunk) => chunkTexts(convert(chunk, type)));
          expect(texts).to.deep.equal(chunks.flat().map(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("are of a type that all chunks share", () => {
    const typeOf = (...chunks: unknown[][]): string => columnType(chunks.map((chunk) => encodeValues(chunk, numbers)));
    expect(typeOf([1], [null], [2])).to.equal("BIGINT");
    expect(typeOf([1], [0.5])).to.equal("DOUBLE");
    expect(typeOf([2n ** 62n + 1n], [0.5])).to.equal("VARCHAR");
    expect(typeOf([1], [2n ** 70n])).to.equal("HUGEINT");
    expect(typeOf(["2024-01-31"], ["2024-02-01", null])).to.equal("DATE");
    expect(typeOf(["2024-01-31"], ["x"])).to.equal("VARCHAR");
    expect(typeOf([true], [1])).to.equal("VARCHAR");
    expect(typeOf([null], [undefined])).to.equal("VARCHAR");
  });
});

describe("unique names", () => {
  it("keeps the first, and never the name of another", () => {
    expect(uniqueNames(["a", "a", "a_1", "A", "", " ", "__pt_id", "__proto__"])).to.deep.equal([
      "a",
      "a_2",
      "a_1",
      "A_3",
      "column_5",
      "column_6",
      "__pt_id_1",
      "__proto__",
    ]);
  });

  it("are unique without regard to case, for any names", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "A", "_", "1", ""), maxLength: 4 })), (names) => {
        const unique = uniqueNames(names).map((name) => name.toLowerCase());
        expect(new Set(unique).size).to.equal(names.length);
      }),
    );
  });
});
