import { expect } from "@open-wc/testing";
import { FakeData, FakeEngine } from "./fake-engine.ts";
import { GridHarness, nextFrame } from "./harness.ts";

describe("scrolling ten million rows", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open();
  });
  afterEach(() => grid.close());

  it("shows the first rows with their values", async () => {
    await grid.until(() => grid.text(0, 0) === "0");
    expect(grid.visibleRows[0]).to.equal(0);
    expect(grid.text(5, 0)).to.equal("5");
  });

  it("keeps the number of elements small", () => {
    expect(grid.all(".row").length).to.be.below(60);
    expect(grid.scroller.scrollHeight).to.be.below(8_200_100);
  });

  it("shows the last row at the bottom of the scroll bar's way", async () => {
    await grid.scrollTo(grid.scroller.scrollHeight);
    await grid.until(() => grid.text(9_999_999, 0) === "9,999,999");
    const bottom = grid.row(9_999_999)?.getBoundingClientRect().bottom ?? 0;
    expect(bottom).to.be.closeTo(grid.scroller.getBoundingClientRect().bottom, 16);
    expect(grid.visibleRows.at(-1)).to.equal(9_999_999);
  });

  it("moves rows by what a small scroll moves, in the middle of the table", async () => {
    await grid.element.scrollToRow(5_000_000);
    const before = grid.row(5_000_000)?.getBoundingClientRect().top ?? 0;
    grid.scroller.scrollTop += 84;
    await grid.until(() => (grid.row(5_000_000)?.getBoundingClientRect().top ?? 0) !== before);
    await nextFrame();
    expect(before - (grid.row(5_000_000)?.getBoundingClientRect().top ?? 0)).to.be.closeTo(84, 0.5);
  });

  it("maps the middle of the scroll bar's way to the middle of the table", async () => {
    await grid.scrollTo((grid.scroller.scrollHeight - grid.scroller.clientHeight) / 2);
    expect(grid.visibleRows[0]).to.be.closeTo(5_000_000, 2_000);
  });

  it("resolves scrollToRow when the row's real cells are painted", async () => {
    grid.engine.data.isHolding = true;
    let isPainted = false;
    const painted = grid.element.scrollToRow(7_654_321).then(() => (isPainted = true));
    await grid.until(() => grid.cell(7_654_321, 0)?.classList.contains("skeleton") === true);
    expect(grid.visibleRows).to.include(7_654_321);
    expect(isPainted).to.equal(false);
    grid.engine.data.deliver();
    await painted;
    expect(grid.text(7_654_321, 0)).to.equal("7,654,321");
  });

  it("paints the rows around those that a jump leads to, too", async () => {
    await grid.element.scrollToRow(3_000_000);
    await grid.until(() => grid.all(".row").every(({ style }) => style.contentVisibility === ""));
    expect(grid.rowIndexes.length).to.be.greaterThan(grid.visibleRows.length);
    for (const row of grid.rowIndexes) expect(grid.text(row, 0)).to.equal(row.toLocaleString("en"));
  });

  it("rejects scrollToRow with the reason of an abort", async () => {
    grid.engine.data.isHolding = true;
    const abort = new AbortController();
    const painted = grid.element.scrollToRow(3_000_000, { signal: abort.signal });
    const reason = new Error("no longer wanted");
    setTimeout(() => abort.abort(reason));
    expect(await painted.catch((error: unknown) => error)).to.equal(reason);
  });

  it("asks the data for what is in view only, and last for where the view came to rest", async () => {
    for (const row of [1_000_000, 2_000_000, 3_000_000]) await grid.element.scrollToRow(row);
    const request = grid.engine.data.requests.at(-1);
    expect(request?.start).to.be.within(2_999_900, 3_000_000);
    expect((request?.end ?? 0) - (request?.start ?? 0)).to.be.below(60);
  });

  it("keeps old cells until those of a new view arrive, and shows skeletons only for rows never seen", async () => {
    const { data } = grid.engine;
    // Rows out of view come after the first screen.
    const screen = grid.element.clientHeight / 28;
    await grid.until(() => grid.all(".row").length > screen + 5 && grid.all(".skeleton").length === 0);
    data.isHolding = true;
    data.forget();
    data.generation = 1;
    data.emit("view", { rowCount: data.rowCount });
    await nextFrame();
    expect(grid.text(3, 0)).to.equal("3");
    expect(grid.all(".skeleton")).to.deep.equal([]);
    data.deliver();
    await grid.until(() => grid.text(3, 0) === "100,003");
  });

  it("puts the row elements in order when the scroll rests", async () => {
    const indexes = (): number[] => grid.all(".row").map((row) => Number(row.getAttribute("aria-rowindex")));
    await grid.scrollTo(28 * 100);
    grid.scroller.scrollTop = 28 * 117;
    await grid.until(() => grid.visibleRows[0] === 117);
    await grid.until(() => indexes().every((index, at) => at === 0 || index > (indexes()[at - 1] ?? 0)));
    expect(indexes()).to.have.length.above(20);
  });

  it("keeps the first row in view in place when rows are added", async () => {
    await grid.element.scrollToRow(500_000);
    const [first] = grid.visibleRows;
    grid.engine.data.rowCount = 5_000_000;
    grid.engine.data.emit("view", { rowCount: 5_000_000 });
    await nextFrame();
    expect(grid.visibleRows[0]).to.equal(first);
  });
});

describe("columns of the grid", () => {
  it("has as few cells for 500 columns as for those in view", async () => {
    const grid = await GridHarness.open({ columns: 500, rows: 1_000 });
    expect(grid.row(0)?.querySelectorAll(".cell").length).to.be.below(20);
    expect(grid.all(".header-cell").length).to.be.below(20);
    grid.close();
  });

  it("brings any column into view, header and cells at the same place", async () => {
    const grid = await GridHarness.open({ columns: 500, rows: 1_000 });
    grid.scroller.scrollLeft = grid.scroller.scrollWidth;
    await grid.until(() => grid.cell(0, 499) !== null);
    const header = grid.find('.header-cell[aria-colindex="500"]').getBoundingClientRect();
    const cell = grid.cell(0, 499)?.getBoundingClientRect();
    expect(cell?.left).to.be.closeTo(header.left, 0.5);
    expect(cell?.width).to.be.closeTo(header.width, 0.5);
    grid.close();
  });

  it("puts the cells of a row in order when the scroll rests", async () => {
    const grid = await GridHarness.open({ columns: 100, rows: 1_000 });
    const indexes = (): number[] => grid.shownColumns(0);
    for (const scrollLeft of [500, 800]) await grid.scrollTo(0, scrollLeft);
    await grid.until(() => grid.cell(0, 9) !== null && grid.cell(0, 0) === null);
    await grid.until(() => indexes().every((index, at) => at === 0 || index > (indexes()[at - 1] ?? 0)));
    expect(indexes()).to.have.length.above(5);
    grid.close();
  });

  it("keeps pinned columns in view", async () => {
    const columns = JSON.stringify([
      { name: "varchar", pinned: "start", label: "City" },
      { name: "date", pinned: "end" },
    ]);
    const grid = await GridHarness.open({ columns: 60, rows: 1_000, attributes: { columns } });
    const view = grid.scroller.getBoundingClientRect();
    for (const scrollLeft of [0, 1_500]) {
      await grid.scrollTo(0, scrollLeft);
      for (const { first, last } of [
        { first: grid.cell(0, 0), last: grid.cell(0, 59) },
        { first: grid.find('.header-cell[aria-colindex="1"]'), last: grid.find('.header-cell[aria-colindex="60"]') },
      ]) {
        expect(first?.getBoundingClientRect().left).to.be.closeTo(view.left, 1);
        expect(last?.getBoundingClientRect().right).to.be.closeTo(view.left + grid.scroller.clientWidth, 1);
      }
    }
    expect(grid.find('.header-cell[aria-colindex="1"] .label').textContent).to.equal("City");
    grid.close();
  });

  it("hides columns and orders them as the attribute says", async () => {
    const columns = JSON.stringify([{ name: "date" }, { name: "integer", hidden: true }]);
    const grid = await GridHarness.open({ columns: 4, rows: 10, attributes: { columns } });
    expect(grid.all(".header-cell .label").map((label) => label.textContent)).to.deep.equal([
      "date",
      "varchar",
      "double",
    ]);
    grid.close();
  });

  it("tells a text that its cell cuts off on hover", async () => {
    const texts = ["short", "long ".repeat(200)];
    const column = { id: 0, name: "text", type: "VARCHAR", nullable: true };
    const engine = new FakeEngine(new FakeData([column], 2, (row) => texts[row] ?? null));
    const grid = await GridHarness.open({ engine });
    await grid.until(() => grid.text(1, 0) !== "");
    for (const row of [0, 1]) grid.cell(row, 0)?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    expect(grid.cell(0, 0)?.title).to.equal("");
    expect(grid.cell(1, 0)?.title).to.contain("long long");
    grid.close();
  });

  it("tells NULL from the empty string, and never reads text as HTML", async () => {
    const values = [null, "", '<img src="x">'];
    const column = { id: 0, name: "text", type: "VARCHAR", nullable: true };
    const engine = new FakeEngine(new FakeData([column], 3, (row) => values[row] ?? null));
    const grid = await GridHarness.open({ engine });
    await grid.until(() => grid.text(2, 0) !== "");
    expect(grid.cell(0, 0)?.classList.contains("null")).to.equal(true);
    expect(grid.text(1, 0)).to.equal("");
    expect(grid.cell(1, 0)?.classList.contains("null")).to.equal(false);
    expect(grid.text(2, 0)).to.equal('<img src="x">');
    expect(grid.cell(2, 0)?.children.length).to.equal(0);
    grid.close();
  });
});
