import { expect } from "@open-wc/testing";
import { tableAsCsv } from "../../../src/elements/content-table.ts";

async function csvOf(html: string): Promise<string[] | null> {
  const template = document.createElement("template");
  template.innerHTML = html;
  const table = template.content.querySelector("table");
  if (!table) throw new Error("There is no table.");
  const csv = await tableAsCsv(table)?.text();
  return csv === undefined ? null : csv.split("\n").slice(0, -1);
}

describe("tableAsCsv", () => {
  it("takes the names from thead and the rows of every tbody, and leaves the footer out", async () => {
    const csv = await csvOf(
      `<table><thead><tr><th>City<th>Rain</thead>
       <tbody><tr><th>Oslo<td>12 <tbody><tr><td>Bergen<td>14
       <tfoot><tr><td>All<td>26</table>`,
    );
    expect(csv).to.deep.equal([`"City","Rain"`, `"Oslo","12"`, `"Bergen","14"`]);
  });

  it("takes the first row as names when there is no thead, with td as with th", async () => {
    expect(await csvOf("<table><tr><th>a<th>b<tr><td>1<td>2</table>")).to.deep.equal([`"a","b"`, `"1","2"`]);
    expect(await csvOf("<table><tr><td>a<td>b<tr><td>1<td>2</table>")).to.deep.equal([`"a","b"`, `"1","2"`]);
  });

  it("joins names that stand above each other", async () => {
    const csv = await csvOf(
      `<table><tr><th rowspan=2>City<th colspan=2>2024<tr><th>Q1<th>Q2<tr><td>Oslo<td>1<td>2</table>`,
    );
    expect(csv).to.deep.equal([`"City","2024 Q1","2024 Q2"`, `"Oslo","1","2"`]);
  });

  it("repeats a cell in all places that it covers", async () => {
    const csv = await csvOf(
      `<table><thead><tr><th>a<th>b<th>c</thead>
       <tr><td rowspan=0>x<td>1<td>2 <tr><td colspan=2>3 <tr><td>4<td rowspan=9>5</table>`,
    );
    expect(csv?.slice(1)).to.deep.equal([`"x","1","2"`, `"x","3","3"`, `"x","4","5"`]);
  });

  it("reads texts as they are shown, and an empty cell as nothing", async () => {
    const csv = await csvOf(
      `<table><tr><th>a<th>b<th>c<tr><td> two
         words <br> next <td>&nbsp;<td>say "hi", <b>you</b></table>`,
    );
    expect(csv?.slice(1).join("\n")).to.equal(`"two words\nnext",,"say ""hi"", you"`);
  });

  it("fills up rows that are too short, and names of columns without one", async () => {
    expect(await csvOf("<table><tr><th>a<tr><td>1<td>2<tr><td>3</table>")).to.deep.equal([`"a",`, `"1","2"`, `"3",`]);
  });

  it("finds nothing in a table without cells", async () => {
    expect(await csvOf("<table></table>")).to.equal(null);
    expect(await csvOf("<table><tr></table>")).to.equal(null);
  });
});
