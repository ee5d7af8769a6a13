import { expect } from "@open-wc/testing";
import type { VersionInfo } from "../../../src/engine/engine-events.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { FakeDiff } from "./fake-diff.ts";
import { fakeColumns } from "./fake-engine.ts";
import { GridHarness, nextFrame } from "./harness.ts";

const COLUMNS = fakeColumns(8);

function makeDiff(): FakeDiff {
  return new FakeDiff(
    {
      2: { kind: "changed", old: { 0: 999, 1: null } },
      4: { kind: "added" },
      7: { kind: "removed" },
      600: { kind: "changed", old: { 6: "1.50" } },
    },
    COLUMNS,
  );
}

describe("an open comparison", () => {
  let grid: GridHarness;
  let diff: FakeDiff;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 1_000, attributes: { controls: "" } });
    await grid.until(() => grid.text(2, 1) !== "");
    diff = makeDiff();
  });
  afterEach(() => grid.close());

  const open = async (): Promise<void> => {
    grid.engine.setDiff(diff);
    await grid.until(() => grid.row(2)?.classList.contains("changed") === true && old(2, 0) !== "");
  };
  const old = (row: number, column: number): string => grid.cell(row, column)?.querySelector("del")?.textContent ?? "";
  const sign = (row: number): string => grid.row(row)?.querySelector(".diff-bar")?.textContent ?? "";
  const announced = (): string => grid.part("persistent-table-status-bar", ".announcement")?.textContent.trim() ?? "";
  const hasBar = (): boolean => grid.root.querySelector("persistent-table-diff-bar") !== null;

  describe("in the grid", () => {
    it("marks rows by part, sign and name", async () => {
      await open();
      expect([2, 3, 4, 7].map(sign)).to.deep.equal(["~", "", "+", "−"]);
      expect([2, 3, 4, 7].map((row) => grid.row(row)?.getAttribute("part"))).to.deep.equal([
        "row changed",
        "row",
        "row added",
        "row removed",
      ]);
      expect(grid.row(7)?.getAttribute("aria-label")).to.equal("Removed row");
      expect(grid.cell(4, 3)?.getAttribute("aria-description")).to.equal("Added row");
      await expect(grid.scroller).to.be.accessible();
    });

    it("shows the old value before the present one, null as null, and both on hover", async () => {
      await open();
      expect(grid.cell(2, 0)?.getAttribute("part")).to.equal("cell diff-cell");
      expect(old(2, 0)).to.equal("999");
      expect(grid.cell(2, 0)?.lastChild?.textContent).to.equal("2");
      expect(old(2, 1)).to.equal("null");
      expect(grid.cell(2, 2)?.querySelector("del")).to.equal(null);
      expect(grid.cell(2, 2)?.getAttribute("part")).to.equal("cell");
      grid.cell(2, 0)?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, composed: true }));
      expect(grid.cell(2, 0)?.title).to.equal("Was: 999\nNow: 2");
    });

    it("asks for the old values of changed rows in view, once, and paints them when they come", async () => {
      diff.isHolding = true;
      grid.engine.setDiff(diff);
      await grid.until(() => sign(2) === "~");
      expect(diff.requests).to.deep.equal([[2]]);
      expect(grid.cell(2, 0)?.classList.contains("diff-cell")).to.equal(true);
      expect(old(2, 0)).to.equal("");
      diff.deliver();
      await grid.until(() => old(2, 0) === "999");
      await grid.element.scrollToRow(600);
      await grid.until(() => diff.requests.at(-1)?.includes(600) === true);
    });

    it("takes old values as text, and empty ones as such", async () => {
      diff.rows.set(3, { kind: "changed", old: { 1: "<b>bold</b>" } });
      diff.rows.set(5, { kind: "changed", old: { 1: "" } });
      await open();
      await grid.until(() => old(5, 1) !== "");
      expect(old(3, 1)).to.equal("<b>bold</b>");
      expect(old(5, 1)).to.equal("empty");
    });

    it("paints rows anew as they are found, and forgets all marks when it is closed", async () => {
      await open();
      diff.rows.set(9, { kind: "added" });
      diff.rows.delete(4);
      diff.change({});
      await grid.until(() => sign(9) === "+" && sign(4) === "");
      grid.engine.setDiff(null);
      await grid.until(() => sign(2) === "");
      expect(grid.row(2)?.getAttribute("part")).to.equal("row");
      expect(grid.row(7)?.hasAttribute("aria-label")).to.equal(false);
      expect(old(2, 0)).to.equal("");
      expect(grid.cell(2, 0)?.getAttribute("part")).to.equal("cell");
      expect(grid.text(2, 0)).to.equal("2");
      expect(hasBar()).to.equal(false);
    });

    it("leaves its marks behind in no recycled row", async () => {
      await open();
      await grid.scrollTo(300 * 28);
      await grid.until(() => grid.row(310) !== null && grid.text(310, 0) === "310");
      expect(grid.all(".row.changed, .row.added, .row.removed, .diff-cell, del:not([hidden])")).to.deep.equal([]);
    });

    it("does not let removed rows be edited or deleted", async () => {
      await open();
      await grid.click(7, 1);
      await grid.press("x");
      await grid.press("Delete");
      await grid.press("-", { ctrlKey: true });
      await nextFrame();
      expect(grid.editor).to.equal(null);
      expect(grid.engine.data.edits.size).to.equal(0);
      expect(grid.engine.deleted).to.deep.equal([]);
    });
  });

  describe("from change to change", () => {
    it("goes by F7 and Shift+F7, to the column that changed, and says where it is", async () => {
      await open();
      await grid.click(2, 1);
      expect((await grid.press("F7")).defaultPrevented).to.equal(true);
      await grid.until(() => announced() === "Row 5 added");
      expect(grid.focusedCell()).to.deep.equal({ row: 4, column: 1 });
      await grid.press("F7");
      await grid.until(() => announced() === "Row 8 removed");
      await grid.press("F7");
      await grid.until(() => announced() === "Row 601 changed: decimal");
      expect(grid.focusedCell()).to.deep.equal({ row: 600, column: 6 });
      expect(grid.visibleRows).to.include(600);
      await grid.press("F7");
      await grid.until(() => announced() === "No change after this row");
      await grid.press("F7", { shiftKey: true });
      await grid.until(() => grid.focusedCell()?.row === 7);
    });

    it("leaves F7 to the browser when nothing is compared", async () => {
      await grid.click(2, 1);
      expect((await grid.press("F7")).defaultPrevented).to.equal(false);
    });
  });

  describe("in bar and menus", () => {
    it("hands the wishes of its bar to the engine", async () => {
      await open();
      const buttons = [...grid.find("persistent-table-diff-bar").shadowRoot!.querySelectorAll("button")];
      buttons.find(({ textContent }) => textContent.includes("Only changes"))?.click();
      expect(grid.engine.diffViews).to.deep.equal([{ mode: "changes" }]);
      buttons.find(({ title }) => title.startsWith("Next change"))?.click();
      await grid.until(() => grid.focusedCell() !== null);
    });

    it("closes by Escape in its bar, and gives the focus to the toolbar", async () => {
      await open();
      const bar = grid.find("persistent-table-diff-bar");
      const close = bar.shadowRoot!.querySelector<HTMLElement>(".close")!;
      close.focus();
      close.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }));
      await grid.until(() => !hasBar());
      expect(grid.engine.calls).to.include("closeDiff");
      expect(grid.find("persistent-table-toolbar").shadowRoot?.activeElement?.id).to.equal("compare");
    });

    it("is stopped, not closed, by Escape while something runs", async () => {
      await open();
      grid.engine.startOperation("diff");
      const close = grid.find("persistent-table-diff-bar").shadowRoot!.querySelector<HTMLElement>(".close")!;
      close.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }));
      expect(grid.engine.calls).to.include("cancel").and.not.include("closeDiff");
    });

    it("reverts a cell or a row from the row menu, and says how many rows", async () => {
      await open();
      await grid.openMenu(2, 0);
      grid.menuItem("Revert this cell").click();
      await grid.until(() => announced().startsWith("1 row reverted"));
      await grid.openMenu(7, 0);
      expect(grid.menuItem("Delete row").getAttribute("aria-disabled")).to.equal("true");
      grid.menuItem("Bring back this row").click();
      expect(grid.engine.reverts).to.deep.equal([{ rows: [2], columns: ["integer"] }, { rows: [7] }]);
      await grid.openMenu(3, 0);
      expect(() => grid.menuItem("Revert this row")).to.throw();
    });

    it("says that no change is of the chosen kinds, and offers to show all", async () => {
      diff.mode = "changes";
      diff.filter = { kinds: ["added"] };
      grid.engine.setDiff(diff);
      grid.engine.data.rowCount = 0;
      grid.engine.data.emit("view", { rowCount: 0 });
      await grid.until(() => grid.root.querySelector(".overlay h2")?.textContent === "No change matches");
      grid.find(".overlay button").click();
      expect(grid.engine.diffViews).to.deep.equal([{ filter: {} }]);
    });

    it("has an overview beside the scroll bar, which leads to a change", async () => {
      await open();
      const overview = grid.find("persistent-table-diff-overview");
      expect(overview.getAttribute("aria-hidden")).to.equal("true");
      expect(overview.getBoundingClientRect().left).to.be.at.least(grid.scroller.getBoundingClientRect().right - 0.5);
      const canvas = overview.shadowRoot!.querySelector("canvas")!;
      await grid.until(() => canvas.height > 100);
      const { left, top, height } = canvas.getBoundingClientRect();
      const at = { clientX: left + 2, clientY: top + height * 0.602, bubbles: true, composed: true };
      canvas.dispatchEvent(new MouseEvent("click", at));
      await grid.until(() => grid.visibleRows.includes(600));
      const pixels = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
      expect(pixels.some((value) => value > 0)).to.equal(true);
    });
  });

  describe("asked for in the toolbar", () => {
    const compareItem = async (label: string): Promise<HTMLElement> => {
      const menu = grid.part("persistent-table-toolbar", "persistent-table-menu")!;
      const items = (): HTMLElement[] => [...(menu.shadowRoot?.querySelectorAll<HTMLElement>("[data-roving]") ?? [])];
      const named = (item: HTMLElement): boolean => item.querySelector(".name")?.textContent === label;
      await grid.until(() => menu.matches(":popover-open") && items().some(named));
      return items().find(named)!;
    };

    beforeEach(async () => {
      grid.engine.storage = "opfs";
      grid.engine.setHistory({ undoLabel: "Update price", redoLabel: null });
      grid.element.requestUpdate();
      await grid.element.updateComplete;
    });

    it("compares with the last saved version, and with what was before the last transform", async () => {
      for (const [label, against] of [
        ["With the last saved version", "saved"],
        ["Before the last transform", "before-transform"],
      ] as const) {
        grid.part("persistent-table-toolbar", "#compare")?.click();
        (await compareItem(label)).click();
        await grid.until(() => grid.engine.comparisons.at(-1)?.input.against === against);
      }
    });

    it("lists the kept versions", async () => {
      const plain = { name: null, kept: false, changes: null };
      const kept: VersionInfo = { version: 3, savedAt: new Date(2024, 0, 31, 12, 30), rows: 990, bytes: 1, ...plain };
      grid.engine.kept = [kept, { ...kept, version: 2, name: "Before the move" }];
      grid.part("persistent-table-toolbar", "#compare")?.click();
      (await compareItem("With a kept version…")).click();
      const label = kept.savedAt.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
      await compareItem("Before the move");
      (await compareItem(label)).click();
      await grid.until(() => grid.engine.comparisons.length > 0);
      expect(grid.engine.comparisons.last.input).to.deep.equal({ against: 3 });
    });

    it("asks for the key columns of a file", async () => {
      const input = grid.part("persistent-table-toolbar", "#compare-file") as HTMLInputElement;
      const transfer = new DataTransfer();
      const file = new File(["integer\n1"], "orders.csv");
      transfer.items.add(file);
      input.files = transfer.files;
      input.dispatchEvent(new Event("change"));
      await grid.until(() => grid.root.querySelector("persistent-table-diff-keys") !== null);
      const panel = grid.root.querySelector("persistent-table-diff-keys")!;
      await panel.updateComplete;
      await expect(panel).to.be.accessible();
      const boxes = [...panel.shadowRoot!.querySelectorAll<HTMLInputElement>("input")];
      expect(boxes.map(({ checked }) => checked).slice(0, 2)).to.deep.equal([true, false]);
      boxes[0]!.click();
      await panel.updateComplete;
      panel.shadowRoot!.querySelector<HTMLElement>(".primary")!.click();
      expect(grid.engine.comparisons).to.have.length(0);
      boxes[1]!.click();
      await panel.updateComplete;
      panel.shadowRoot!.querySelector<HTMLElement>(".primary")!.click();
      await grid.until(() => grid.engine.comparisons.length > 0);
      expect(grid.engine.comparisons.last.input.against).to.deep.equal({ file, keys: ["varchar"] });
      await grid.until(() => grid.root.querySelector("persistent-table-diff-keys") === null);
    });
  });

  describe("for the page", () => {
    it("resolves to what differs, and tells how far it is", async () => {
      const progress = grid.next("diff-progress");
      const comparing = grid.element.diff({ against: 3 });
      grid.engine.emitter.emit("diff-progress", { progress: 0.5 });
      expect((await progress).detail).to.deep.equal({ progress: 0.5 });
      const complete = grid.next("diff-complete");
      const result = { added: 1, removed: 0, changed: 2, durationMs: 9 };
      grid.engine.emitter.emit("diff-complete", result);
      grid.engine.comparisons.last.resolve(result);
      expect((await complete).detail).to.deep.equal(result);
      expect(await comparing).to.deep.equal({ added: 1, removed: 0, changed: 2 });
      await grid.until(() => announced() === "Compared: 1 row added, 2 changed");
    });

    it("rejects bad arguments, and what needs a comparison when there is none", async () => {
      for (const work of [
        () => grid.element.diff({ against: "yesterday" as "saved" }),
        () => grid.element.revert(),
        () => grid.element.exportDiff("csv"),
      ]) {
        const error = await rejectionOf(work());
        expect(error).to.be.instanceOf(PersistentTableError).and.include({ code: "invalid-argument" });
      }
    });

    it("reverts, exports and closes", async () => {
      grid.engine.setDiff(diff);
      expect(await grid.element.revert({ rows: [2, 7] })).to.equal(2);
      const exporting = grid.element.exportDiff("json");
      grid.engine.diffExports.last.resolve(new Blob(["[]"]));
      expect(await (await exporting).text()).to.equal("[]");
      expect((await rejectionOf(grid.element.exportDiff("arrow" as "csv"))).message).to.include("parquet");
      grid.element.closeDiff();
      expect(grid.engine.calls).to.include("closeDiff");
    });

    it("has no switch, no revert and no editing for two stored versions", async () => {
      void grid.element.diff({ against: 3, present: 4 });
      await open();
      const labels = [...grid.find("persistent-table-diff-bar").shadowRoot!.querySelectorAll("button")].map(
        ({ textContent }) => textContent.trim(),
      );
      await grid.click(3, 1);
      await grid.press("x");
      await nextFrame();
      expect(grid.editor).to.equal(null);
      expect(labels.join()).to.include("Changed").and.not.include("All rows").and.not.include("Revert");
    });
  });
});
