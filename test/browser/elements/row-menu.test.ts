import { expect } from "@open-wc/testing";
import { GridHarness } from "./harness.ts";

describe("row menu and row keys", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 1_000 });
    await grid.until(() => grid.text(2, 1) !== "");
  });
  afterEach(() => grid.close());

  const labels = (): (string | undefined)[] => grid.menuItems.map((item) => item.querySelector(".name")?.textContent);
  const focused = (): string | undefined =>
    grid.find(".row-menu").shadowRoot?.activeElement?.querySelector(".name")?.textContent;
  const press = (key: string): boolean =>
    grid
      .find(".row-menu")
      .shadowRoot?.activeElement?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }),
      ) ?? false;

  it("opens by a right click on a cell, which gets the focus", async () => {
    await grid.openMenu(3, 1);
    expect(grid.focusedCell()).to.deep.equal({ row: 3, column: 1 });
    expect(labels()).to.deep.equal([
      "Copy cell",
      "Copy row",
      "Paste",
      "Add row at the end",
      "Delete row",
      "Undo",
      "Redo",
    ]);
    expect(focused()).to.equal("Copy cell");
    await expect(grid.find(".row-menu")).to.be.accessible();
  });

  it("opens at the focused cell by Shift+F10 and by the menu key", async () => {
    for (const [key, modifiers] of [["F10", { shiftKey: true }] as const, ["ContextMenu", {}] as const]) {
      await grid.click(4, 1);
      expect((await grid.press(key, modifiers)).defaultPrevented).to.equal(true);
      await grid.until(() => grid.menuItems.length > 0);
      const cell = grid.cell(4, 1)?.getBoundingClientRect();
      const menu = grid.find(".row-menu").getBoundingClientRect();
      expect(menu.left).to.be.closeTo(cell?.left ?? 0, 1);
      expect(menu.top).to.be.closeTo((cell?.bottom ?? 0) + 4, 1);
      press("Escape");
      expect(grid.menuItems).to.deep.equal([]);
    }
  });

  it("moves by arrow keys, Home, End and first letters", async () => {
    await grid.openMenu(3, 1);
    press("ArrowDown");
    expect(focused()).to.equal("Copy row");
    press("End");
    expect(focused()).to.equal("Redo");
    press("ArrowDown");
    expect(focused()).to.equal("Copy cell");
    press("d");
    expect(focused()).to.equal("Delete row");
    press("Home");
    expect(focused()).to.equal("Copy cell");
  });

  it("closes by Escape without cancelling anything, and gives the focus back to the grid", async () => {
    await grid.openMenu(3, 1);
    press("Escape");
    expect(grid.menuItems).to.deep.equal([]);
    expect(grid.root.activeElement).to.equal(grid.scroller);
    expect(grid.engine.calls).to.not.include("cancel");
  });

  it("closes when the focus or a press goes elsewhere, and when the page scrolls", async () => {
    await grid.openMenu(3, 1);
    grid.scroller.focus();
    expect(grid.menuItems).to.deep.equal([]);
    await grid.openMenu(3, 1);
    grid.scroller.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
    expect(grid.menuItems).to.deep.equal([]);
    await grid.openMenu(3, 1);
    grid.scroller.dispatchEvent(new WheelEvent("wheel", { bubbles: true, composed: true }));
    expect(grid.menuItems).to.deep.equal([]);
  });

  it("deletes the row, and offers to take it back", async () => {
    await grid.openMenu(3, 1);
    grid.menuItem("Delete row").click();
    await grid.until(() => grid.engine.deleted.length > 0);
    expect(grid.engine.deleted).to.deep.equal([3]);
    await grid.until(() => grid.root.querySelector(".notice")?.textContent.includes("1 row deleted") === true);
    grid.find(".notice button").click();
    expect(grid.engine.calls).to.include("undo");
  });

  it("adds a row at the end and goes there", async () => {
    await grid.openMenu(3, 1);
    grid.menuItem("Add row at the end").click();
    await grid.until(() => grid.element.selection?.row === 1_000);
    expect(grid.engine.appended).to.deep.equal([{}]);
    await grid.until(() => grid.visibleRows.includes(1_000));
  });

  it("says what undo would take back, and has it off when there is nothing", async () => {
    grid.engine.setHistory({ undoLabel: "Edit price", redoLabel: null });
    await grid.openMenu(3, 1);
    expect(grid.menuItem("Redo").getAttribute("aria-disabled")).to.equal("true");
    grid.menuItem("Redo").click();
    grid.menuItem("Undo Edit price").click();
    expect(grid.engine.calls).to.include("undo").and.not.include("redo");
  });

  it("has keys for deleting the focused row and adding one", async () => {
    await grid.click(5, 0);
    expect((await grid.press("-", { ctrlKey: true })).defaultPrevented).to.equal(true);
    await grid.until(() => grid.engine.deleted.length > 0);
    expect(grid.engine.deleted).to.deep.equal([5]);
    await grid.press("+", { ctrlKey: true, shiftKey: true });
    await grid.until(() => grid.engine.appended.length > 0);
  });

  it("only copies when readonly, and leaves the keys to the browser", async () => {
    grid.element.readonly = true;
    await grid.element.updateComplete;
    await grid.openMenu(3, 1);
    expect(labels()).to.deep.equal(["Copy cell", "Copy row"]);
    press("Escape");
    expect((await grid.press("-", { ctrlKey: true })).defaultPrevented).to.equal(false);
    expect((await grid.press("+", { ctrlKey: true, shiftKey: true })).defaultPrevented).to.equal(false);
    expect([...grid.engine.deleted, ...grid.engine.appended]).to.deep.equal([]);
  });
});
