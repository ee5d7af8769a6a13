import { expect } from "@open-wc/testing";
import type { BeforeCellEditEvent } from "../../../src/elements/events.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { GridHarness, nextFrame } from "./harness.ts";

describe("editing a cell", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 1_000 });
    await grid.until(() => grid.text(2, 1) !== "");
  });
  afterEach(() => grid.close());

  const edited = (row: number, column: number): unknown => grid.engine.data.edits.get(`${row}:${column}`);

  it("opens on a double click with the exact value, commits by Enter and moves down", async () => {
    await grid.doubleClick(2, 0);
    expect(grid.editor?.value).to.equal("2");
    grid.type("77");
    await grid.press("Enter");
    await grid.until(() => grid.editor === null);
    expect(edited(2, 0)).to.equal(77);
    await grid.until(() => grid.text(2, 0) === "77");
    expect(grid.focusedCell()).to.deep.equal({ row: 3, column: 0 });
    expect(grid.root.activeElement).to.equal(grid.scroller);
  });

  it("covers its cell exactly, also far down the table", async () => {
    grid.close();
    grid = await GridHarness.open();
    await grid.element.scrollToRow(7_000_000);
    await grid.doubleClick(7_000_000, 2);
    const cell = grid.cell(7_000_000, 2)?.getBoundingClientRect();
    const editor = grid.editor?.getBoundingClientRect();
    expect(editor?.left).to.be.closeTo(cell?.left ?? 0, 1.5);
    expect(editor?.top).to.be.closeTo(cell?.top ?? 0, 1.5);
    expect(editor?.width).to.be.closeTo(cell?.width ?? 0, 1.5);
  });

  it("replaces the value when the reader just types", async () => {
    await grid.click(4, 1);
    const event = await grid.press("x");
    await grid.until(() => grid.editor !== null && grid.root.activeElement === grid.editor);
    expect(event.defaultPrevented).to.equal(true);
    expect(grid.editor?.value).to.equal("x");
  });

  it("commits by Tab and moves right", async () => {
    await grid.click(2, 0);
    await grid.press("F2");
    await grid.until(() => grid.root.activeElement === grid.editor);
    grid.type("5");
    await grid.press("Tab");
    await grid.until(() => grid.editor === null);
    expect(grid.focusedCell()).to.deep.equal({ row: 2, column: 1 });
    expect(edited(2, 0)).to.equal(5);
  });

  it("leaves the cell as it was on Escape", async () => {
    await grid.doubleClick(2, 0);
    grid.type("9");
    await grid.press("Escape");
    await grid.until(() => grid.editor === null);
    expect(edited(2, 0)).to.equal(undefined);
    expect(grid.focusedCell()).to.deep.equal({ row: 2, column: 0 });
  });

  it("writes nothing when nothing was changed", async () => {
    await grid.doubleClick(2, 0);
    await grid.press("Enter");
    await grid.until(() => grid.editor === null);
    expect(edited(2, 0)).to.equal(undefined);
  });

  it("refuses a value that does not fit, with the reason beside the cell, and stays open", async () => {
    await grid.doubleClick(2, 0);
    grid.type("many");
    await grid.press("Enter");
    await grid.until(() => grid.root.querySelector(".problem") !== null);
    expect(grid.find(".problem").textContent).to.contain("not a whole number");
    expect(grid.editor?.getAttribute("aria-invalid")).to.equal("true");
    expect(grid.editor?.value).to.equal("many");
    expect(edited(2, 0)).to.equal(undefined);
    expect(grid.text(2, 0)).to.equal("2");
    grid.type("12");
    await grid.press("Enter");
    await grid.until(() => grid.editor === null);
    expect(edited(2, 0)).to.equal(12);
  });

  it("shows the reason inside the grid, also at its last row", async () => {
    grid.element.columns = [{ name: "varchar" }];
    await grid.element.updateComplete;
    await grid.element.scrollToRow(999);
    await grid.until(() => grid.cell(999, 1) !== null);
    await grid.doubleClick(999, 1);
    grid.type("many");
    await grid.press("Enter");
    await grid.until(() => grid.root.querySelector(".problem") !== null);
    const view = grid.scroller.getBoundingClientRect();
    expect(grid.find(".problem").getBoundingClientRect().bottom).to.be.below(view.bottom);
  });

  it("asks the page first, which may forbid it", async () => {
    let detail: unknown;
    grid.element.addEventListener("before-cell-edit", (event: BeforeCellEditEvent) => {
      detail = event.detail;
      event.preventDefault();
    });
    await grid.doubleClick(3, 0);
    grid.type("8");
    await grid.press("Enter");
    await grid.until(() => grid.editor === null);
    expect(detail).to.deep.equal({ row: 3, column: "integer", oldValue: 3, newValue: "8" });
    expect(edited(3, 0)).to.equal(undefined);
  });

  it("tells the page of an edit", async () => {
    const told = grid.next("cell-edit");
    await grid.element.setCell(6, "integer", 60);
    const detail = { row: 6, column: "integer", oldValue: 6, newValue: 60, durable: true };
    expect((await told).detail).to.deep.equal(detail);
    await grid.until(() => grid.text(6, 0) === "60");
  });

  it("sets NULL by Delete", async () => {
    await grid.click(2, 0);
    await grid.press("Delete");
    await grid.until(() => grid.cell(2, 0)?.classList.contains("null") === true);
    expect(edited(2, 0)).to.equal(null);
  });

  it("leaves Enter and Escape to an input method while it composes", async () => {
    await grid.doubleClick(2, 1);
    grid.type("に");
    await grid.press("Enter", { isComposing: true });
    await grid.press("Escape", { isComposing: true });
    expect(grid.editor?.value).to.equal("に");
    expect(edited(2, 1)).to.equal(undefined);
  });

  it("keeps what was typed while the row is scrolled out and back", async () => {
    await grid.doubleClick(2, 0);
    grid.type("123");
    const { editor } = grid;
    grid.scroller.scrollTop = 20_000;
    await grid.until(() => grid.row(2) === null);
    grid.scroller.scrollTop = 0;
    await grid.until(() => grid.row(2) !== null);
    expect(grid.editor).to.equal(editor);
    expect(grid.editor?.value).to.equal("123");
    const cell = grid.cell(2, 0)?.getBoundingClientRect();
    expect(grid.editor?.getBoundingClientRect().top).to.be.closeTo(cell?.top ?? 0, 1.5);
  });

  it("takes a value that could not be stored for now, and says so beside the table", async () => {
    grid.engine.storeError = new PersistentTableError("storage-io", "The disk did not answer.");
    await grid.doubleClick(2, 0);
    grid.type("77");
    await grid.press("Enter");
    await grid.until(() => grid.editor === null);
    await grid.until(() => grid.text(2, 0) === "77");
    expect(grid.root.querySelector(".problem")).to.equal(null);
    await grid.until(() => grid.root.querySelector(".notice") !== null);
    expect(grid.find(".notice .message").textContent).to.contain(
      "is made, but not stored yet. The disk did not answer.",
    );
  });

  it("is over when the value shows, however long it takes to store it", async () => {
    const stored = Promise.withResolvers<void>();
    grid.engine.acknowledging = stored.promise;
    await grid.doubleClick(2, 0);
    grid.type("77");
    await grid.press("Enter");
    await grid.until(() => grid.editor === null);
    expect(edited(2, 0)).to.equal(77);
    grid.engine.storeError = new PersistentTableError("worker-died", "It stopped.");
    stored.resolve();
    await grid.until(() => grid.root.querySelector(".notice") !== null);
  });

  it("edits nothing when readonly, by element or by column", async () => {
    grid.element.columns = [{ name: "integer", readonly: true }];
    await grid.element.updateComplete;
    await grid.until(() => grid.text(2, 1) !== "");
    await grid.click(2, 0);
    await grid.press("F2");
    expect(grid.editor).to.equal(null);
    grid.element.readonly = true;
    await grid.click(2, 1);
    await grid.press("F2");
    await nextFrame();
    expect(grid.editor).to.equal(null);
    await grid.press("Delete");
    expect(grid.engine.data.edits.size).to.equal(0);
  });
});
