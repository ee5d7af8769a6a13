import { expect } from "@open-wc/testing";
import { ViewStateStore } from "../../../src/engine/settings/view-state-store.ts";
import { csvUrl, PageFrame, uniqueName } from "./page-frame.ts";

describe("a table over several visits", () => {
  let page: PageFrame;
  afterEach(async () => {
    await page.element.deleteStorage();
    page.close();
  });

  const open = async (rows: number, attributes = ""): Promise<void> => {
    page = await PageFrame.open(
      `<persistent-table name="${uniqueName()}" src="${csvUrl(rows)}" controls style="height: 580px" ${attributes}></persistent-table>`,
    );
    await page.element.whenReady();
  };
  const saved = (): Promise<void> =>
    page.until(() => page.element.saveState === "clean" && page.heard("save-complete").length > 0);

  it("shows an edited cell again, without reading src", async () => {
    await open(1_000, `autosave-delay="50"`);
    await saved();
    await page.element.setCell(3, "text", "changed");
    await page.until(() => page.text(3, 1) === "changed" && page.element.saveState === "clean");
    await page.reload();
    await page.until(() => page.text(3, 1) === "changed");
    await page.element.whenReady();
    expect(await page.element.getCell(3, "text")).to.equal("changed");
    expect(page.element.schema.map(({ type }) => type)).to.deep.equal(["BIGINT", "VARCHAR", "DOUBLE"]);
    expect(page.heard("load-complete").map(({ detail }) => detail.source)).to.deep.equal(["storage"]);
  });

  it("has the previous version, and the changes since, after a reload in the middle of a save", async () => {
    await open(400_000, `autosave="off"`);
    await page.element.setCell(0, "text", "first");
    const { version } = await page.element.save();
    for (const row of [0, 130_000, 260_000]) await page.element.setCell(row, "text", "second");
    const begun = page.heard("save-progress").length;
    page.element.save().catch(() => undefined);
    await page.until(() => page.heard("save-progress").length > begun);
    expect(page.element.saveState).to.equal("saving");
    await page.reload();
    await page.element.whenReady();
    expect(await page.element.getCell(0, "text")).to.equal("second");
    expect(await page.element.getCell(260_000, "text")).to.equal("second");
    expect(await page.element.getCell(1, "text")).to.equal("text 1");
    expect((await page.element.versions()).map((kept) => kept.version)).to.deep.equal([version]);
  });

  it("shows the sort, the width and the place of the former visit", async () => {
    await open(5_000);
    await saved();
    page.element.sort = "price desc";
    await page.until(() => page.text(0, 0).replace(/\D/g, "") === "4999");
    page.find('.header-cell[aria-colindex="2"] .resizer')?.dispatchEvent(new MouseEvent("dblclick"));
    await page.element.updateComplete;
    const width = page.find('.header-cell[aria-colindex="2"]')?.offsetWidth;
    page.element.scroller?.scrollTo(0, 28 * 1_000);
    await page.until(() => page.firstRow === 1_000);
    const store = new ViewStateStore(page.element.name);
    while ((await store.read()).scrollRow !== 1_000);
    await page.reload();
    await page.until(() => page.firstRow === 1_000 && page.text(1_000, 1) === "text 3999");
    expect(page.element.sort).to.equal("price desc");
    expect(page.find('.header-cell[aria-colindex="2"]')?.offsetWidth).to.equal(width);
  });

  it("shows what was done a moment before the page was left", async () => {
    await open(1_000);
    await saved();
    page.element.sort = "n desc";
    await page.until(() => page.text(0, 1) === "text 999");
    await page.reload();
    await page.until(() => page.text(0, 1) === "text 999");
  });

  it("tells the window of every step of a save", async () => {
    await open(200_000, `autosave="off"`);
    const { version, rows } = await page.element.save();
    expect(rows).to.equal(200_000);
    const steps = page.heard("save-progress");
    const progress = steps.map(({ detail }) => detail.progress);
    expect(steps.length).to.be.greaterThan(1);
    expect(progress).to.deep.equal([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).to.equal(1);
    expect(steps.every((event) => event.composed && event.bubbles && event.target === page.element)).to.equal(true);
    expect(steps.every(({ detail }) => detail.version === version)).to.equal(true);
    expect(page.heard("save-start").length).to.equal(1);
  });

  it("begins anew with src when it was deleted, in the tab that followed as well", async () => {
    await open(1_000, `autosave-delay="50"`);
    await saved();
    await page.element.setCell(0, "text", "deleted with the table");
    const { name, src } = page.element;
    const other = await PageFrame.open(
      `<persistent-table name="${name}" src="${src}" controls style="height: 580px"></persistent-table>`,
    );
    await other.element.whenReady();
    await other.until(() => other.text(0, 1) === "deleted with the table");
    await page.element.deleteStorage();
    await other.until(() => other.element.state === "idle" && other.element.rowCount === 0);
    await page.reload();
    await page.until(() => page.text(0, 1) === "text 0" && page.element.state === "ready");
    await other.until(() => other.text(0, 1) === "text 0" && other.element.state === "ready");
    expect([page.element.access, other.element.access].toSorted()).to.deep.equal(["read", "write"]);
    other.close();
    await page.until(() => page.element.access === "write");
  });

  it("lets the browser ask before it leaves what is not stored, and only then", async () => {
    await open(10, `autosave="off"`);
    await page.element.save();
    const leave = (): boolean => page.window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leave()).to.equal(true);
    await page.element.setCell(0, "text", "in the journal");
    expect(leave()).to.equal(true);
    await page.element.load([{ n: 1 }]);
    expect(leave()).to.equal(false);
    await page.element.save();
    expect(leave()).to.equal(true);
  });
});
