import { expect } from "@open-wc/testing";
import { csvUrl, PageFrame } from "./page-frame.ts";

describe("the element in a page", () => {
  let page: PageFrame;
  afterEach(() => page.close());

  it("shows what src names, and nothing else is needed", async () => {
    page = await PageFrame.open(`<persistent-table src="${csvUrl(100)}"></persistent-table>`);
    await page.until(() => page.text(2, 1) === "text 2");
    expect(page.labels).to.deep.equal(["n", "text", "price"]);
    expect(page.element.storage).to.equal("memory");
    await page.element.whenReady();
    expect(page.heard("load-complete").map(({ detail }) => [detail.source, detail.rows])).to.deep.equal([["src", 100]]);
  });

  it("arranges the columns as the page says", async () => {
    const columns = JSON.stringify([
      { name: "price", pinned: "start", label: "Cost" },
      { name: "n", hidden: true },
    ]);
    page = await PageFrame.open(`<persistent-table src="${csvUrl(100)}" columns='${columns}'></persistent-table>`);
    await page.until(() => page.text(2, 0) === "0.5");
    expect(page.labels).to.deep.equal(["Cost", "text"]);
    expect(page.find(".header .pinned.start")?.textContent).to.contain("Cost");
  });

  it("sorts, filters and searches as the attributes say", async () => {
    const filter = JSON.stringify({ column: "n", op: "lt", value: 500 });
    page = await PageFrame.open(
      `<persistent-table src="${csvUrl(1_000)}" sort="price desc" filter='${filter}' search="text 49"></persistent-table>`,
    );
    await page.element.whenReady();
    expect([page.element.rowCount, page.element.totalRowCount]).to.deep.equal([11, 1_000]);
    await page.until(() => page.text(0, 1) === "text 499");
    expect(page.text(10, 1)).to.equal("text 49");
    page.element.removeAttribute("search");
    await page.until(() => page.element.rowCount === 500);
    page.element.removeAttribute("filter");
    await page.until(() => page.element.rowCount === 1_000);
    page.element.removeAttribute("sort");
    await page.until(() => page.text(0, 1) === "text 0");
  });

  for (const controls of ["", "controls"]) {
    it(`says that it cannot sort by a column that is not there ${controls}`, async () => {
      page = await PageFrame.open(`<persistent-table src="${csvUrl(10)}" sort="cost" ${controls}></persistent-table>`);
      await page.element.whenReady();
      await page.until(() => page.find(".notice")?.textContent.includes("cost") === true);
      expect(page.element.rowCount).to.equal(10);
    });

    it(`says what is wrong with src, in the element and by an event ${controls}`, async () => {
      page = await PageFrame.open(`<persistent-table src="no-such-file.csv" ${controls}></persistent-table>`);
      await page.until(() => page.find(".overlay.failed") !== null);
      expect(page.heard("load-error").length).to.equal(1);
      const { error } = page.heard("load-error")[0]?.detail ?? {};
      expect(error?.code).to.equal("fetch-failed");
      expect(page.find(".overlay.failed")?.textContent).to.contain("no-such-file.csv").and.to.contain("404");
      expect(page.element.state).to.equal("error");
      expect(page.element.error).to.equal(error);
      expect(page.element.matches(":state(error)")).to.equal(true);
      const bar = page.find("persistent-table-status-bar")?.shadowRoot;
      expect(page.find(".notice"), "the reason a second time").to.equal(null);
      expect(bar?.querySelector(".rows")?.textContent ?? "").to.equal("");
    });
  }

  it("keeps its rows when another file cannot be read, and says why", async () => {
    page = await PageFrame.open(`<persistent-table src="${csvUrl(10)}"></persistent-table>`);
    await page.element.whenReady();
    page.element.src = URL.createObjectURL(new Blob(['{"a": 1}\n{"a": ']));
    await page.until(() => page.find(".notice") !== null);
    expect(page.element.rowCount).to.equal(10);
    expect(page.find(".notice")?.textContent).to.contain("line 2");
    await page.until(() => page.text(2, 1) === "text 2");
    expect(page.element.state).to.equal("ready");
  });

  it("opens a dropped file", async () => {
    page = await PageFrame.open(`<persistent-table></persistent-table>`);
    await page.until(() => page.find(".overlay") !== null);
    const frame = page.window as Window & typeof globalThis;
    const dataTransfer = new frame.DataTransfer();
    dataTransfer.items.add(new frame.File(["city;rain\nOslo;12\n"], "rain.csv"));
    const drop = new frame.DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    page.element.dispatchEvent(drop);
    await page.until(() => page.text(0, 0) === "Oslo");
    expect(drop.defaultPrevented).to.equal(true);
    await page.element.whenReady();
    expect(page.heard("load-complete")[0]?.detail.source).to.equal("api");
  });
});

describe("cancelling", () => {
  let page: PageFrame;
  afterEach(() => page.close());

  const openHuge = async (): Promise<void> => {
    page = await PageFrame.open(`<persistent-table src="${csvUrl(2_000_000)}" controls></persistent-table>`);
    await page.until(() => page.element.state === "loading" && page.find(".scroller") !== null);
  };
  const cancelled = async (): Promise<void> => {
    await page.until(() => page.heard("operation-cancel").length === 1);
    expect(page.heard("operation-cancel")[0]?.detail.operation).to.equal("load");
    expect(page.heard("load-complete").length + page.heard("load-error").length).to.equal(0);
    expect(page.element.state).to.equal("idle");
    expect(page.element.error).to.equal(null);
    await page.until(() => page.find(".overlay")?.textContent.includes("No data") === true);
  };

  it("stops a load by Escape in the grid", async () => {
    await openHuge();
    page.element.focus();
    await page.until(() => page.root.activeElement === page.find(".scroller"));
    await page.press("Escape");
    await cancelled();
  });

  it("stops a load by the button in the status bar", async () => {
    await openHuge();
    const bar = page.find("persistent-table-status-bar")?.shadowRoot;
    const button = () => bar?.querySelector<HTMLElement>(".operation button");
    await page.until(() => button()?.textContent === "Cancel");
    button()?.click();
    await cancelled();
  });

  it("stops a load by cancel()", async () => {
    await openHuge();
    await page.element.cancel();
    await cancelled();
  });
});
