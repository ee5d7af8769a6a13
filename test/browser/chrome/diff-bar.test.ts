import { expect, fixture, html, waitUntil } from "@open-wc/testing";
import "../../../src/elements/diff/diff-bar.ts";
import type { DiffBar } from "../../../src/elements/diff/diff-bar.ts";
import { FakeDiff } from "../elements/fake-diff.ts";

const COLUMNS = [
  { id: 1, name: "name" },
  { id: 2, name: "price" },
];

describe("diff bar", () => {
  let bar: DiffBar;
  let diff: FakeDiff;
  let asked: { type: string; detail: unknown }[];

  beforeEach(async () => {
    diff = new FakeDiff(
      {
        1: { kind: "added" },
        2: { kind: "changed", old: { 1: "Oslo", 2: 3 } },
        3: { kind: "changed", old: { 2: 4 } },
      },
      COLUMNS,
    );
    bar = await fixture<DiffBar>(
      html`<persistent-table-diff-bar .diff=${diff} .canRevert=${true} .locale=${"en"}></persistent-table-diff-bar>`,
    );
    asked = [];
    const types = ["pt-diff-view", "pt-diff-step", "pt-revert", "pt-diff-download", "pt-command"] as const;
    for (const type of types) bar.addEventListener(type, ({ detail }: CustomEvent) => asked.push({ type, detail }));
  });

  const root = (): ShadowRoot => bar.shadowRoot!;
  const text = (node: Element | null): string => (node?.textContent ?? "").replace(/\s+/g, " ").trim();
  const button = (label: string): HTMLButtonElement => {
    const all = [...root().querySelectorAll("button")];
    const found = all.find((each) => (each.getAttribute("aria-label") ?? text(each)).includes(label));
    if (!found) throw new Error(`There is no button ${label}.`);
    return found;
  };
  const menuItem = async (label: string): Promise<HTMLElement> => {
    const menu = root().querySelector("persistent-table-menu");
    await waitUntil(() => menu?.matches(":popover-open"));
    const items = [...(menu?.shadowRoot?.querySelectorAll<HTMLElement>("[data-roving]") ?? [])];
    const found = items.find((each) => text(each.querySelector(".name")) === label);
    if (!found) throw new Error(`There is no ${label} in the menu.`);
    return found;
  };

  it("says with what is compared, and how many rows differ", async () => {
    expect(text(root().querySelector(".base"))).to.equal("Compared with the version saved at 12:30");
    expect(text(button("Added"))).to.equal("+Added 1");
    expect(text(button("Changed"))).to.equal("~Changed 2");
    expect(button("Removed").getAttribute("aria-disabled")).to.equal("true");
    await expect(bar).to.be.accessible();
  });

  it("follows the comparison by itself, with its progress and a way to stop it", async () => {
    diff.change({ state: "computing", progress: 0.25, counts: { added: 1, removed: 0, changed: 1_234 } });
    await waitUntil(() => text(button("Changed")) === "~Changed 1,234");
    expect(root().querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")).to.equal("25");
    await expect(bar).to.be.accessible();
    button("Cancel").click();
    expect(asked).to.deep.equal([{ type: "pt-command", detail: "cancel" }]);
    diff.change({ state: "stopped" });
    await waitUntil(() => text(root().querySelector(".state")).includes("Stopped: there may be more"));
  });

  it("filters by kind, and shows only changes then", async () => {
    button("Changed").click();
    button("Removed").click();
    expect(asked).to.deep.equal([
      { type: "pt-diff-view", detail: { mode: "changes", filter: { kinds: ["changed"] } } },
    ]);
    diff.change({ mode: "changes", filter: { kinds: ["changed"] } });
    await waitUntil(() => button("Changed").getAttribute("aria-pressed") === "true");
    button("Changed").click();
    expect(asked[1]?.detail).to.deep.equal({ mode: "changes", filter: {} });
  });

  it("filters by column from a menu with counts", async () => {
    button("Columns").click();
    const price = await menuItem("price");
    expect(text(price)).to.equal("price2 rows");
    expect(price.getAttribute("aria-checked")).to.equal("false");
    price.click();
    expect(asked).to.deep.equal([{ type: "pt-diff-view", detail: { mode: "changes", filter: { columnIds: [2] } } }]);
    diff.change({ filter: { columnIds: [2] } });
    await waitUntil(() => text(button("Columns")) === "Columns: 1 of 2");
  });

  it("switches between all rows, without a filter, and only changes", async () => {
    button("Only changes").click();
    button("All rows").click();
    expect(asked.map(({ detail }) => detail)).to.deep.equal([{ mode: "changes" }, { mode: "all", filter: {} }]);
    bar.hasOnlyChanges = true;
    await bar.updateComplete;
    expect(() => button("All rows")).to.throw();
  });

  it("goes to the next and the previous change", () => {
    button("Next change").click();
    button("Previous change").click();
    expect(asked.map(({ detail }) => detail)).to.deep.equal(["next", "previous"]);
  });

  it("reverts what the menu says, and not where it may not", async () => {
    bar.target = () => ({
      row: 2,
      column: 1,
      name: "price",
      label: "Price",
      kind: "changed",
      isCellChanged: true,
      columnChanges: 2,
    });
    button("Revert").click();
    (await menuItem("This cell")).click();
    expect(asked).to.deep.equal([{ type: "pt-revert", detail: { rows: [2], columns: ["price"] } }]);
    bar.canRevert = false;
    await bar.updateComplete;
    expect(() => button("Revert")).to.throw();
  });

  it("hands the differences out as a file", async () => {
    button("Export").click();
    (await menuItem("Parquet")).click();
    expect(asked).to.deep.equal([{ type: "pt-diff-download", detail: "parquet" }]);
  });

  it("says that nothing differs, and tells of columns in words", async () => {
    bar.diff = diff = new FakeDiff({});
    await bar.updateComplete;
    expect(text(root().querySelector(".state"))).to.equal("No differences");
    for (const label of ["Next change", "Revert", "Export", "Columns"]) {
      expect(button(label).getAttribute("aria-disabled")).to.equal("true");
      button(label).click();
    }
    expect(asked).to.deep.equal([]);
    diff.change({ schemaChanges: [{ kind: "renamed", name: "reference", before: "ref" }] });
    await waitUntil(() => text(root().querySelector(".schema")) === "Column “reference” was called “ref”.");
  });

  it("asks to be closed", () => {
    button("Close the comparison").click();
    expect(asked).to.deep.equal([{ type: "pt-command", detail: "close-diff" }]);
  });

  it("is one tab stop with arrow keys inside", async () => {
    const stops = [...root().querySelectorAll<HTMLElement>(".bar button")].filter(({ tabIndex }) => tabIndex === 0);
    expect(stops).to.have.length(1);
    stops[0]?.focus();
    stops[0]?.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true, composed: true }));
    expect(root().activeElement).to.equal(button("Close the comparison"));
  });
});
