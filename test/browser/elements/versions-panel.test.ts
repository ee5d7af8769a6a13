import { expect } from "@open-wc/testing";
import type { VersionInfo } from "../../../src/engine/engine-events.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { GridHarness } from "./harness.ts";

const PANEL = "persistent-table-versions-panel";
const TOOLBAR = "persistent-table-toolbar";
const MINUTE_MS = 60_000;

function version(number: number, more: Partial<VersionInfo> = {}): VersionInfo {
  const savedAt = new Date(Date.now() - (10 - number) * MINUTE_MS - 1000);
  return { version: number, savedAt, rows: 1000, bytes: 35_000, name: null, kept: false, changes: null, ...more };
}

const changes = { maxRows: 1000, addedRows: -3, columnsChanged: true, bytesWritten: 12_000 };

describe("versions panel", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 1_000, columns: 4, attributes: { controls: "", name: "orders" } });
    grid.engine.kept = [version(2), version(5, { name: "before the rise", kept: true }), version(7, { changes })];
  });
  afterEach(() => grid.close());

  const panel = () => grid.root.querySelector(PANEL);
  const items = (): HTMLElement[] => [...(panel()?.shadowRoot?.querySelectorAll<HTMLElement>("li") ?? [])];
  const text = (element: Element | null | undefined): string => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const texts = (selector: string): string[] => items().map((item) => text(item.querySelector(selector)));
  const settled = async (): Promise<void> => {
    await grid.element.updateComplete;
    await panel()?.updateComplete;
    await panel()?.updateComplete;
  };
  const find = (selector: string): HTMLElement => {
    const found = grid.part(PANEL, selector);
    if (!found) throw new Error(`There is no ${selector} in the panel.`);
    return found;
  };
  const of = (number: number, selector: string): HTMLElement => find(`[data-version="${number}"] ${selector}`);
  const click = async (number: number, selector: string): Promise<void> => {
    of(number, selector).click();
    await settled();
  };
  const focused = (): Element | null => panel()?.shadowRoot?.activeElement ?? null;
  const press = async (key: string): Promise<void> => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true });
    (focused() ?? find("section")).dispatchEvent(event);
    await settled();
  };
  const open = async (): Promise<void> => {
    grid.part(TOOLBAR, "#versions")?.click();
    await grid.until(() => panel()?.shadowRoot?.querySelector("li, .none") != null);
    await settled();
  };
  const choose = async (label: string): Promise<void> => {
    const menu = find("persistent-table-menu").shadowRoot;
    await grid.until(() => menu?.querySelector("[role=menuitem]") != null);
    const entries = [...(menu?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    entries.find((entry) => text(entry).startsWith(label))?.click();
    await settled();
  };

  it("lists what is stored, the newest first, with its time, size and changes", async () => {
    await open();
    expect(texts("h3")).to.deep.equal(["3 minutes ago", "before the rise", "8 minutes ago"]);
    expect(text(items()[0])).to.contain("1,000 rows · 35 kB");
    expect(text(items()[0])).to.contain("3 rows fewer · other columns · at most 1,000 rows changed · 12 kB written");
    expect(texts(".badge")).to.deep.equal(["newest", "kept", ""]);
    expect(text(items()[1])).to.contain("5 minutes ago");
    expect(text(items()[0]?.querySelector(".title"))).to.match(/ago \d+:\d\d:\d\d/);
    expect(focused()).to.equal(of(7, ".restore"));
    expect(grid.part(TOOLBAR, "#versions")?.getAttribute("aria-expanded")).to.equal("true");
    await expect(grid.find(PANEL)).to.be.accessible();
  });

  it("follows what is saved and described elsewhere", async () => {
    await open();
    await grid.engine.setVersions([...grid.engine.kept, version(9, { name: "late" })]);
    await settled();
    expect(texts("h3")[0]).to.equal("late");
    expect(items()).to.have.length(4);
  });

  it("says where nothing is saved yet", async () => {
    grid.engine.kept = [];
    await open();
    expect(text(find(".none"))).to.contain("Nothing saved yet");
    await expect(grid.find(PANEL)).to.be.accessible();
  });

  it("names a version in place with Enter, and leaves it with Escape", async () => {
    await open();
    await click(2, ".rename");
    expect(focused()).to.equal(of(2, "input"));
    await expect(grid.find(PANEL)).to.be.accessible();
    (of(2, "input") as HTMLInputElement).value = "  first try ";
    await press("Escape");
    expect(texts("h3")[2]).to.equal("8 minutes ago");
    expect(focused()).to.equal(of(2, ".rename"));
    await click(2, ".rename");
    (of(2, "input") as HTMLInputElement).value = "  first try ";
    (of(2, "form") as HTMLFormElement).requestSubmit();
    await settled();
    await grid.until(() => texts("h3")[2] === "first try");
    expect(of(2, ".keep").getAttribute("aria-pressed")).to.equal("true");
    await click(2, ".rename");
    (of(2, "input") as HTMLInputElement).value = "";
    (of(2, "form") as HTMLFormElement).requestSubmit();
    await grid.until(() => texts("h3")[2] === "8 minutes ago");
  });

  it("keeps a version, or does so no more", async () => {
    await open();
    await click(7, ".keep");
    await grid.until(() => grid.engine.kept[2]?.kept === true);
    await settled();
    expect(of(7, ".keep").getAttribute("aria-pressed")).to.equal("true");
    await click(5, ".keep");
    await grid.until(() => grid.engine.kept[1]?.kept === false);
  });

  it("deletes only when it is told so twice, and never the newest", async () => {
    await open();
    expect(of(7, ".delete").getAttribute("aria-disabled")).to.equal("true");
    await click(7, ".delete");
    expect(find("ul").querySelector(".question")).to.equal(null);
    await click(2, ".delete");
    expect(text(focused())).to.equal("Keep it");
    await press("Escape");
    expect(items()).to.have.length(3);
    expect(focused()).to.equal(of(2, ".delete"));
    await click(2, ".delete");
    await expect(grid.find(PANEL)).to.be.accessible();
    await click(2, ".danger");
    await grid.until(() => items().length === 2);
    expect(grid.root.activeElement).to.equal(grid.find(PANEL));
  });

  it("restores and downloads a version", async () => {
    await open();
    await click(2, ".restore");
    await grid.until(() => grid.engine.restores.length > 0);
    expect(grid.engine.restores.last.input).to.equal(2);
    grid.engine.restores.last.resolve();
    await click(5, ".download");
    await grid.until(() => grid.engine.versionExports.length > 0);
    expect(grid.engine.versionExports.last.input).to.equal(5);
  });

  it("compares a version with the table, and two versions from the older to the newer", async () => {
    await open();
    await click(2, ".compare");
    await choose("With the table");
    await grid.until(() => grid.engine.comparisons.length === 1);
    expect(grid.engine.comparisons.last.input).to.deep.equal({ against: 2 });
    await click(7, ".compare");
    await choose("With another");
    expect(text(find(".picking"))).to.match(/^Compare the version of \d+:\d\d:\d\d.* with which one\?/);
    await expect(grid.find(PANEL)).to.be.accessible();
    await click(5, ".offer");
    await grid.until(() => grid.engine.comparisons.length === 2);
    expect(grid.engine.comparisons.last.input).to.deep.equal({ against: 5, present: 7 });
    expect(panel()?.shadowRoot?.querySelector(".picking")).to.equal(null);
  });

  it("offers a reader who may change nothing only to look", async () => {
    grid.element.readonly = true;
    await open();
    expect(items()).to.have.length(3);
    for (const selector of [".restore", ".rename", ".keep", ".delete"]) {
      expect(panel()?.shadowRoot?.querySelector(selector)).to.equal(null);
    }
    expect(of(2, ".compare")).not.to.equal(null);
  });

  it("tells what went wrong as other commands do", async () => {
    grid.engine.versionError = new PersistentTableError("storage-quota", "The disk is full.");
    await open();
    await click(2, ".keep");
    await grid.until(() => grid.root.textContent.includes("The disk is full."));
  });

  it("closes with Escape and gives the focus back, and gives way to the transform panel", async () => {
    await open();
    expect(grid.root.activeElement).to.equal(grid.find(PANEL));
    await press("Escape");
    await grid.until(() => panel() === null);
    const toolbar = grid.find(TOOLBAR).shadowRoot;
    await grid.until(() => toolbar?.activeElement?.id === "versions");
    await open();
    grid.part(TOOLBAR, "#transform")?.click();
    await grid.until(() => grid.root.querySelector("persistent-table-transform-panel") !== null);
    expect(panel()).to.equal(null);
  });
});
