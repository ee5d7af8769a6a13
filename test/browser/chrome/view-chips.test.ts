import { expect } from "@open-wc/testing";
import { describeFilter, filterParts, withoutFilterPart } from "../../../src/elements/chrome/view-chips.ts";
import type { FilterModel } from "../../../src/engine/models.ts";

const noLabels = new Map<string, string>();
const isNull: FilterModel = { column: "a", op: "is-null" };
const isOne: FilterModel = { column: "b", op: "eq", value: 1 };

describe("view chips", () => {
  it("put every kind of condition into words", () => {
    const words = (filter: FilterModel): string => describeFilter(filter, new Map([["a", "Amount"]]));
    expect(words({ column: "a", op: "between", from: 1, to: null })).to.equal("Amount between 1 and null");
    expect(words({ column: "b", op: "starts-with", value: "x y" })).to.equal("b starts with “x y”");
    expect(words({ op: "not", condition: { op: "or", conditions: [isNull, isOne] } })).to.equal(
      "not (Amount is null or b = 1)",
    );
    expect(words({ column: "b", op: "in", values: [1, 2, 3, 4, 5] })).to.equal("b is 1 or 2 or 3 or 2 more");
    expect(words({ column: "b", op: "in", values: [] })).to.equal("b is none of the values");
    expect(words({ column: "b", op: "ge", value: 9007199254740993n })).to.equal("b ≥ 9007199254740993");
  });

  it("take the parts of an and away one by one, any other filter as a whole", () => {
    const both: FilterModel = { op: "and", conditions: [isNull, isOne] };
    expect(filterParts(both)).to.have.length(2);
    expect(withoutFilterPart(both, 0)).to.deep.equal(isOne);
    const three: FilterModel = { op: "and", conditions: [isNull, isOne, isNull] };
    expect(withoutFilterPart(three, 1)).to.deep.equal({ op: "and", conditions: [isNull, isNull] });
    expect(withoutFilterPart({ op: "or", conditions: [isNull, isOne] }, 0)).to.equal(null);
    expect(withoutFilterPart(isOne, 0)).to.equal(null);
    expect(describeFilter({ op: "and", conditions: [] }, noLabels)).to.equal("");
  });
});
