import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { useEngineFactory } from "../../../src/elements/engine-factory.ts";
import { FakeData, FakeEngine, fakeColumns } from "./fake-engine.ts";
import { GridHarness, nextFrame } from "./harness.ts";

const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("the element", () => {
  let grid: GridHarness;
  afterEach(() => grid.close());

  it("sorts by a click on a header: ascending, descending, none", async () => {
    grid = await GridHarness.open({ rows: 100 });
    const header = grid.find('.header-cell[aria-colindex="2"]');
    for (const sort of ["varchar", "varchar desc", ""]) {
      header.click();
      await grid.element.updateComplete;
      expect(grid.element.sort).to.equal(sort);
    }
    expect(grid.engine.views.map(({ sort }) => sort.length)).to.deep.equal([1, 1, 0]);
  });

  it("adds a key with Shift, and shows the order of the keys", async () => {
    grid = await GridHarness.open({ rows: 100 });
    const click = (column: number, shiftKey: boolean): boolean =>
      grid
        .find(`.header-cell[aria-colindex="${column}"]`)
        .dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, shiftKey }));
    click(2, false);
    click(1, true);
    await grid.element.updateComplete;
    expect(grid.element.sort).to.equal("varchar, integer");
    expect(grid.find('.header-cell[aria-colindex="1"] .sort-mark').textContent.trim()).to.equal("2");
  });

  it("tells of a changed view, with a filter of bigints too", async () => {
    grid = await GridHarness.open({ rows: 100 });
    const told = grid.next("view-change");
    grid.element.filter = { column: "bigint", op: "gt", value: 10n };
    expect((await told).detail.filter).to.deep.equal({ column: "bigint", op: "gt", value: 10n });
    expect(grid.engine.views).to.have.lengthOf(1);
  });

  it("shows that a view is under way while the old rows stay", async () => {
    grid = await GridHarness.open({ rows: 100 });
    await grid.until(() => grid.text(1, 0) === "1");
    grid.engine.data.viewPending = true;
    grid.engine.emitter.emit("view-progress", { pending: true, model: grid.engine.data.view });
    await grid.element.updateComplete;
    expect(grid.scroller.getAttribute("aria-busy")).to.equal("true");
    expect(grid.root.querySelector('[part="progress"]')).to.not.equal(null);
    expect(grid.text(1, 0)).to.equal("1");
  });

  it("resizes a column by dragging its edge, header and cells alike", async () => {
    grid = await GridHarness.open({ rows: 100 });
    await grid.until(() => grid.text(1, 0) === "1");
    const edge = grid.find('.header-cell[aria-colindex="2"] .resizer');
    edge.setPointerCapture = () => undefined;
    const before = grid.cell(0, 1)?.getBoundingClientRect().width ?? 0;
    const move = (type: string, clientX: number): boolean =>
      edge.dispatchEvent(new PointerEvent(type, { clientX, button: 0, bubbles: true, cancelable: true }));
    move("pointerdown", 200);
    move("pointermove", 260);
    await grid.until(() => (grid.cell(0, 1)?.getBoundingClientRect().width ?? 0) === before + 60);
    edge.dispatchEvent(new PointerEvent("lostpointercapture"));
    expect(grid.find('.header-cell[aria-colindex="2"]').getBoundingClientRect().width).to.equal(before + 60);
    expect(grid.text(1, 0)).to.equal("1");
  });

  it("keeps its engine when it moves, and ends it when it stays out of the page", async () => {
    grid = await GridHarness.open({ rows: 100 });
    const parent = document.createElement("section");
    document.body.append(parent);
    parent.append(grid.element);
    await macrotask();
    expect(grid.engine.isDisposed).to.equal(false);
    grid.scroller.scrollTop = 28 * 20;
    await grid.until(() => grid.visibleRows[0] === 20);
    parent.remove();
    await macrotask();
    await macrotask();
    expect(grid.engine.isDisposed).to.equal(true);
  });

  it("takes another engine at once when its name changes", async () => {
    grid = await GridHarness.open({ rows: 100 });
    const next = new FakeEngine(new FakeData(fakeColumns(3), 10));
    const former = useEngineFactory(() => next);
    grid.element.name = `other-${crypto.randomUUID()}`;
    await grid.element.updateComplete;
    useEngineFactory(former);
    expect(grid.engine.isDisposed).to.equal(true);
    await grid.element.whenReady();
    expect(grid.element.rowCount).to.equal(10);
    await grid.until(() => grid.all(".row").length === 10);
  });

  it("says that there is no data, no row, and no match", async () => {
    grid = await GridHarness.open({ columns: 0, rows: 0 });
    expect(grid.find(".overlay").textContent).to.contain("No data");
    grid.close();
    grid = await GridHarness.open({ rows: 0 });
    expect(grid.find(".overlay").textContent).to.contain("No rows");
    grid.engine.data.totalRowCount = 50;
    grid.element.search = "xyz";
    await grid.element.updateComplete;
    expect(grid.find(".overlay").textContent).to.contain("No row matches");
    grid.find(".overlay button").click();
    expect(grid.element.search).to.equal("");
  });

  it("shows a failed load beside the table that is still there", async () => {
    grid = await GridHarness.open({ rows: 100 });
    await grid.until(() => grid.text(1, 0) === "1");
    const error = new PersistentTableError("invalid-input", "orders.csv, line 7: expected 3 fields, found 5.");
    const told = grid.next("load-error");
    grid.engine.emitter.emit("load-error", { error });
    expect((await told).detail.error).to.equal(error);
    await grid.element.updateComplete;
    expect(grid.find(".notice").textContent).to.contain("line 7");
    expect(grid.text(1, 0)).to.equal("1");
    grid.find(".notice button").click();
    await grid.element.updateComplete;
    expect(grid.root.querySelector(".notice")).to.equal(null);
  });

  it("loads a dropped file, and none when readonly", async () => {
    grid = await GridHarness.open({ rows: 100 });
    const drag = (type: string): boolean => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["a\n1"], "a.csv"));
      return grid.element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    };
    drag("dragenter");
    await grid.element.updateComplete;
    expect(grid.root.querySelector(".drop")).to.not.equal(null);
    drag("drop");
    await grid.element.updateComplete;
    expect(grid.root.querySelector(".drop")).to.equal(null);
    await grid.until(() => grid.engine.loads.length === 1);
    grid.element.readonly = true;
    drag("drop");
    await macrotask();
    expect(grid.engine.loads).to.have.lengthOf(1);
  });

  it("loads src when nothing is stored, and the stored table first", async () => {
    const engine = new FakeEngine(new FakeData(fakeColumns(3), 10));
    grid = await GridHarness.open({ engine, attributes: { src: "orders.csv", name: "orders" } });
    await grid.until(() => engine.calls.includes("openStored"));
    await macrotask();
    expect(engine.loads).to.deep.equal([]);
    grid.close();
    const unnamed = new FakeEngine(new FakeData(fakeColumns(3), 10));
    grid = await GridHarness.open({ engine: unnamed, attributes: { src: "orders.csv" } });
    expect(String(unnamed.loads[0])).to.equal(new URL("orders.csv", document.baseURI).href);
  });

  it("asks before the page goes only while something would be lost", async () => {
    grid = await GridHarness.open({ rows: 10 });
    const leave = (): boolean => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leave()).to.equal(true);
    grid.engine.hasUnsavedChanges = true;
    expect(leave()).to.equal(false);
  });

  it("shows the states of loading and saving on the host", async () => {
    grid = await GridHarness.open({ rows: 10 });
    grid.engine.saveState = "saving";
    grid.engine.emitter.emit("save-state-change", { saveState: "saving", storage: "memory" });
    await grid.element.updateComplete;
    expect(grid.element.matches(":state(saving)")).to.equal(true);
    expect(grid.element.matches(":state(dirty)")).to.equal(false);
  });

  it("tells on the host what is safe from what is not", async () => {
    grid = await GridHarness.open({ rows: 10 });
    const states = (): boolean[] => ["dirty", "safe", "error"].map((name) => grid.element.matches(`:state(${name})`));
    const shown: [typeof grid.engine.saveState, boolean, boolean[]][] = [
      ["dirty", true, [true, false, false]],
      ["safe", false, [false, true, false]],
      ["failed", false, [false, false, true]],
      ["failed", true, [true, false, true]],
      ["clean", false, [false, false, false]],
    ];
    for (const [saveState, hasUnsavedChanges, expected] of shown) {
      grid.engine.hasUnsavedChanges = hasUnsavedChanges;
      grid.engine.setSaveState(saveState);
      await grid.element.updateComplete;
      expect(states()).to.deep.equal(expected);
    }
  });

  it("shows the states of transforms and exports on the host, with or without controls", async () => {
    grid = await GridHarness.open({ rows: 10 });
    for (const [operation, state] of [
      ["transform", "transforming"],
      ["undo", "transforming"],
      ["export", "exporting"],
    ] as const) {
      grid.engine.startOperation(operation);
      await grid.until(() => grid.element.matches(`:state(${state})`));
      expect(grid.root.querySelector(".busy-line")).to.not.equal(null);
      grid.engine.endOperation(operation);
      await grid.until(() => !grid.element.matches(`:state(${state})`));
    }
  });

  it("passes on what the engine tells of transforms and exports", async () => {
    grid = await GridHarness.open({ rows: 10 });
    const progress = { step: 1, steps: 2, rowsDone: 5, totalRows: 10, progress: 0.25 };
    const heard = grid.next("transform-progress");
    grid.engine.emitter.emit("transform-progress", progress);
    expect((await heard).detail).to.deep.equal(progress);
    const exported = grid.next("export-progress");
    grid.engine.emitter.emit("export-progress", { format: "csv", rowsDone: 5, totalRows: 10, bytes: 9, progress: 0.5 });
    expect((await exported).detail.bytes).to.equal(9);
    const completed = grid.next("transform-complete");
    grid.engine.emitter.emit("transform-complete", { changedRows: 3, durationMs: 4 });
    expect((await completed).detail.changedRows).to.equal(3);
  });

  it("says without controls, too, that an operation was cancelled", async () => {
    grid = await GridHarness.open({ rows: 10 });
    grid.engine.emitter.emit("operation-cancel", { operation: "transform", latencyMs: 40.2 });
    await grid.until(() => grid.root.querySelector(".notice span") !== null);
    expect(grid.find(".notice").closest("[aria-live]")).to.not.equal(null);
    expect(grid.find(".notice span").textContent).to.equal("Cancelled after 40 ms; nothing was changed");
    grid.find(".notice button").click();
    await grid.until(() => grid.root.querySelector(".notice") === null);
  });

  it("sorts as before when sorting was cancelled", async () => {
    grid = await GridHarness.open({ rows: 10 });
    grid.element.sort = "double desc";
    await grid.element.updateComplete;
    grid.engine.emitter.emit("operation-cancel", { operation: "view", latencyMs: 1 });
    await grid.element.updateComplete;
    expect(grid.element.sort).to.equal("");
    expect(grid.engine.views).to.have.lengthOf(1);
  });

  it("follows the view that the engine had to change, and says why", async () => {
    grid = await GridHarness.open({ rows: 10 });
    grid.element.sort = "double desc, date";
    await grid.element.updateComplete;
    const view = { sort: [{ column: "date", direction: "asc" }], filter: null, search: "" } as const;
    const told = grid.next("view-change");
    grid.engine.emitter.emit("view-reset", { view, reason: "Not sorted by double any more." });
    expect((await told).detail.sort).to.deep.equal(view.sort);
    await grid.until(() => grid.root.querySelector(".notice span") !== null);
    expect(grid.element.sort).to.equal("date");
    expect(grid.find(".notice span").textContent).to.equal("Not sorted by double any more.");
    expect(grid.engine.views).to.have.lengthOf(1);
  });

  it("keeps widths and settings of columns that a transform renames, beside one that it adds", async () => {
    const columns =
      '[{"name":"double","label":"Price","width":150,"readonly":true},{"name":"varchar","pinned":"start"}]';
    grid = await GridHarness.open({ rows: 10, columns: 4, attributes: { columns } });
    await grid.until(() => grid.text(1, 0) !== "");
    const edge = grid.find('.header-cell[aria-colindex="3"] .resizer');
    edge.dispatchEvent(new MouseEvent("dblclick"));
    await grid.element.updateComplete;
    const widths = (): number[] => grid.all(".header-cell").map((cell) => cell.getBoundingClientRect().width);
    const before = widths();
    const { data } = grid.engine;
    const added = { id: 9, name: "new", type: "DOUBLE", nullable: true };
    data.columns = [...data.columns.map((each) => (each.name === "double" ? { ...each, name: "cost" } : each)), added];
    data.emit("schema", { columns: data.columns });
    data.emit("rows", { start: 0, end: 10 });
    await grid.until(() => grid.all(".header-cell").length === 5);
    const labels = grid.all(".header-cell .label").map((label) => label.textContent);
    expect(labels).to.deep.equal(["varchar", "cost", "integer", "date", "new"]);
    expect(widths().slice(0, 4)).to.deep.equal(before);
    await grid.click(1, 1);
    await grid.press("F2");
    expect(grid.editor).to.equal(null);
  });

  it("has rows of the height that the attribute says, also when it changes", async () => {
    grid = await GridHarness.open({ rows: 10_000, attributes: { "row-height": "40" } });
    expect(grid.row(1)?.getBoundingClientRect().height).to.equal(40);
    grid.element.rowHeight = 24;
    await grid.element.updateComplete;
    await nextFrame();
    expect(grid.row(1)?.getBoundingClientRect().height).to.equal(24);
    const gap = (grid.row(2)?.getBoundingClientRect().top ?? 0) - (grid.row(1)?.getBoundingClientRect().top ?? 0);
    expect(gap).to.equal(24);
  });
});
