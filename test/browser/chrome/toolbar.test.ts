import { aTimeout, expect, fixture, html, oneEvent, waitUntil } from "@open-wc/testing";
import "../../../src/elements/chrome/toolbar.ts";
import type { OpenFileEvent } from "../../../src/elements/chrome/chrome-events.ts";
import type { Toolbar } from "../../../src/elements/chrome/toolbar.ts";
import type { FilterModel, ViewModel } from "../../../src/engine/models.ts";

const FILTER: FilterModel = {
  op: "and",
  conditions: [
    { column: "delay", op: "gt", value: 10 },
    { column: "origin", op: "in", values: ["SFO", "OAK"] },
  ],
};
const VIEW: ViewModel = {
  sort: [
    { column: "price", direction: "desc" },
    { column: "name", direction: "asc" },
  ],
  filter: FILTER,
  search: "oslo",
};

describe("toolbar", () => {
  let toolbar: Toolbar;

  beforeEach(async () => {
    toolbar = await fixture<Toolbar>(html`<persistent-table-toolbar .storage=${"opfs"}></persistent-table-toolbar>`);
  });

  const all = <E extends Element>(selector: string): E[] => [
    ...(toolbar.shadowRoot?.querySelectorAll<E>(selector) ?? []),
  ];
  const input = (type: string): HTMLInputElement => {
    const [found] = all<HTMLInputElement>(`input[type=${type}]`);
    if (!found) throw new Error(`no input of type ${type}`);
    return found;
  };
  const button = (label: string): HTMLButtonElement => {
    const named = (each: HTMLButtonElement): string => each.getAttribute("aria-label") ?? each.textContent.trim();
    const found = all<HTMLButtonElement>("button").find((each) => named(each).startsWith(label));
    if (!found) throw new Error(`no button ${label}`);
    return found;
  };
  const searchInput = (): HTMLInputElement => input("search");
  const type = (text: string): void => {
    searchInput().value = text;
    searchInput().dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  };
  const press = (target: Element, key: string): KeyboardEvent => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true });
    target.dispatchEvent(event);
    return event;
  };
  const searches = (): string[] => {
    const heard: string[] = [];
    toolbar.addEventListener("pt-search", ({ detail }) => heard.push(detail));
    return heard;
  };

  it("is accessible", async () => {
    toolbar.view = VIEW;
    toolbar.saveState = "dirty";
    await toolbar.updateComplete;
    await expect(toolbar).to.be.accessible();
  });

  it("offers to save only what is not saved", async () => {
    let asked = 0;
    toolbar.addEventListener("pt-command", ({ detail }) => (asked += Number(detail === "save")));
    button("Save").click();
    expect(asked).to.equal(0);
    for (const state of ["dirty", "failed", "safe"] as const) {
      toolbar.saveState = state;
      await toolbar.updateComplete;
      button("Save").click();
    }
    expect(asked).to.equal(3);
    toolbar.storage = "memory";
    await toolbar.updateComplete;
    button("Save").click();
    expect(asked).to.equal(3);
    expect(button("Save").getAttribute("aria-disabled")).to.equal("true");
  });

  it("hands over the picked file, also the same one twice", async () => {
    const fileInput = input("file");
    for (let times = 0; times < 2; times++) {
      const files = new DataTransfer();
      files.items.add(new File(["a"], "a.csv"));
      fileInput.files = files.files;
      setTimeout(() => fileInput.dispatchEvent(new Event("change")));
      const opened = await oneEvent<OpenFileEvent>(toolbar, "pt-open-file");
      expect(opened.detail.name).to.equal("a.csv");
      expect(fileInput.value).to.equal("");
    }
  });

  it("has nothing to open when read-only", async () => {
    toolbar.readonly = true;
    await toolbar.updateComplete;
    expect(() => button("Open")).to.throw();
    // What is left is the file to compare with.
    expect(all("input[type=file]:not(#compare-file)")).to.have.length(0);
  });

  it("says of what would change the table that another tab has it", async () => {
    const asked: unknown[] = [];
    toolbar.addEventListener("pt-command", ({ detail }) => asked.push(detail));
    toolbar.access = "read";
    toolbar.saveState = "safe";
    toolbar.hasTable = true;
    toolbar.history = { undoLabel: "Delete 3 rows", redoLabel: null };
    await toolbar.updateComplete;
    for (const label of ["Open", "Save", "Undo", "Redo", "Transform"]) {
      button(label).click();
      expect(button(label).getAttribute("aria-disabled")).to.equal("true");
      expect(button(label).title).to.contain("another tab");
    }
    expect(asked).to.deep.equal([]);
    expect(button("Download").getAttribute("aria-disabled")).to.equal("false");
    await expect(toolbar).to.be.accessible();
  });

  it("offers what can be undone, and a table's transforms and downloads", async () => {
    const asked: unknown[] = [];
    for (const type of ["pt-command", "pt-download"] as const) {
      toolbar.addEventListener(type, ({ detail }: CustomEvent) => asked.push(detail));
    }
    button("Transform").click();
    button("Download").click();
    toolbar.history = { undoLabel: "Delete 3 rows", redoLabel: "Update price" };
    toolbar.hasTable = true;
    await toolbar.updateComplete;
    button("Undo Delete 3 rows").click();
    button("Redo Update price").click();
    button("Transform").click();
    expect(asked).to.deep.equal(["undo", "redo", "toggle-transform"]);
    await expect(toolbar).to.be.accessible();
  });

  it("has a menu of formats to download, which its button opens and closes", async () => {
    toolbar.hasTable = true;
    await toolbar.updateComplete;
    const menu = toolbar.shadowRoot?.querySelector("persistent-table-menu");
    const items = (): HTMLElement[] => [...(menu?.shadowRoot?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const isOpen = (): boolean => menu?.matches(":popover-open") === true;
    button("Download").click();
    await waitUntil(isOpen);
    expect(items().map((item) => item.querySelector(".name")?.textContent)).to.deep.equal([
      "CSV",
      "JSON",
      "NDJSON",
      "Parquet",
      "Arrow",
    ]);
    button("Download").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
    expect(isOpen()).to.equal(false);
    button("Download").click();
    expect(isOpen()).to.equal(false);
    button("Download").click();
    await waitUntil(isOpen);
    setTimeout(() => items()[3]?.click());
    expect((await oneEvent(toolbar, "pt-download")).detail).to.equal("parquet");
    expect(isOpen()).to.equal(false);
    expect(toolbar.shadowRoot?.activeElement).to.equal(button("Download"));
  });

  it("shows the view as chips, by the columns' labels", async () => {
    toolbar.view = VIEW;
    toolbar.labels = new Map([["price", "Unit price"]]);
    await toolbar.updateComplete;
    const texts = all(".chip .name").map((each) => each.textContent);
    expect(texts).to.deep.equal(["Unit price", "name", "delay > 10", "origin is “SFO” or “OAK”"]);
    expect(button("Sorted by Unit price").getAttribute("aria-label")).to.contain("descending");
  });

  it("asks for the view without the chip that is removed", async () => {
    toolbar.view = VIEW;
    await toolbar.updateComplete;
    setTimeout(() => button("Do not sort by price").click());
    expect((await oneEvent(toolbar, "pt-sort")).detail).to.deep.equal([{ column: "name", direction: "asc" }]);
    setTimeout(() => button("Remove the filter delay").click());
    expect((await oneEvent(toolbar, "pt-filter")).detail).to.deep.equal(FILTER.op === "and" && FILTER.conditions[1]);
  });

  it("reverses a sort key", async () => {
    toolbar.view = VIEW;
    await toolbar.updateComplete;
    setTimeout(() => button("Sorted by price").click());
    const [first, second] = (await oneEvent(toolbar, "pt-sort")).detail as ViewModel["sort"];
    expect([first?.direction, second?.direction]).to.deep.equal(["asc", "asc"]);
  });

  it("asks for one search after a burst of typing", async () => {
    const heard = searches();
    for (const text of ["o", "os", "osl", "oslo"]) type(text);
    expect(heard).to.deep.equal([]);
    await waitUntil(() => heard.length > 0);
    expect(heard).to.deep.equal(["oslo"]);
  });

  it("searches at once on Enter, and not a second time afterwards", async () => {
    const heard = searches();
    type("oslo");
    press(searchInput(), "Enter");
    expect(heard).to.deep.equal(["oslo"]);
    toolbar.view = { ...toolbar.view, search: "oslo" };
    type("bergen");
    await waitUntil(() => heard.length > 1);
    expect(heard).to.deep.equal(["oslo", "bergen"]);
  });

  it("clears the search with Escape, and leaves an Escape with nothing to clear to others", async () => {
    toolbar.view = VIEW;
    await toolbar.updateComplete;
    expect(searchInput().value).to.equal("oslo");
    const heard = searches();
    expect(press(searchInput(), "Escape").defaultPrevented).to.equal(true);
    expect(heard).to.deep.equal([""]);
    expect(searchInput().value).to.equal("");
    expect(press(searchInput(), "Escape").defaultPrevented).to.equal(false);
  });

  it("keeps what is being typed when another view arrives", async () => {
    type("berg");
    toolbar.view = { ...VIEW, search: "ber" };
    await toolbar.updateComplete;
    expect(searchInput().value).to.equal("berg");
  });

  it("forgets a pending search when it is removed", async () => {
    const heard = searches();
    type("oslo");
    toolbar.remove();
    await aTimeout(0);
    const other = await fixture<Toolbar>(html`<persistent-table-toolbar></persistent-table-toolbar>`);
    const input = other.shadowRoot?.querySelector<HTMLInputElement>("input[type=search]");
    if (!input) throw new Error("no search box");
    input.value = "x";
    input.dispatchEvent(new InputEvent("input"));
    await oneEvent(other, "pt-search");
    expect(heard).to.deep.equal([]);
  });

  it("has one tab stop for its buttons, and moves inside by arrow keys", async () => {
    toolbar.view = VIEW;
    toolbar.saveState = "dirty";
    await toolbar.updateComplete;
    const stops = (): HTMLElement[] => all<HTMLElement>("button").filter(({ tabIndex }) => tabIndex === 0);
    expect(stops()).to.deep.equal([button("Open")]);
    button("Open").focus();
    press(button("Open"), "ArrowRight");
    expect(toolbar.shadowRoot?.activeElement).to.equal(button("Save"));
    press(button("Save"), "ArrowRight");
    expect(toolbar.shadowRoot?.activeElement).to.equal(button("Nothing to undo"));
    press(button("Nothing to undo"), "End");
    expect(toolbar.shadowRoot?.activeElement).to.equal(button("Remove the filter origin"));
    press(button("Remove the filter origin"), "ArrowRight");
    expect(toolbar.shadowRoot?.activeElement).to.equal(button("Open"));
    expect(stops()).to.deep.equal([button("Open")]);
  });
});
