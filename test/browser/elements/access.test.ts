import { expect } from "@open-wc/testing";
import type { PersistentTableError } from "../../../src/engine/errors.ts";
import { ViewStateStore } from "../../../src/engine/settings/view-state-store.ts";
import { FakeData, FakeEngine, fakeColumns } from "./fake-engine.ts";
import { GridHarness } from "./harness.ts";

describe("a table that another tab writes", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 100, attributes: { controls: "" } });
    await grid.until(() => grid.text(2, 1) !== "");
    const told = grid.next("access-change");
    grid.engine.setAccess("read");
    expect((await told).detail).to.deep.equal({ access: "read" });
    await grid.element.updateComplete;
  });
  afterEach(() => grid.close());

  const refusal = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "not refused",
      (error: unknown) => (error as PersistentTableError).code,
    );

  it("says so by its property and to screen readers", () => {
    expect(grid.element.access).to.equal("read");
    expect(grid.scroller.getAttribute("aria-readonly")).to.equal("true");
  });

  it("takes no edit, paste or key of the reader", async () => {
    await grid.click(2, 0);
    await grid.press("F2");
    expect(grid.editor).to.equal(null);
    await grid.press("Delete");
    expect(grid.paste("5")).to.equal(false);
    expect((await grid.press("z", { ctrlKey: true })).defaultPrevented).to.equal(false);
    await grid.openMenu(2, 0);
    expect(grid.menuItems).to.have.lengthOf(2);
    expect(grid.engine.data.edits.size).to.equal(0);
  });

  it("refuses what would change it with a code, a dropped file as well", async () => {
    const { element } = grid;
    const calls = [
      element.setCell(0, "integer", 1),
      element.load([{ a: 1 }]),
      element.appendRows([{}]),
      element.deleteRows([0]),
      element.transform([{ op: "delete", where: "true" }]),
      element.undo(),
      element.save(),
      element.restore(1),
      element.deleteStorage(),
    ];
    const codes = await Promise.all(calls.map(refusal));
    expect(codes).to.deep.equal(calls.map(() => "readonly"));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["a\n1"], "a.csv"));
    element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    await grid.until(() => grid.root.querySelector("[data-id=problem]") !== null);
    expect(grid.engine.loads).to.deep.equal([]);
  });

  it("is edited again when it is taken over", async () => {
    const taken = grid.element.takeOver();
    grid.engine.setAccess("write");
    grid.engine.takeOvers.last.resolve();
    await taken;
    await grid.element.setCell(0, "integer", 7);
    await grid.doubleClick(2, 0);
    expect(grid.editor).to.not.equal(null);
  });

  it("is taken over from the status bar when the notice was dismissed", async () => {
    grid.find("[data-id=other-tab] [title=Dismiss]").click();
    await grid.until(() => grid.part("persistent-table-status-bar", ".save button") !== null);
    grid.part("persistent-table-status-bar", ".save button")?.click();
    await grid.until(() => grid.root.querySelector("[data-id=other-tab] [aria-busy=true]") !== null);
    expect(grid.engine.takeOvers).to.have.lengthOf(1);
  });

  it("loads what src names when the other tab went without storing anything", async () => {
    grid.close();
    const engine = new FakeEngine(new FakeData(fakeColumns(0), 0));
    engine.isStored = false;
    engine.state = "idle";
    engine.access = "read";
    const attributes = { name: `access-${crypto.randomUUID()}`, src: "orders.csv" };
    grid = await GridHarness.open({ engine, columns: 0, attributes });
    await grid.until(() => engine.calls.includes("openStored"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(engine.loads).to.deep.equal([]);
    engine.setAccess("write");
    await grid.until(() => engine.loads.length === 1);
  });
});

describe("a table that another tab deleted", () => {
  let grid: GridHarness;
  afterEach(() => grid.close());

  const open = async (access: FakeEngine["access"]): Promise<void> => {
    const engine = new FakeEngine(new FakeData(fakeColumns(3), 10));
    engine.access = access;
    const attributes = { name: `deleted-${crypto.randomUUID()}`, src: "orders.csv" };
    grid = await GridHarness.open({ engine, attributes });
    await grid.until(() => engine.calls.includes("openStored"));
    await new ViewStateStore(attributes.name).read();
    engine.isStored = false;
    engine.state = "idle";
  };
  const drop = (): void => {
    const { data, emitter } = grid.engine;
    data.columns = [];
    data.rowCount = data.totalRowCount = 0;
    data.emit("schema", { columns: [] });
    data.emit("view", { rowCount: 0 });
    emitter.emit("table-deleted", { message: "This table was deleted in another tab." });
  };

  it("begins anew in the page that writes", async () => {
    await open("write");
    drop();
    await grid.until(() => grid.engine.loads.length === 1);
    expect(String(grid.engine.loads[0])).to.equal(new URL("orders.csv", document.baseURI).href);
  });

  it("is gone from the page that reads, until that writes", async () => {
    await open("read");
    drop();
    await grid.until(() => grid.root.querySelector(".overlay")?.textContent.includes("No data") === true);
    expect(grid.engine.loads).to.deep.equal([]);
    grid.engine.setAccess("write");
    await grid.until(() => grid.engine.loads.length === 1);
  });
});

describe("a page that comes and goes", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 10 });
    grid.engine.calls.length = 0;
  });
  afterEach(() => grid.close());

  const calls = (): string[] =>
    grid.engine.calls.filter((call) => call === "flush" || call === "suspend" || call === "resume");
  const hide = (): boolean => window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  const show = (): boolean => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));

  it("lets go of the files when it is left, and takes them again when it is back", () => {
    hide();
    expect(calls()).to.deep.equal(["flush", "suspend"]);
    show();
    expect(calls()).to.deep.equal(["flush", "suspend", "resume"]);
  });

  it("does so once when it is hidden and then frozen, and each time anew", () => {
    for (let times = 0; times < 2; times++) {
      hide();
      document.dispatchEvent(new Event("freeze"));
      document.dispatchEvent(new Event("resume"));
      show();
    }
    expect(calls().filter((call) => call !== "flush")).to.deep.equal(["suspend", "resume", "suspend", "resume"]);
  });

  it("takes nothing that it did not let go of", () => {
    show();
    expect(calls()).to.deep.equal([]);
  });
});
