import { expect } from "@open-wc/testing";
import { tableElementRows } from "../../../src/elements/content-table.ts";

function rowsOf(html: string): (readonly string[])[] {
  const template = document.createElement("template");
  template.innerHTML = html;
  const table = template.content.querySelector("table");
  if (!table) throw new Error("There is no table.");
  const { columns, rows } = tableElementRows(table);
  return [columns, ...rows];
}

describe("tableElementRows", () => {
  it("takes the names from thead and the rows of every tbody, and leaves the footer out", () => {
    const rows = rowsOf(
      `<table><thead><tr><th>City<th>Rain</thead>
       <tbody><tr><th>Oslo<td>12 <tbody><tr><td>Bergen<td>14
       <tfoot><tr><td>All<td>26</table>`,
    );
    expect(rows).to.deep.equal([
      ["City", "Rain"],
      ["Oslo", "12"],
      ["Bergen", "14"],
    ]);
  });

  it("takes the first row as names when there is no thead, with td as with th", () => {
    expect(rowsOf("<table><tr><th>a<th>b<tr><td>1<td>2</table>")).to.deep.equal([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(rowsOf("<table><tr><td>a<td>b<tr><td>1<td>2</table>")).to.deep.equal([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("joins names that stand above each other", () => {
    const rows = rowsOf(
      `<table><tr><th rowspan=2>City<th colspan=2>2024<tr><th>Q1<th>Q2<tr><td>Oslo<td>1<td>2</table>`,
    );
    expect(rows).to.deep.equal([
      ["City", "2024 Q1", "2024 Q2"],
      ["Oslo", "1", "2"],
    ]);
  });

  it("repeats a cell in all places that it covers", () => {
    const rows = rowsOf(
      `<table><thead><tr><th>a<th>b<th>c</thead>
       <tr><td rowspan=0>x<td>1<td>2 <tr><td colspan=2>3 <tr><td>4<td rowspan=9>5</table>`,
    );
    expect(rows.slice(1)).to.deep.equal([
      ["x", "1", "2"],
      ["x", "3", "3"],
      ["x", "4", "5"],
    ]);
  });

  it("reads texts as they are shown, and an empty cell as nothing", () => {
    const rows = rowsOf(
      `<table><tr><th>a<th>b<th>c<tr><td> two
         words <br> next <td>&nbsp;<td>say "hi", <b>you</b></table>`,
    );
    expect(rows[1]).to.deep.equal(["two words\nnext", "", `say "hi", you`]);
  });

  it("fills up rows that are too short, and names of columns without one", () => {
    expect(rowsOf("<table><tr><th>a<tr><td>1<td>2<tr><td>3</table>")).to.deep.equal([
      ["a", ""],
      ["1", "2"],
      ["3", ""],
    ]);
  });

  it("finds nothing in a table without cells", () => {
    expect(rowsOf("<table></table>")).to.deep.equal([[]]);
    expect(rowsOf("<table><tr></table>")).to.deep.equal([[]]);
  });
});
