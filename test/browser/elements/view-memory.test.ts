import { expect } from "@open-wc/testing";
import { ViewStateStore } from "../../../src/engine/settings/view-state-store.ts";
import { FakeData, FakeEngine, fakeColumns } from "./fake-engine.ts";
import { GridHarness } from "./harness.ts";

describe("view state of a named table", () => {
  const open = async (name: string): Promise<GridHarness> => {
    const engine = new FakeEngine(new FakeData(fakeColumns(6), 5_000));
    const grid = await GridHarness.open({ engine, attributes: { name } });
    await grid.until(() => grid.text(grid.rowIndexes[0] ?? 0, 0) !== "");
    return grid;
  };

  it("comes back with sort, search, filter, widths, order, hidden and pinned columns, and the row at the top", async () => {
    const name = `view-${crypto.randomUUID()}`;
    let grid = await open(name);
    grid.element.sort = "double desc";
    grid.element.search = "os";
    grid.element.filter = { column: "integer", op: "ge", value: 0 };
    grid.element.columns = [
      { name: "date", pinned: "start" },
      { name: "boolean", hidden: true },
    ];
    await grid.element.updateComplete;
    grid.find('.header-cell[aria-colindex="2"] .resizer').dispatchEvent(new MouseEvent("dblclick"));
    await grid.element.updateComplete;
    const widths = grid.all(".header-cell").map((cell) => cell.getBoundingClientRect().width);
    const rested = new Promise((resolve) => grid.scroller.addEventListener("scrollend", resolve, { once: true }));
    grid.scroller.scrollTop = 28 * 2_000;
    await grid.until(() => grid.visibleRows[0] === 2_000);
    await rested;
    while ((await new ViewStateStore(name).read()).scrollRow !== 2_000);
    grid.close();
    await new Promise((resolve) => setTimeout(resolve));
    grid = await open(name);
    await grid.until(() => grid.visibleRows[0] === 2_000);
    expect(grid.element.sort).to.equal("double desc");
    expect(grid.element.search).to.equal("os");
    expect(grid.element.filter).to.deep.equal({ column: "integer", op: "ge", value: 0 });
    const labels = grid.all(".header-cell .label").map((label) => label.textContent);
    expect(labels).to.deep.equal(["date", "integer", "varchar", "double", "bigint"]);
    expect(grid.root.querySelector(".header .pinned.start")?.textContent).to.contain("date");
    expect(grid.all(".header-cell").map((cell) => cell.getBoundingClientRect().width)[1]).to.equal(widths[1]);
    await grid.element.deleteStorage();
    grid.close();
  });

  it("follows the attributes while nothing was changed", async () => {
    const name = `view-${crypto.randomUUID()}`;
    let grid = await open(name);
    grid.element.scroller?.dispatchEvent(new Event("scrollend"));
    grid.close();
    await new Promise((resolve) => setTimeout(resolve));
    grid = await GridHarness.open({
      engine: new FakeEngine(new FakeData(fakeColumns(3), 50)),
      attributes: { name, columns: '[{"name":"double"}]' },
    });
    expect(grid.find(".header-cell .label").textContent).to.equal("double");
    grid.close();
  });
});
