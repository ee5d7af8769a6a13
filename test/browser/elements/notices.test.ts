import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { GridHarness } from "./harness.ts";

const MESSAGE = "Another tab has this table open: you see its changes here, and editing is off.";

for (const controls of [false, true]) {
  describe(`notices ${controls ? "with" : "without"} controls`, () => {
    let grid: GridHarness;

    beforeEach(async () => {
      grid = await GridHarness.open({ rows: 100, attributes: controls ? { controls: "" } : {} });
      await grid.until(() => grid.text(2, 1) !== "");
    });
    afterEach(() => grid.close());

    const ids = (): (string | undefined)[] => grid.all(".notice").map((each) => each.dataset["id"]);
    const message = (id: string): string => grid.find(`[data-id=${id}] .message`).textContent;
    const button = (id: string, label: string): HTMLButtonElement => {
      const all = grid.all(`[data-id=${id}] button`) as HTMLButtonElement[];
      const named = (each: HTMLButtonElement): string => each.getAttribute("aria-label") ?? each.textContent.trim();
      const found = all.find((each) => named(each) === label);
      if (!found) throw new Error(`There is no button ${label}.`);
      return found;
    };
    const warn = async (reason: "other-tab" | "quota" | "damaged", text: string): Promise<void> => {
      grid.engine.emitter.emit("storage-warning", { reason, message: text });
      await grid.element.updateComplete;
    };
    const follow = async (): Promise<void> => {
      grid.engine.setAccess("read");
      await warn("other-tab", MESSAGE);
    };

    it("say that another tab has the table, and take it over", async () => {
      await follow();
      expect(message("other-tab").trim()).to.equal(MESSAGE);
      button("other-tab", "Take over").focus();
      button("other-tab", "Take over").click();
      await grid.element.updateComplete;
      expect(button("other-tab", "Taking over…").getAttribute("aria-busy")).to.equal("true");
      button("other-tab", "Taking over…").click();
      expect(grid.engine.takeOvers).to.have.lengthOf(1);
      grid.engine.setAccess("write");
      grid.engine.takeOvers.last.resolve();
      await grid.until(() => !ids().includes("other-tab"));
      const said = controls
        ? () => grid.part("persistent-table-status-bar", ".announcement")?.textContent
        : () => message("announcement");
      expect(said()).to.contain("You can edit this table here now");
      await grid.until(() => grid.root.activeElement === grid.scroller);
    });

    it("say why it could not be taken over, and let the reader try again", async () => {
      await follow();
      button("other-tab", "Take over").click();
      grid.engine.takeOvers.last.reject(new PersistentTableError("storage-locked", "The other tab does not answer."));
      await grid.until(() => message("other-tab").includes("does not answer"));
      button("other-tab", "Take over").click();
      expect(grid.engine.takeOvers).to.have.lengthOf(2);
    });

    it("say what is safe while the disk is full, as that changes", async () => {
      grid.engine.hasUnsavedChanges = true;
      grid.engine.setSaveState("failed");
      await warn("quota", "The disk is full.");
      expect(message("quota")).to.contain("The disk is full.").and.to.contain("keep it open");
      expect(grid.find("[data-id=quota]").getAttribute("role")).to.equal("alert");
      grid.engine.hasUnsavedChanges = false;
      grid.engine.setSaveState("failed");
      await grid.until(() => message("quota").includes("All changes so far are safe"));
    });

    it("free old versions, or try again, until a save succeeds", async () => {
      await warn("quota", "The disk is full.");
      button("quota", "Free old versions").click();
      await grid.element.updateComplete;
      button("quota", "Try again").click();
      expect(grid.engine.saves).to.have.lengthOf(0);
      grid.engine.freeings.last.reject(new PersistentTableError("storage-quota", "The disk is full."));
      await grid.until(() => message("quota").includes("That did not help."));
      button("quota", "Try again").click();
      expect(grid.engine.saves).to.have.lengthOf(1);
      grid.engine.emitter.emit("save-complete", { table: "t", version: 2, rows: 1, bytes: 1, durationMs: 1 });
      await grid.until(() => ids().length === 0);
    });

    it("keep what was damaged until it is dismissed, all of it in one", async () => {
      await warn("damaged", "One file is damaged.");
      await warn("damaged", "The last change was not written completely.");
      grid.engine.setSaveState("clean");
      await grid.element.updateComplete;
      expect(message("damaged").trim()).to.equal("One file is damaged.\nThe last change was not written completely.");
      button("damaged", "Dismiss the message").click();
      await grid.until(() => ids().length === 0);
    });

    it("stand below each other, the worst first, set as text", async () => {
      await follow();
      grid.engine.emitter.emit("engine-restart", { reason: "<b>It</b> ran out of memory.", lostChanges: 0 });
      await warn("damaged", "One file is damaged.");
      expect(ids()).to.deep.equal(["damaged", "other-tab", "restart"]);
      expect(message("restart")).to.contain("no change was lost. <b>It</b> ran out");
      const boxes = grid.all(".notice").map((each) => each.getBoundingClientRect());
      expect(boxes.every(({ top }, index) => index === 0 || top >= (boxes[index - 1]?.bottom ?? 0))).to.equal(true);
      await expect(grid.find(".notices")).to.be.accessible();
    });

    it("say when a cancel has to wait, until it is over", async () => {
      const wait = { waiting: true, operations: ["transform"], message: "The database is still busy." } as const;
      grid.engine.emitter.emit("cancel-wait", wait);
      await grid.until(() => ids().includes("wait"));
      grid.engine.emitter.emit("cancel-wait", { waiting: false, operations: [], message: null });
      await grid.until(() => ids().length === 0);
    });

    it("say that another tab deleted the table, until the next one is there", async () => {
      const comes = [
        () => grid.engine.emitter.emit("load-complete", { source: "src", rows: 1, durationMs: 1 }),
        () => grid.engine.emitter.emit("state-change", { state: "ready" }),
      ];
      for (const come of comes) {
        grid.engine.emitter.emit("table-deleted", { message: "This table was deleted in another tab." });
        grid.engine.emitter.emit("state-change", { state: "idle" });
        await grid.until(() => ids().includes("deleted"));
        expect(message("deleted").trim()).to.equal("This table was deleted in another tab.");
        expect(grid.find("[data-id=deleted]").classList.contains("plain")).to.equal(true);
        come();
        await grid.until(() => ids().length === 0);
      }
    });

    it("show a problem that no event tells, once", async () => {
      grid.engine.error = new Error("The column price does not exist.");
      grid.engine.emitter.emit("state-change", { state: "ready" });
      await grid.until(() => ids().includes("problem"));
      button("problem", "Dismiss the message").click();
      grid.engine.emitter.emit("state-change", { state: "ready" });
      await grid.element.updateComplete;
      expect(ids()).to.deep.equal([]);
    });

    it("tell of a full disk once when an edit meets it", async () => {
      grid.engine.storeError = new PersistentTableError("storage-quota", "The disk is full.");
      await grid.click(2, 0);
      await grid.press("Delete");
      await grid.until(() => ids().length > 0);
      expect(ids()).to.deep.equal(["quota"]);
    });
  });
}
