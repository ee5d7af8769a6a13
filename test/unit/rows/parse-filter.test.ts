import { expect } from "@open-wc/testing";
import * as fc from "fast-check";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import type { FilterModel, FilterValue } from "../../../src/engine/models.ts";
import { parseFilter } from "../../../src/engine/rows/parse-filter.ts";

const value = fc.oneof<fc.Arbitrary<FilterValue>[]>(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.boolean(),
  fc.constant(null),
);
const { filter } = fc.letrec<{ filter: FilterModel }>((tie) => ({
  filter: fc.oneof(
    { depthSize: "small" },
    fc.record({ op: fc.constantFrom("eq" as const, "lt" as const, "contains" as const), column: fc.string(), value }),
    fc.record({ op: fc.constant("between" as const), column: fc.string(), from: value, to: value }),
    fc.record({ op: fc.constant("in" as const), column: fc.string(), values: fc.array(value) }),
    fc.record({ op: fc.constant("is-null" as const), column: fc.string() }),
    fc.record({ op: fc.constant("not" as const), condition: tie("filter") }),
    fc.record({
      op: fc.constantFrom("and" as const, "or" as const),
      conditions: fc.array(tie("filter"), { maxLength: 3 }),
    }),
  ),
}));

describe("parseFilter", () => {
  it("reads back any filter from its JSON", () => {
    fc.assert(
      fc.property(filter, (model) => {
        expect(parseFilter(JSON.stringify(model))).to.deep.equal(model);
      }),
    );
  });

  it("reads absent and blank input as no filter", () => {
    for (const input of [null, undefined, "", " ", "null"]) expect(parseFilter(input)).to.equal(null);
  });

  it("throws nothing but its own error, whatever the input", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (input) => {
        try {
          parseFilter(input);
        } catch (error) {
          expect(error).to.be.instanceOf(PersistentTableError);
        }
      }),
    );
  });

  for (const [input, message] of [
    ["{", "not JSON"],
    ["[]", 'filter: expected an object with "op", found an array'],
    [{ op: "like" }, "filter.op: expected one of and, or, not, eq"],
    [{ op: "eq", value: 1 }, "filter.column: expected the name of a column, found nothing"],
    [{ op: "eq", column: "a" }, "filter.value: expected text, a number, true, false or null, found nothing"],
    [{ op: "in", column: "a", values: 5 }, "filter.values: expected an array, found a number"],
    [{ op: "and", conditions: [{ op: "is-null", column: "a" }, { op: "not" }] }, "filter.conditions[1].condition:"],
  ] as const) {
    it(`refuses ${JSON.stringify(input)} and says what is accepted`, () => {
      expect(() => parseFilter(input))
        .to.throw(PersistentTableError, message)
        .with.property("code", "invalid-argument");
    });
  }

  it("refuses endless nesting", () => {
    let model: unknown = { op: "is-null", column: "a" };
    for (let depth = 0; depth < 100; depth++) model = { op: "not", condition: model };
    expect(() => parseFilter(model)).to.throw(PersistentTableError, "nested deeper");
  });
});
