import { expect } from "@open-wc/testing";
import { GridHarness } from "./harness.ts";

describe("keyboard and focus", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open();
    await grid.until(() => grid.text(2, 1) !== "");
  });
  afterEach(() => grid.close());

  it("moves one focused cell, and tells of the selection", async () => {
    const selections: unknown[] = [];
    grid.element.addEventListener("selection-change", (event) => selections.push(event.detail));
    await grid.click(2, 1);
    await grid.press("ArrowDown");
    await grid.press("ArrowRight");
    expect(grid.focusedCell()).to.deep.equal({ row: 3, column: 2 });
    expect(grid.element.selection).to.deep.equal({ row: 3, column: "double" });
    expect(selections).to.deep.equal([
      { row: 2, column: "varchar" },
      { row: 3, column: "varchar" },
      { row: 3, column: "double" },
    ]);
    expect(grid.all(".focused")).to.have.lengthOf(1);
  });

  it("goes to the last and the first cell by Ctrl+End and Ctrl+Home", async () => {
    await grid.click(2, 1);
    await grid.press("End", { ctrlKey: true });
    expect(grid.element.selection).to.deep.equal({ row: 9_999_999, column: "timestamp" });
    await grid.until(() => grid.visibleRows.at(-1) === 9_999_999);
    await grid.press("Home", { ctrlKey: true });
    expect(grid.element.selection).to.deep.equal({ row: 0, column: "integer" });
    await grid.until(() => grid.visibleRows[0] === 0);
  });

  it("keeps the focused row in view from page to page", async () => {
    await grid.click(0, 0);
    for (let page = 0; page < 5; page++) await grid.press("PageDown");
    const row = grid.element.selection?.row ?? 0;
    expect(row).to.be.above(50);
    expect(grid.visibleRows).to.include(row);
  });

  it("points assistive technology at the focused cell, while it has an element", async () => {
    await grid.click(2, 1);
    const id = grid.scroller.getAttribute("aria-activedescendant");
    expect(grid.root.getElementById(id ?? "")).to.equal(grid.cell(2, 1));
    await grid.element.scrollToRow(4_000_000);
    expect(grid.all("#active-cell")).to.deep.equal([]);
    await grid.element.scrollToRow(0);
    expect(grid.root.getElementById(id ?? "")).to.equal(grid.cell(2, 1));
  });

  it("describes itself as a grid", () => {
    expect(grid.scroller.getAttribute("role")).to.equal("grid");
    expect(grid.scroller.getAttribute("aria-rowcount")).to.equal("10000001");
    expect(grid.scroller.getAttribute("aria-colcount")).to.equal("8");
    expect(grid.row(0)?.getAttribute("aria-rowindex")).to.equal("2");
    expect(grid.all('[role="columnheader"]')).to.have.lengthOf(8);
  });

  it("lets Tab leave the grid, so that nobody has to pass all cells", async () => {
    grid = await GridHarness.open({ rows: 10, columns: 4 });
    await grid.click(3, 1);
    expect((await grid.press("Tab")).defaultPrevented).to.equal(false);
    expect((await grid.press("Tab", { shiftKey: true })).defaultPrevented).to.equal(false);
    expect(grid.focusedCell()).to.deep.equal({ row: 3, column: 1 });
  });

  it("sorts from the header by keyboard", async () => {
    await grid.click(0, 2);
    await grid.press("ArrowUp");
    const header = grid.find('.header-cell[aria-colindex="3"]');
    expect(header.id).to.equal(grid.scroller.getAttribute("aria-activedescendant"));
    await grid.press("Enter");
    expect(grid.element.sort).to.equal("double");
    expect(header.getAttribute("aria-sort")).to.equal("ascending");
    await grid.press("ArrowDown");
    expect(grid.element.selection).to.deep.equal({ row: 0, column: "double" });
  });

  it("cancels the running operation by Escape", async () => {
    await grid.click(0, 0);
    await grid.press("Escape");
    expect(grid.engine.calls).to.include("cancel");
  });
});
