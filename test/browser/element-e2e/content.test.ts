import { expect } from "@open-wc/testing";
import { csvUrl, PageFrame, uniqueName } from "./page-frame.ts";

const TABLE = `<table>
  <thead><tr><th>City<th>Rain<th>City</thead>
  <tbody><tr><td>Oslo<td>12.5<td>a<tr><td>Bergen<td><td>b</tbody>
</table>`;

describe("a table inside the element", () => {
  let page: PageFrame;
  afterEach(() => page.close());

  it("is the data, typed, with an empty cell as null, and is not shown itself", async () => {
    page = await PageFrame.open(`<persistent-table>${TABLE}</persistent-table>`);
    await page.element.whenReady();
    expect(page.element.schema.map(({ name }) => name.toLowerCase())).to.have.members(["city", "rain", "city_1"]);
    expect(page.element.rowCount).to.equal(2);
    expect(Number(await page.element.getCell(0, "Rain"))).to.equal(12.5);
    expect(await page.element.getCell(1, "Rain")).to.equal(null);
    await page.until(() => page.heard("load-complete").length === 1);
    expect(page.heard("load-complete")[0]?.detail.source).to.equal("content");
    const table = page.element.querySelector("table");
    expect(table?.getBoundingClientRect().height).to.equal(0);
  });

  it("keeps an empty cell of an only column", async () => {
    page = await PageFrame.open(
      `<persistent-table><table><tr><th>n<tr><td>1<tr><td><tr><td>3</table></persistent-table>`,
    );
    await page.element.whenReady();
    expect(page.element.rowCount).to.equal(3);
  });

  it("is taken when a script adds it later", async () => {
    page = await PageFrame.open(`<persistent-table></persistent-table>`);
    await page.until(() => page.find(".overlay") !== null);
    expect(page.element.state).to.equal("idle");
    page.element.innerHTML = `<figure>${TABLE}</figure>`;
    await page.element.whenReady();
    expect(page.element.rowCount).to.equal(2);
  });

  it("is not read where there is a src", async () => {
    page = await PageFrame.open(`<persistent-table src="${csvUrl(5)}">${TABLE}</persistent-table>`);
    await page.element.whenReady();
    expect(page.element.schema.map(({ name }) => name)).to.deep.equal(["n", "text", "price"]);
    expect(page.element.rowCount).to.equal(5);
  });

  it("is not read where a table is stored", async () => {
    const name = uniqueName();
    page = await PageFrame.open(`<persistent-table name="${name}">${TABLE}</persistent-table>`);
    await page.element.whenReady();
    await page.element.setCell(0, "City", "Tromsø");
    await page.element.save();
    await page.reload();
    await page.element.whenReady();
    expect(await page.element.getCell(0, "City")).to.equal("Tromsø");
    expect(page.heard("load-complete").map(({ detail }) => detail.source)).to.deep.equal(["storage"]);
    await page.element.deleteStorage();
  });
});
