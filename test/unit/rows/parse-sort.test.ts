import { expect } from "@open-wc/testing";
import * as fc from "fast-check";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { formatSort, parseSort } from "../../../src/engine/rows/parse-sort.ts";

describe("parseSort", () => {
  it("reads names with and without a direction", () => {
    expect(parseSort(" price desc, name ,  unit price ASC")).to.deep.equal([
      { column: "price", direction: "desc" },
      { column: "name", direction: "asc" },
      { column: "unit price", direction: "asc" },
    ]);
  });

  it("takes quoted names as they are", () => {
    expect(parseSort('"unit, ""net"" desc" desc,"asc"')).to.deep.equal([
      { column: 'unit, "net" desc', direction: "desc" },
      { column: "asc", direction: "asc" },
    ]);
  });

  it("takes a lone direction word as a name", () => {
    expect(parseSort("desc")).to.deep.equal([{ column: "desc", direction: "asc" }]);
  });

  it("reads blank text as no sort", () => {
    expect(parseSort("  ")).to.deep.equal([]);
  });

  for (const [text, place] of [
    ["a,", 3],
    [",a", 1],
    ["a,,b", 3],
    ['"a', 1],
    [' "a" down', 1],
    ['a, "b"c', 3],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} and says where`, () => {
      expect(() => parseSort(text))
        .to.throw(PersistentTableError, `character ${place},`)
        .with.property("code", "invalid-argument");
    });
  }

  it("reads back what formatSort writes, whatever the names", () => {
    const key = fc.record({
      column: fc.string({
        minLength: 1,
        unit: fc.constantFrom("a", "B", '"', ",", " ", "desc", " asc", "é", "\n", "\\"),
      }),
      direction: fc.constantFrom("asc" as const, "desc" as const),
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 4 }), (sort) => {
        expect(parseSort(formatSort(sort))).to.deep.equal(sort);
      }),
      { numRuns: 500 },
    );
  });
});
