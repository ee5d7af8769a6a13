import { expect } from "@open-wc/testing";
import { NATURAL_VIEW, type FilterModel, type ViewModel } from "../../../src/engine/models.ts";
import { retargetView } from "../../../src/engine/rows/retarget-view.ts";

const BEFORE = [
  { id: 1, name: "price" },
  { id: 2, name: "name" },
  { id: 3, name: "Name" },
];
const RENAMED = [
  { id: 1, name: "cost" },
  { id: 2, name: "name" },
  { id: 3, name: "Name" },
];
const DROPPED = BEFORE.slice(1);

const above = (column: string): FilterModel => ({ column, op: "gt", value: 1 });

describe("a view after a change of the columns", () => {
  it("stays the same when none of its columns changed", () => {
    const view: ViewModel = { sort: [{ column: "name", direction: "asc" }], filter: above("name"), search: "x" };
    expect(retargetView(view, BEFORE, RENAMED).view).to.equal(view);
    expect(retargetView(view, BEFORE, DROPPED)).to.deep.equal({ view, lost: [] });
    expect(retargetView(NATURAL_VIEW, BEFORE, []).view).to.equal(NATURAL_VIEW);
  });

  it("follows renamed columns, however they were spelled", () => {
    const view: ViewModel = {
      sort: [
        { column: "PRICE", direction: "desc" },
        { column: "Name", direction: "asc" },
      ],
      filter: { op: "and", conditions: [{ op: "not", condition: above("price") }, above("Name")] },
      search: "",
    };
    expect(retargetView(view, BEFORE, RENAMED)).to.deep.equal({
      view: {
        sort: [
          { column: "cost", direction: "desc" },
          { column: "Name", direction: "asc" },
        ],
        filter: { op: "and", conditions: [{ op: "not", condition: above("cost") }, above("Name")] },
        search: "",
      },
      lost: [],
    });
  });

  it("leaves out only what was asked of columns that are gone, and names them", () => {
    const view: ViewModel = {
      sort: [
        { column: "price", direction: "desc" },
        { column: "name", direction: "asc" },
      ],
      filter: {
        op: "or",
        conditions: [above("price"), above("name"), { op: "not", condition: above("price") }],
      },
      search: "x",
    };
    expect(retargetView(view, BEFORE, DROPPED)).to.deep.equal({
      view: {
        sort: [{ column: "name", direction: "asc" }],
        filter: { op: "or", conditions: [above("name")] },
        search: "x",
      },
      lost: ["price"],
    });
  });

  it("has no filter left when all of it was about columns that are gone", () => {
    const filter: FilterModel = { op: "and", conditions: [above("price"), { op: "or", conditions: [above("price")] }] };
    expect(retargetView({ ...NATURAL_VIEW, filter }, BEFORE, DROPPED).view).to.deep.equal(NATURAL_VIEW);
  });

  it("keeps names that were no columns before", () => {
    const view: ViewModel = { ...NATURAL_VIEW, sort: [{ column: "no such", direction: "asc" }] };
    expect(retargetView(view, BEFORE, DROPPED)).to.deep.equal({ view, lost: [] });
  });
});
