import { expect, fixture, html, oneEvent } from "@open-wc/testing";
import "../../../src/elements/chrome/status-bar.ts";
import type { StatusBar } from "../../../src/elements/chrome/status-bar.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { FakeSource } from "./fake-source.ts";

describe("status bar", () => {
  let source: FakeSource;
  let bar: StatusBar;

  beforeEach(async () => {
    source = new FakeSource();
    bar = await fixture<StatusBar>(
      html`<persistent-table-status-bar .engine=${source} .locale=${"en-US"}></persistent-table-status-bar>`,
    );
  });

  const find = (selector: string): HTMLElement | null => bar.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  const text = (selector: string): string => find(selector)?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const progress = (): string | null | undefined => find("[role=progressbar]")?.getAttribute("aria-valuenow");
  const setSaveState = async (saveState: FakeSource["saveState"]): Promise<void> => {
    source.emit("save-state-change", { saveState, storage: source.storage });
    await bar.updateComplete;
  };
  const saveProgress = {
    table: "t",
    version: 1,
    phase: "write",
    rowsWritten: 1,
    totalRows: 2,
    bytesWritten: 3,
  } as const;

  it("is accessible", async () => {
    await setSaveState("failed");
    source.emit("view-progress", { pending: true, model: { sort: [], filter: null, search: "" } });
    await bar.updateComplete;
    await expect(bar).to.be.accessible();
  });

  it("counts rows, and those of a narrower view", async () => {
    expect(text(".rows")).to.equal("1,000,000 rows");
    source.data.rowCount = 12;
    source.data.emit("view", { rowCount: 12 });
    await bar.updateComplete;
    expect(text(".rows")).to.equal("12 of 1,000,000 rows");
    source.data.rowCount = source.data.totalRowCount = 1;
    source.data.emit("view", { rowCount: 1 });
    await bar.updateComplete;
    expect(text(".rows")).to.equal("1 row");
  });

  it("follows a load to its end", async () => {
    source.data.rowCount = 350_000;
    source.emit("state-change", { state: "loading" });
    await bar.updateComplete;
    expect(progress()).to.equal(null);
    source.emit("load-progress", { phase: "read", loadedBytes: 35, totalBytes: 100, rows: 0 });
    await bar.updateComplete;
    expect(progress()).to.equal("35");
    expect(text(".operation")).to.equal("Loading… 35% Cancel");
    expect(text(".rows")).to.equal("~350,000 rows");
    expect(find(".save")).to.equal(null);
    source.emit("load-complete", { source: "src", rows: 1_000_000, durationMs: 5 });
    source.emit("state-change", { state: "ready" });
    await bar.updateComplete;
    expect(progress()).to.equal(undefined);
    expect(find(".operation")).to.equal(null);
  });

  it("says how many bytes came while the whole is not known", async () => {
    source.emit("load-progress", { phase: "fetch", loadedBytes: 12_300_000, rows: 0 });
    await bar.updateComplete;
    expect(text(".operation .text")).to.equal("Loading… 12.3 MB");
  });

  it("asks to cancel what runs", async () => {
    source.emit("view-progress", { pending: true, model: { sort: [], filter: null, search: "" } });
    await bar.updateComplete;
    setTimeout(() => find(".operation button")?.click());
    expect((await oneEvent(bar, "pt-command")).detail).to.equal("cancel");
    source.emit("operation-cancel", { operation: "view", latencyMs: 3 });
    await bar.updateComplete;
    expect(find(".operation")).to.equal(null);
  });

  it("follows a transform by rows, in the words that it was given", async () => {
    bar.activity = "Updating price";
    source.emit("operations-change", { operations: ["transform"] });
    await bar.updateComplete;
    expect(text(".operation .text")).to.equal("Updating price…");
    const told = { step: 1, steps: 1, rowsDone: 210_000, totalRows: 480_000, progress: 0.4375 };
    source.emit("transform-progress", told);
    await bar.updateComplete;
    expect(text(".operation .text")).to.equal("Updating price… 43% · 210,000 of 480,000 rows");
    expect(progress()).to.equal("44");
    expect(find("[role=progressbar]")?.getAttribute("aria-label")).to.equal("Updating price");
    source.emit("operations-change", { operations: [] });
    await bar.updateComplete;
    expect(find(".operation")).to.equal(null);
  });

  it("tells of the oldest operation, and then of the next", async () => {
    source.emit("operations-change", { operations: ["undo", "export"] });
    const told = { format: "parquet", rowsDone: 1, totalRows: 2, bytes: 3_000_000, progress: 0.5 } as const;
    source.emit("export-progress", told);
    await bar.updateComplete;
    expect(text(".operation .text")).to.equal("Undoing…");
    source.emit("operations-change", { operations: ["export"] });
    await bar.updateComplete;
    expect(text(".operation .text")).to.equal("Exporting Parquet… 50% · 1 of 2 rows");
  });

  it("knows what was under way before it listened", async () => {
    const other = new FakeSource();
    other.operations = ["export"];
    bar.engine = other;
    await bar.updateComplete;
    expect(text(".operation .text")).to.equal("Exporting…");
  });

  it("says what became of it, and offers to take it back", async () => {
    bar.announcement = { text: "Done: 480,211 rows changed in 1.2 s", isUndoable: true };
    await bar.updateComplete;
    expect(text(".announcement")).to.equal("Done: 480,211 rows changed in 1.2 s Undo");
    setTimeout(() => find(".announcement button")?.click());
    expect((await oneEvent(bar, "pt-command")).detail).to.equal("undo");
    bar.announcement = null;
    await bar.updateComplete;
    expect(text(".announcement")).to.equal("");
  });

  it("tells a save from its start to its end", async () => {
    await setSaveState("dirty");
    expect(text(".save .text")).to.equal("Storing changes…");
    source.emit("save-start", { table: "t", version: 1, totalRows: 2 });
    await setSaveState("saving");
    expect(progress()).to.equal("0");
    source.emit("save-progress", { ...saveProgress, progress: 0.999 });
    await bar.updateComplete;
    expect(text(".save")).to.equal("Saving… 99%");
    source.emit("save-complete", { table: "t", version: 1, rows: 2, bytes: 3, durationMs: 4 });
    await setSaveState("clean");
    expect(text(".save .text")).to.match(/^All changes saved · \d+:\d\d [AP]M$/);
    expect(progress()).to.equal(undefined);
  });

  it("tells changes that are safe from a version that holds them", async () => {
    await setSaveState("safe");
    expect(text(".save .text")).to.equal("All changes are safe");
    expect(find(".save")?.title).to.contain("would survive a crash");
    const safeIcon = find(".save svg")?.innerHTML;
    await setSaveState("clean");
    expect(text(".save .text")).to.equal("All changes saved");
    expect(find(".save svg")?.innerHTML).to.not.equal(safeIcon);
  });

  it("says that changes wait for the reader where nothing is saved without asking", async () => {
    bar.isAutosaving = false;
    await setSaveState("dirty");
    expect(text(".save .text")).to.equal("Unsaved changes");
  });

  it("says why changes could not be stored and what is safe, and offers to try again", async () => {
    const error = new PersistentTableError("storage-quota", "the disk is full.");
    source.hasUnsavedChanges = true;
    source.emit("save-error", { table: "t", version: 1, error, recoverable: true });
    await setSaveState("failed");
    expect(text(".save .text")).to.equal("Changes could not be stored: the disk is full.");
    expect(find(".save")?.title).to.contain("keep it open");
    expect(find(".save [aria-live]")?.textContent).to.contain("the disk is full.");
    setTimeout(() => find(".save button")?.click());
    expect((await oneEvent(bar, "pt-command")).detail).to.equal("save");
    source.hasUnsavedChanges = false;
    await setSaveState("failed");
    expect(text(".save .text")).to.equal("Save failed, but all changes are safe: the disk is full.");
    bar.toldNotices = ["quota"];
    await bar.updateComplete;
    expect(text(".save")).to.equal("Save failed, but all changes are safe");
    expect(find(".save button")).to.equal(null);
  });

  it("says that editing is off while another tab has the table, and offers to take over what no notice offers", async () => {
    source.emit("access-change", { access: "read" });
    await bar.updateComplete;
    expect(text(".save")).to.equal("Editing is off Take over");
    setTimeout(() => find(".save button")?.click());
    expect((await oneEvent(bar, "pt-command")).detail).to.equal("take-over");
    bar.toldNotices = ["other-tab"];
    await bar.updateComplete;
    expect(text(".save")).to.equal("Editing is off");
  });

  it("says that a table in memory is not saved, and why", async () => {
    source.storage = "memory";
    await setSaveState("dirty");
    expect(text(".save .text")).to.equal("In memory only, not saved");
    expect(find(".save")?.title).to.contain("no name");
    source.emit("storage-warning", { reason: "no-opfs", message: "This is a private window." });
    await bar.updateComplete;
    expect(find(".save")?.title).to.contain("This is a private window.");
  });

  it("tells of storage that the browser may clear in the tooltip only", async () => {
    source.emit("storage-warning", { reason: "not-persisted", message: "The browser may delete it." });
    await bar.updateComplete;
    expect(find(".save")?.title).to.contain("The browser may delete it.");
  });

  it("shows when a restored table was saved", async () => {
    const savedAt = new Date(2020, 0, 31, 12);
    source.kept = [{ version: 4, savedAt, rows: 1, bytes: 1, name: null, kept: false, changes: null }];
    source.emit("load-complete", { source: "storage", rows: 1, durationMs: 1 });
    await Promise.resolve();
    await bar.updateComplete;
    expect(text(".save .text")).to.equal("All changes saved · Jan 31, 2020");
  });

  it("follows another engine, and no longer the former", async () => {
    const other = new FakeSource();
    other.data.rowCount = other.data.totalRowCount = 7;
    bar.engine = other;
    await bar.updateComplete;
    expect(text(".rows")).to.equal("7 rows");
    await setSaveState("dirty");
    expect(text(".save .text")).to.equal("All changes saved");
  });

  it("hears nothing while it is removed, and is up to date when it is back", async () => {
    const parent = bar.parentElement;
    bar.remove();
    source.emit("storage-warning", { reason: "not-persisted", message: "not heard" });
    source.saveState = "safe";
    parent?.append(bar);
    await bar.updateComplete;
    expect(text(".save .text")).to.equal("All changes are safe");
    await setSaveState("clean");
    expect(find(".save")?.title).to.not.contain("not heard");
  });
});
