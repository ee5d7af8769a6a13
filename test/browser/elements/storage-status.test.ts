import { expect } from "@open-wc/testing";
import type { VersionInfo } from "../../../src/engine/engine-events.ts";
import { FakeData, FakeEngine, fakeColumns } from "./fake-engine.ts";
import { GridHarness } from "./harness.ts";

const BAR = "persistent-table-status-bar";
const PRIVATE = "This is a private window.";

describe("what the status bar says of the storage", () => {
  let grid: GridHarness;
  afterEach(() => grid.close());

  const open = async (attributes: Record<string, string>, storage: FakeEngine["storage"]): Promise<void> => {
    const engine = new FakeEngine(new FakeData(fakeColumns(3), 100));
    engine.storage = storage;
    grid = await GridHarness.open({ engine, attributes });
  };
  const named = (attributes: Record<string, string> = {}): Record<string, string> => ({
    name: `status-${crypto.randomUUID()}`,
    ...attributes,
  });
  const bar = (): HTMLElement | null =>
    grid.root.querySelector(BAR)?.shadowRoot?.querySelector<HTMLElement>(".save") ?? null;
  const text = (): string => bar()?.querySelector(".text")?.textContent ?? "";
  const title = (): string => bar()?.title ?? "";
  const version = (number: number): VersionInfo => {
    return { version: number, savedAt: new Date(), rows: 100, bytes: 1, name: null, kept: false, changes: null };
  };

  describe("that cannot be used", () => {
    it("is why, also when it was told before there was a bar", async () => {
      await open(named(), "memory");
      grid.engine.emitter.emit("storage-warning", { reason: "no-opfs", message: PRIVATE });
      grid.element.controls = true;
      await grid.until(() => title().includes(PRIVATE));
      expect(text()).to.equal("In memory only, not saved");
    });

    it("is what one may know of a stored table, also when it was told before", async () => {
      await open(named(), "opfs");
      grid.engine.emitter.emit("storage-warning", { reason: "not-persisted", message: "The browser may delete it." });
      grid.element.controls = true;
      await grid.until(() => title().includes("The browser may delete it."));
    });

    it("is not that the table has no name where it has one", async () => {
      await open(named({ controls: "" }), "memory");
      await grid.until(() => title().includes("this browser or page cannot store files here"));
      expect(title()).to.not.contain("no name");
    });

    it("is that the table has no name where it has none, as it comes and goes", async () => {
      await open({ controls: "" }, "memory");
      await grid.until(() => title().includes("the table has no name"));
      grid.engine.emitter.emit("storage-warning", { reason: "no-opfs", message: PRIVATE });
      await grid.until(() => title().includes(PRIVATE));
    });
  });

  describe("after the stored table was deleted", () => {
    it("is that the rows are stored no more, until they are again", async () => {
      await open(named({ controls: "" }), "opfs");
      await grid.engine.setVersions([version(1)]);
      await grid.until(() => text().startsWith("All changes saved"));
      await grid.element.deleteStorage();
      await grid.until(() => text() === "Not stored");
      expect(title()).to.equal("The stored table was deleted; it is stored again with the next change or save");
      grid.engine.setSaveState("dirty");
      await grid.until(() => text() === "Storing changes…");
      await grid.engine.setVersions([version(2)]);
      grid.engine.setSaveState("clean");
      await grid.until(() => text().startsWith("All changes saved"));
    });

    it("is that a save stores it again where nothing is saved without asking", async () => {
      await open(named({ controls: "", autosave: "off" }), "opfs");
      await grid.element.deleteStorage();
      await grid.until(() => text() === "Not stored");
      expect(title()).to.contain("with the next save");
    });

    it("is the same in a bar that was not there", async () => {
      await open(named(), "opfs");
      await grid.element.deleteStorage();
      grid.element.controls = true;
      await grid.until(() => text() === "Not stored");
    });

    it("is the same for an element that shows the table since", async () => {
      await open(named({ controls: "" }), "opfs");
      grid.engine.emitter.emit("load-complete", { source: "storage", rows: 100, durationMs: 1 });
      await grid.until(() => text() === "Not stored");
    });

    it("lets the reader save", async () => {
      await open(named({ controls: "" }), "opfs");
      const save = (): HTMLElement | undefined => {
        const buttons = grid.root.querySelector("persistent-table-toolbar")?.shadowRoot?.querySelectorAll("button");
        return [...(buttons ?? [])].find((button) => button.textContent.trim() === "Save");
      };
      await grid.engine.setVersions([version(1)]);
      await grid.until(() => save()?.title === "All is saved");
      await grid.element.deleteStorage();
      await grid.until(() => save()?.title === "Save now");
      save()?.click();
      expect(grid.engine.saves).to.have.lengthOf(1);
      grid.engine.saves.last.resolve({ version: 2, rows: 100, bytes: 1, durationMs: 1 });
    });
  });

  it("is nothing false while a new table is loaded and saved for the first time", async () => {
    await open(named({ controls: "" }), "opfs");
    const { engine } = grid;
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      await grid.element.updateComplete;
      await grid.root.querySelector(BAR)?.updateComplete;
      if (text() !== seen.at(-1)) seen.push(text());
    };
    // In the order of the engine.
    engine.state = "loading";
    engine.emitter.emit("state-change", { state: "loading" });
    await engine.setVersions([]);
    await look();
    engine.setSaveState("dirty");
    engine.state = "ready";
    engine.emitter.emit("state-change", { state: "ready" });
    engine.emitter.emit("load-complete", { source: "src", rows: 100, durationMs: 1 });
    await look();
    engine.setSaveState("saving");
    await look();
    await engine.setVersions([version(1)]);
    await look();
    engine.setSaveState("clean");
    await look();
    expect(seen.slice(0, 3)).to.deep.equal(["", "Storing changes…", "Saving…"]);
    expect(seen.slice(3)).to.have.lengthOf(1);
    expect(seen[3]).to.match(/^All changes saved/);
  });
});
