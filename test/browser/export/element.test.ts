import { expect } from "@open-wc/testing";
import type { ExportProgressEvent } from "../../../src/elements/events.ts";
import { csvUrl, PageFrame } from "../element-e2e/page-frame.ts";

describe("exportAs() of the element in a page", () => {
  let page: PageFrame;
  afterEach(() => page.close());

  it("has the rows as they are seen, and tells how far it is", async () => {
    page = await PageFrame.open(`<persistent-table src="${csvUrl(1_000)}" sort="n desc"></persistent-table>`);
    const { element } = page;
    await element.whenReady();
    const told: ExportProgressEvent["detail"][] = [];
    element.addEventListener("export-progress", ({ detail }) => told.push(detail));
    element.search = "text 99";
    const file = await element.exportAs("ndjson");
    const rows = (await file.text()).trimEnd().split("\n");
    expect(rows.length).to.equal(11);
    expect(rows[0]).to.contain('"n":999,"text":"text 999"');
    expect(rows[10]).to.contain('"n":99,"text":"text 99"');
    expect(told.at(-1)).to.deep.equal({
      format: "ndjson",
      rowsDone: 11,
      totalRows: 11,
      bytes: file.size,
      progress: 1,
    });
  });
});
