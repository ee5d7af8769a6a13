import { expect } from "@open-wc/testing";
import type { BeforeCellEditEvent } from "../../../src/elements/events.ts";
import { GridHarness, nextFrame } from "./harness.ts";

describe("copy and paste", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 1_000, columns: 4 });
    await grid.until(() => grid.text(2, 1) !== "");
  });
  afterEach(() => grid.close());

  const notice = (): string => grid.root.querySelector(".notice span")?.textContent ?? "";

  it("copies the exact value of the focused cell", async () => {
    await grid.click(7, 2);
    expect(grid.copy()).to.equal(String(grid.engine.data.getCell(7, 2)?.value));
    expect(grid.text(7, 2)).to.not.equal(grid.copy());
  });

  it("copies a row with all its columns from the menu", async () => {
    let copied = "";
    const { clipboard } = navigator;
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: { writeText: (text: string) => Promise.resolve(void (copied = text)) },
    });
    await grid.openMenu(5, 1);
    grid.menuItem("Copy row").click();
    await grid.until(() => copied !== "");
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: clipboard });
    const values = grid.engine.data.columns.map(({ id }) => grid.engine.data.valueAt(5, id));
    expect(copied).to.equal(values.map((value) => String(value ?? "")).join("\t"));
  });

  it("leaves copying to the browser in an editor, and where no cell has the focus", async () => {
    expect(grid.copy()).to.equal(null);
    await grid.doubleClick(2, 0);
    const event = new ClipboardEvent("copy", { bubbles: true, composed: true, cancelable: true });
    grid.editor?.dispatchEvent(event);
    expect(event.defaultPrevented).to.equal(false);
  });

  it("pastes down and right from the focused cell as one change", async () => {
    await grid.click(2, 0);
    expect(grid.paste('5\tLima\r\n6\t"two\nlines"\r\n')).to.equal(true);
    await grid.until(() => grid.engine.pastes.length > 0);
    expect(grid.engine.pastes).to.deep.equal([
      [
        { row: 2, column: "integer", value: "5" },
        { row: 2, column: "varchar", value: "Lima" },
        { row: 3, column: "integer", value: "6" },
        { row: 3, column: "varchar", value: "two\nlines" },
      ],
    ]);
    await grid.until(() => notice() === "4 cells pasted");
  });

  it("refuses a value that does not fit with the reason, and changes nothing", async () => {
    await grid.click(2, 0);
    grid.paste("5\tLima\nmany\tBogotá");
    await grid.until(() => notice() !== "");
    expect(notice()).to.contain('"many" is not a whole number');
    expect(grid.engine.pastes).to.deep.equal([]);
    expect(grid.engine.data.edits.size).to.equal(0);
  });

  it("says why with controls, too", async () => {
    grid.close();
    grid = await GridHarness.open({ rows: 1_000, columns: 4, attributes: { controls: "" } });
    await grid.until(() => grid.text(2, 1) !== "");
    await grid.click(2, 0);
    grid.paste("many");
    await grid.until(() => notice() === '"many" is not a whole number.');
    grid.find(".notice button").click();
    await grid.until(() => notice() === "");
    grid.paste("many");
    await grid.until(() => notice() !== "");
  });

  it("leaves out what goes beyond the edge of the table, and says so", async () => {
    await grid.click(0, 0);
    await grid.press("End", { ctrlKey: true });
    await grid.until(() => grid.cell(999, 3) !== null);
    grid.paste("2020-01-01\tx\n2020-01-02\ty");
    await grid.until(() => grid.engine.pastes.length > 0);
    expect(grid.engine.pastes[0]).to.deep.equal([{ row: 999, column: "date", value: "2020-01-01" }]);
    await grid.until(() => notice() === "1 cell pasted; left out: 3 cells beyond the edge of the table");
  });

  it("asks the page for each cell, and leaves out what it forbids", async () => {
    const asked: unknown[] = [];
    grid.element.addEventListener("before-cell-edit", (event: BeforeCellEditEvent) => {
      asked.push(event.detail);
      if (event.detail.column === "varchar") event.preventDefault();
    });
    await grid.click(2, 0);
    grid.paste("5\tLima");
    await grid.until(() => grid.engine.pastes.length > 0);
    expect(asked).to.deep.equal([
      { row: 2, column: "integer", oldValue: 2, newValue: "5" },
      { row: 2, column: "varchar", oldValue: grid.engine.data.getCell(2, 1)?.value, newValue: "Lima" },
    ]);
    expect(grid.engine.pastes[0]).to.deep.equal([{ row: 2, column: "integer", value: "5" }]);
    await grid.until(() => notice().includes("1 cell that this page keeps"));
  });

  it("leaves read-only columns as they are", async () => {
    grid.element.columns = [{ name: "integer" }, { name: "varchar", readonly: true }];
    await grid.element.updateComplete;
    await grid.until(() => grid.text(2, 1) !== "");
    await grid.click(2, 0);
    grid.paste("5\tLima\t0.5");
    await grid.until(() => grid.engine.pastes.length > 0);
    expect(grid.engine.pastes[0]?.map(({ column }) => column)).to.deep.equal(["integer", "double"]);
    await grid.until(() => notice().includes("1 cell in read-only columns"));
  });

  it("reads the old values of rows that are not here yet", async () => {
    grid.engine.data.isHolding = true;
    const asked: unknown[] = [];
    grid.element.addEventListener("before-cell-edit", ({ detail }) => asked.push(detail.oldValue));
    await grid.click(0, 0);
    grid.paste(Array.from({ length: 300 }, (_, row) => String(row * 2)).join("\n"));
    await grid.until(() => grid.engine.pastes.length > 0);
    expect(grid.engine.data.getCell(299, 0)).to.equal(undefined);
    expect(asked).to.deep.equal(Array.from({ length: 300 }, (_, row) => row));
    expect(grid.engine.pastes[0]).to.have.lengthOf(300);
  });

  it("pastes nothing when readonly", async () => {
    grid.element.readonly = true;
    await grid.click(2, 0);
    expect(grid.paste("5")).to.equal(false);
    await nextFrame();
    expect(grid.engine.pastes).to.deep.equal([]);
  });
});
