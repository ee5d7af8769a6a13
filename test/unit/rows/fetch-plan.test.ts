import { expect } from "@open-wc/testing";
import { planFetches } from "../../../src/engine/rows/fetch-plan.ts";

const span = { firstBlock: 2, endBlock: 8, groups: [0, 1] };

describe("planFetches", () => {
  it("joins neighbouring blocks up to a limit", () => {
    expect(planFetches(span, () => false, 4)).to.deep.equal([
      { firstBlock: 2, endBlock: 6, groups: [0, 1] },
      { firstBlock: 6, endBlock: 8, groups: [0, 1] },
    ]);
  });

  it("leaves out what is there, block by block and group by group", () => {
    const has = (block: number, group: number) => block === 3 || (block === 5 && group === 0);
    expect(planFetches(span, has, 4)).to.deep.equal([
      { firstBlock: 2, endBlock: 3, groups: [0, 1] },
      { firstBlock: 4, endBlock: 5, groups: [0, 1] },
      { firstBlock: 5, endBlock: 6, groups: [1] },
      { firstBlock: 6, endBlock: 8, groups: [0, 1] },
    ]);
  });
});
