import { expect } from "@open-wc/testing";
import { csvUrl, PageFrame } from "./page-frame.ts";

describe("the size of the element", () => {
  let page: PageFrame;
  afterEach(() => page.close());

  const open = async (attributes: string, css = ""): Promise<DOMRect> => {
    page = await PageFrame.open(
      `<style>${css}</style><div><persistent-table controls src="${csvUrl(1_000)}" ${attributes}></persistent-table></div>`,
    );
    await page.element.whenReady();
    await page.until(() => page.text(0, 1) === "text 0");
    return page.element.getBoundingClientRect();
  };
  const heightOf = (selector: string): number => page.find(selector)?.getBoundingClientRect().height ?? 0;

  it("is 30rem high and as wide as its container when the page says nothing", async () => {
    const { width, height } = await open("");
    expect([width, height]).to.deep.equal([900, 480]);
  });

  for (const display of ["block", "flex", "grid", "inline-block"]) {
    it(`fills the height that the page gives, with display: ${display}`, async () => {
      const { height } = await open("", `persistent-table { display: ${display}; height: 400px; width: 100% }`);
      expect(height).to.equal(400);
      const chrome = heightOf("persistent-table-toolbar") + heightOf("persistent-table-status-bar");
      expect(heightOf(".scroller")).to.equal(398 - chrome);
      expect(heightOf(".scroller")).to.be.greaterThan(300);
    });
  }

  it("has its usual height where the page's percentage has nothing to refer to", async () => {
    const { height } = await open(`style="height: 100%"`);
    expect(height).to.equal(480);
  });

  it("takes its share of a column", async () => {
    const css = "div { display: flex; flex-direction: column; height: 500px } persistent-table { flex: 1 }";
    expect((await open("", css)).height).to.equal(500);
  });

  it("is not there while hidden, whatever the page's display", async () => {
    await open("", "persistent-table { display: block; height: 400px }");
    page.element.hidden = true;
    expect(page.element.getBoundingClientRect().height).to.equal(0);
  });
});
