import { expect } from "@open-wc/testing";
import { GridHarness } from "./harness.ts";

describe("undo and redo", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 1_000, attributes: { controls: "" } });
    await grid.until(() => grid.text(2, 1) !== "");
    await grid.click(2, 1);
  });
  afterEach(() => grid.close());

  const both = { undoLabel: "Update price", redoLabel: "Delete 3 rows" };
  const steps = (): string[] => grid.engine.calls.filter((call) => call === "undo" || call === "redo");
  const button = (word: string): HTMLElement => {
    const found = grid.part("persistent-table-toolbar", `button[aria-label^="${word}"]`);
    if (!found) throw new Error(`There is no button ${word}.`);
    return found;
  };

  it("go by the usual keys", async () => {
    grid.engine.setHistory(both);
    for (const [key, modifiers] of [
      ["z", { ctrlKey: true }],
      ["z", { metaKey: true }],
      ["Z", { ctrlKey: true, shiftKey: true }],
      ["Z", { metaKey: true, shiftKey: true }],
      ["y", { ctrlKey: true }],
    ] as const) {
      expect((await grid.press(key, modifiers)).defaultPrevented).to.equal(true);
    }
    expect(steps()).to.deep.equal(["undo", "undo", "redo", "redo", "redo"]);
  });

  it("leave the keys to the text field while a cell is edited", async () => {
    grid.engine.setHistory(both);
    await grid.doubleClick(2, 1);
    expect((await grid.press("z", { ctrlKey: true })).defaultPrevented).to.equal(false);
    expect(steps()).to.deep.equal([]);
  });

  it("say in the toolbar what they would do, and are off when there is nothing", async () => {
    expect(button("Nothing to undo").getAttribute("aria-disabled")).to.equal("true");
    grid.engine.setHistory({ undoLabel: "Update price", redoLabel: null });
    await grid.until(() => grid.part("persistent-table-toolbar", '[aria-label^="Undo Update price ("]') !== null);
    expect(button("Undo Update price").title).to.match(/^Undo Update price \((Ctrl\+|⌘)Z\)$/);
    expect(button("Undo Update price").getAttribute("aria-disabled")).to.equal("false");
    expect(button("Nothing to redo").getAttribute("aria-disabled")).to.equal("true");
    button("Nothing to redo").click();
    button("Undo Update price").click();
    expect(steps()).to.deep.equal(["undo"]);
  });

  it("tell what they did", async () => {
    grid.engine.setHistory(both);
    await grid.press("z", { ctrlKey: true });
    const said = (): string | undefined =>
      grid.part("persistent-table-status-bar", ".announcement")?.textContent.trim();
    await grid.until(() => said() === "Undone: Update price");
  });

  it("are not to be had when readonly", async () => {
    grid.engine.setHistory(both);
    grid.element.readonly = true;
    await grid.element.updateComplete;
    expect((await grid.press("z", { ctrlKey: true })).defaultPrevented).to.equal(false);
    await grid.press("y", { ctrlKey: true });
    expect(steps()).to.deep.equal([]);
    expect(() => button("Undo")).to.throw();
  });
});
