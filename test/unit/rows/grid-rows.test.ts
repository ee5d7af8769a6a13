import { expect, waitUntil } from "@open-wc/testing";
import { GridRows } from "../../../src/engine/rows/grid-rows.ts";
import type { RowView } from "../../../src/engine/rows/row-source.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { settled } from "../scheduling/fakes.ts";
import { FakeSource, makeColumns, naturalView, pageOf } from "./fake-source.ts";

const ROWS = 1_000_000;
const columns = makeColumns(3);
const columnIds = columns.map(({ id }) => id);
const FIRST = 10;
const sorted = (ids: number[]): RowView => ({
  model: { sort: [{ column: "c0", direction: "desc" }], filter: null, search: "" },
  rowCount: ids.length,
  firstId: ids[0] ?? 0,
  ids: Uint32Array.from(ids),
});
const reversed = sorted(Array.from({ length: 1000 }, (_, row) => 999 - row));

describe("GridRows", () => {
  let source: FakeSource;
  let grid: GridRows;
  let events: string[];
  let errors: unknown[];

  beforeEach(() => {
    source = new FakeSource(columns, ROWS);
    errors = [];
    events = [];
    grid = new GridRows({
      onError: (error) => errors.push(error),
      onViewPending: (pending) => events.push(pending ? "pending" : "not pending"),
    });
    grid.on("rows", ({ start, end }) => events.push(`rows ${start}-${end}`));
    grid.on("view", ({ rowCount }) => events.push(`view ${rowCount}`));
    grid.on("schema", ({ columns: { length } }) => events.push(`schema ${length}`));
  });

  const show = (start: number, end: number) => grid.ensureRows({ start, end, columnIds });
  const cell = (row: number, columnId = FIRST) => grid.getCell(row, columnId)?.value;
  async function answer(row: number, ...rest: [((id: number, column: { name: string }) => string)?]) {
    source.answer(row, ...rest);
    await settled();
  }

  describe("reading pages", () => {
    beforeEach(() => {
      grid.setSource(source, naturalView(ROWS));
      events.length = 0;
    });

    it("reads the blocks in view in one page and tells what arrived", async () => {
      show(100, 140);
      expect(source.open).to.deep.equal(["0-256"]);
      expect(grid.getCell(100, FIRST)).to.equal(undefined);
      await answer(100);
      expect(grid.getCell(100, FIRST)).to.deep.equal({ value: "c0:100", pending: false });
      expect(cell(139, 12)).to.equal("c2:139");
      expect(grid.getRowId(139)).to.equal(139);
      expect(events).to.deep.equal(["rows 0-256"]);
    });

    it("does not read again what is here or in flight", async () => {
      show(0, 40);
      show(3, 43);
      expect(source.open).to.deep.equal(["0-128"]);
      await answer(0);
      await answer(128);
      show(5, 45);
      expect(source.open).to.deep.equal([]);
    });

    it("reads ahead in the direction of the scroll, once what is in view is here", async () => {
      show(1280, 1320);
      expect(source.open).to.deep.equal(["1280-1408"]);
      await answer(1280);
      expect(source.open).to.deep.equal(["+1408-1664"]);
      await answer(1408);
      show(1281, 1321);
      expect(source.open).to.deep.equal([]);
      show(1280, 1320);
      expect(source.open).to.deep.equal(["+1024-1280"]);
    });

    it("keeps its direction when it is asked for the same rows again", async () => {
      show(1290, 1330);
      show(1280, 1320);
      show(1280, 1320);
      await answer(1280);
      expect(source.open).to.deep.equal(["+1024-1280"]);
    });

    it("aborts pages of rows that left the view", async () => {
      show(0, 40);
      const [first] = source.pages;
      show(500_000, 500_040);
      expect(first?.signal?.aborted).to.equal(true);
      expect(source.open).to.deep.equal(["499968-500096"]);
      await settled();
      expect(errors).to.deep.equal([]);
    });

    it("reads urgently what was being read ahead when it comes into view", async () => {
      show(0, 40);
      await answer(0);
      expect(source.open).to.deep.equal(["+128-384"]);
      show(100, 140);
      expect(source.open).to.deep.equal(["128-256"]);
    });

    it("has a few pages in flight at most", () => {
      show(0, 128 * 40);
      expect(source.open).to.deep.equal(["0-512", "512-1024", "1024-1536", "1536-2048"]);
    });

    it("drops an answer that comes although its page was aborted", async () => {
      const stubborn = new FakeSource(columns, ROWS);
      stubborn.readPage = (view, range) => {
        const page = { view, ...range };
        return Promise.resolve(pageOf(page, () => "late"));
      };
      grid.setSource(stubborn, naturalView(ROWS));
      show(0, 40);
      show(500_000, 500_040);
      await settled();
      expect(cell(0)).to.equal(undefined);
      expect(cell(500_000)).to.equal("late");
    });

    it("reports a page that failed and reads it at the next request, not before", async () => {
      show(0, 40);
      const failure = new Error("broken");
      source.pages.shift()?.page.reject(failure);
      await settled();
      expect(errors).to.deep.equal([failure]);
      expect(source.open.filter((page) => !page.startsWith("+"))).to.deep.equal([]);
      show(0, 40);
      expect(source.open).to.include("0-128");
    });

    it("reads no rows past the end", async () => {
      grid.setSource(source, naturalView(130));
      show(100, 500);
      expect(source.open).to.deep.equal(["0-130"]);
      await answer(0);
      expect(cell(129)).to.equal("c0:129");
      expect(cell(130)).to.equal(undefined);
    });

    it("shows nothing for a row that is gone, and does not ask for it again and again", async () => {
      show(0, 40);
      const [page] = source.pages.splice(0, 1);
      page?.page.resolve(pageOf({ ...page, start: 1 }, () => "x"));
      await settled();
      expect(cell(0)).to.equal(undefined);
      expect(grid.getRowId(0)).to.equal(undefined);
      expect(cell(1)).to.equal("x");
      expect(source.open).to.deep.equal(["+128-384"]);
    });

    it("reads only the column groups in view of a wide table", async () => {
      const wide = makeColumns(500);
      const wideSource = new FakeSource(wide, ROWS);
      grid.setSource(wideSource, naturalView(ROWS));
      grid.ensureRows({ start: 0, end: 40, columnIds: wide.slice(60, 75).map(({ id }) => id) });
      expect(wideSource.pages.map((page) => page.columns.map(({ name }) => name))).to.deep.equal([
        wide.slice(32, 96).map(({ name }) => name),
      ]);
      wideSource.answer(0);
      await settled();
      expect(cell(0, wide[60]?.id)).to.equal("c60:0");
      expect(cell(0, wide[0]?.id)).to.equal(undefined);
      grid.ensureRows({ start: 0, end: 40, columnIds: wide.slice(90, 100).map(({ id }) => id) });
      expect(wideSource.pages.at(-1)?.columns.map(({ name }) => name)).to.deep.equal(
        wide.slice(96, 128).map(({ name }) => name),
      );
    });

    it("reads on when what is in view is larger than the cache", async () => {
      const small = new GridRows({ onError: (error) => errors.push(error), cacheBytes: 100 });
      small.setSource(source, naturalView(ROWS));
      source.pages.length = 0;
      small.ensureRows({ start: 0, end: 600, columnIds });
      source.answer(0);
      await settled();
      source.answer(512);
      await settled();
      expect(small.getCell(0, FIRST)?.value).to.equal("c0:0");
      expect(small.getCell(599, FIRST)?.value).to.equal("c0:599");
      source.answer(640);
      await settled();
      expect(source.open).to.deep.equal([]);
      small.close();
    });
  });

  it("keeps the rows that were in view last", async () => {
    const small = new GridRows({ onError: (error) => errors.push(error), cacheBytes: 200_000 });
    small.setSource(source, naturalView(ROWS));
    const visit = async (row: number) => {
      small.ensureRows({ start: row, end: row + 40, columnIds });
      while (source.open.length > 0) {
        source.answer(Number(source.open[0]?.replace("+", "").split("-")[0]));
        await settled();
      }
    };
    await visit(0);
    for (let row = 12_800; small.getCell(0, FIRST); row += 12_800) {
      await visit(row);
      if (row > 128_000) throw new Error("the cache never drops anything");
    }
    await visit(0);
    await visit(999_000);
    await visit(0);
    await visit(998_000);
    expect(small.getCell(0, FIRST)?.value).to.equal("c0:0");
    small.close();
  });

  describe("views", () => {
    beforeEach(async () => {
      grid.setSource(source, naturalView(1000));
      show(0, 40);
      await answer(0);
      await answer(128);
      events.length = 0;
    });

    it("keeps the old rows scrollable until the new view is there, then until its rows are", async () => {
      const done = grid.setView(reversed.model);
      expect([grid.viewPending, grid.view.sort]).to.deep.equal([true, []]);
      show(500, 540);
      await answer(500);
      expect(cell(500)).to.equal("c0:500");
      show(0, 40);
      source.pages.length = 0;
      source.views[0]?.view.resolve(reversed);
      await done;
      expect([grid.viewPending, grid.view, grid.rowCount]).to.deep.equal([false, reversed.model, 1000]);
      expect(cell(0)).to.equal("c0:0");
      expect(grid.getRowId(0)).to.equal(undefined);
      expect(grid.rowIdAt(0)).to.equal(999);
      await answer(0);
      expect(cell(0)).to.equal("c0:999");
      expect(grid.getRowId(0)).to.equal(999);
      expect(events).to.deep.equal(["pending", "rows 384-640", "view 1000", "not pending", "rows 0-128"]);
    });

    it("never shows old rows again once the new ones in view are there", async () => {
      show(500, 540);
      await answer(500);
      const done = grid.setView(reversed.model);
      source.views[0]?.view.resolve(reversed);
      await done;
      source.pages.length = 0;
      show(0, 40);
      await answer(0);
      expect(cell(500)).to.equal(undefined);
    });

    it("aborts an older view for a newer one", async () => {
      const older = grid.setView(reversed.model);
      const newer = grid.setView({ ...reversed.model, search: "x" });
      expect(source.views.map(({ signal }) => signal?.aborted)).to.deep.equal([true, false]);
      source.views[0]?.view.resolve(reversed);
      expect((await rejectionOf(older)).name).to.equal("AbortError");
      expect(grid.viewPending).to.equal(true);
      source.views[1]?.view.resolve({ ...sorted([5, 3]), model: { ...reversed.model, search: "x" } });
      await newer;
      expect([grid.rowCount, grid.view.search]).to.deep.equal([2, "x"]);
    });

    it("stays with its view when the caller aborts, or when computing fails", async () => {
      const abort = new AbortController();
      const aborted = grid.setView(reversed.model, { signal: abort.signal });
      const reason = new Error("enough");
      abort.abort(reason);
      expect(source.views[0]?.signal?.reason).to.equal(reason);
      source.views[0]?.view.reject(reason);
      expect(await rejectionOf(aborted)).to.equal(reason);
      const failed = grid.setView(reversed.model);
      source.views[1]?.view.reject(new Error("broken"));
      expect((await rejectionOf(failed)).message).to.equal("broken");
      expect([grid.viewPending, grid.view.sort]).to.deep.equal([false, []]);
      expect(cell(0)).to.equal("c0:0");
    });

    it("drops pages of the old view that arrive late", async () => {
      show(900, 940);
      const late = source.pages.find(({ start }) => start === 896);
      const done = grid.setView(reversed.model);
      source.views[0]?.view.resolve(reversed);
      await done;
      expect(late?.signal?.aborted).to.equal(true);
      expect(cell(900)).to.equal(undefined);
    });

    it("reads what is out of date again, and paints it meanwhile", async () => {
      grid.invalidate();
      expect(cell(0)).to.equal("c0:0");
      expect(source.open).to.deep.equal(["0-128"]);
      await answer(0, (id) => `new:${id}`);
      expect(cell(0)).to.equal("new:0");
    });

    it("reads again what was in flight at the change, too", async () => {
      show(500, 540);
      grid.invalidate();
      expect(source.open).to.deep.equal(["384-640", "384-640"]);
      source.pages[1]?.page.resolve(pageOf(source.pages[1], () => "new"));
      await settled();
      source.pages[0]?.page.resolve(pageOf(source.pages[0], () => "old"));
      await settled();
      expect(cell(500)).to.equal("new");
    });

    it("replaces rows and columns with those of another table", async () => {
      const other = new FakeSource(makeColumns(2), 7);
      grid.setSource(other, naturalView(7));
      expect(events).to.deep.equal(["schema 2", "view 7"]);
      expect(cell(0)).to.equal(undefined);
      expect(other.open).to.deep.equal(["0-7"]);
      expect([grid.rowCount, grid.totalRowCount]).to.deep.equal([7, 7]);
    });
  });

  describe("previews", () => {
    const preview = (firstRow: number) => ({
      columns,
      rows: pageOf({ view: naturalView(1000), start: firstRow, end: firstRow + 50, columns }, (id) => `first:${id}`),
      firstRow,
      rowCount: 900,
    });

    it("shows rows before there is a source, and keeps them painted until the source has answered", async () => {
      show(0, 40);
      const rows = {
        ...preview(0),
        rows: pageOf({ view: naturalView(9), start: 0, end: 50, columns }, (id) => `first:${id}`),
      };
      grid.showPreview(rows);
      expect([grid.rowCount, cell(49)]).to.deep.equal([900, "first:0"]);
      expect(cell(50)).to.equal(undefined);
      grid.setSource(source, naturalView(1000));
      expect(cell(49)).to.equal("first:0");
      await answer(0);
      expect(cell(49)).to.equal("c0:49");
      expect(events).to.deep.equal(["schema 3", "view 900", "rows 0-128", "view 1000", "rows 0-128"]);
    });

    it("shows rows from where the page was left", () => {
      show(500, 540);
      grid.showPreview(preview(500));
      expect([cell(499), cell(500)]).to.deep.equal([undefined, "first:549"]);
    });

    it("refuses a view, there is nothing to sort yet", async () => {
      grid.showPreview(preview(0));
      expect((await rejectionOf(grid.setView(reversed.model))).message).to.contain("no table");
    });
  });

  describe("edits", () => {
    beforeEach(async () => {
      grid.setSource(source, naturalView(1000));
      show(0, 40);
      await answer(0);
      await answer(128);
      events.length = 0;
    });

    it("show at once, pending until they are settled, and are told of with the next frame", async () => {
      const edit = grid.setOverlays([{ rowId: 7, columnId: FIRST, value: "mine" }]);
      expect(grid.getCell(7, FIRST)).to.deep.equal({ value: "mine", pending: true });
      grid.settleOverlays(edit);
      expect(grid.getCell(7, FIRST)).to.deep.equal({ value: "mine", pending: false });
      await waitUntil(() => events.length > 0);
      expect(events).to.deep.equal(["rows 7-8"]);
    });

    it("go when they failed", () => {
      grid.revertOverlays(grid.setOverlays([{ rowId: 7, columnId: FIRST, value: "mine" }]));
      expect(cell(7)).to.equal("c0:7");
    });

    it("outlast a page that was read before their commit", async () => {
      const edit = grid.setOverlays([{ rowId: 7, columnId: FIRST, value: "mine" }]);
      grid.invalidate();
      grid.settleOverlays(edit);
      await answer(0);
      expect(cell(7)).to.equal("mine");
      grid.invalidate();
      await answer(0, (id) => `theirs:${id}`);
      expect(cell(7)).to.equal("theirs:7");
    });

    it("stay with their row through a view change", async () => {
      const edit = grid.setOverlays([{ rowId: 7, columnId: FIRST, value: "mine" }]);
      const done = grid.setView(reversed.model);
      source.views[0]?.view.resolve(reversed);
      await done;
      show(980, 1000);
      await answer(990);
      expect(cell(992)).to.equal("mine");
      grid.settleOverlays(edit);
      await waitUntil(() => events.at(-1) === "rows 992-993");
    });

    it("end with the table that they belong to, unless its ids go on", () => {
      grid.setOverlays([{ rowId: 7, columnId: FIRST, value: "mine" }]);
      grid.setSource(source, naturalView(1000), { keepEdits: true });
      expect(cell(7)).to.equal("mine");
      grid.setSource(source, naturalView(1000));
      expect(cell(7)).to.equal("c0:7");
    });
  });

  describe("single cells", () => {
    beforeEach(() => grid.setSource(source, reversed));

    it("are read when they are not cached", async () => {
      const value = grid.readCell(500, 11);
      expect(source.open).to.deep.equal(["500-501"]);
      await answer(500);
      expect(await value).to.equal("c1:499");
    });

    it("come from the edit, else from the cache", async () => {
      grid.setOverlays([{ rowId: 999, columnId: FIRST, value: "mine" }]);
      expect(await grid.readCell(0, FIRST)).to.equal("mine");
      show(0, 40);
      await answer(0);
      const before = source.pages.length;
      expect(await grid.readCell(1, FIRST)).to.equal("c0:998");
      expect(source.pages.length).to.equal(before);
      expect(await grid.readCell(5000, FIRST)).to.equal(undefined);
    });
  });
});
