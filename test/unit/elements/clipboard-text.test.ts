import { expect } from "@open-wc/testing";
import { pasteText, planPaste } from "../../../src/elements/interaction/paste-plan.ts";
import { formatTabSeparated, parseTabSeparated } from "../../../src/elements/interaction/tab-separated.ts";
import type { ViewColumn } from "../../../src/elements/viewport/column-model.ts";

describe("tab-separated text", () => {
  it("is rows and cells, with every kind of line end", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(parseTabSeparated(`a\tb${end}c\t${end}`)).to.deep.equal([
        ["a", "b"],
        ["c", ""],
      ]);
    }
    expect(parseTabSeparated("a")).to.deep.equal([["a"]]);
    expect(parseTabSeparated("\t")).to.deep.equal([["", ""]]);
    expect(parseTabSeparated("a\n\nb")).to.deep.equal([["a"], [""], ["b"]]);
  });

  it("has quotes around cells with line breaks, tabs or quotes at their begin", () => {
    expect(parseTabSeparated('"a\nb"\t"c""d"')).to.deep.equal([["a\nb", 'c"d']]);
    expect(parseTabSeparated('""\tx')).to.deep.equal([["", "x"]]);
  });

  it("takes quotes that are not closed, or not alone, as they are", () => {
    expect(parseTabSeparated('"open\tb')).to.deep.equal([['"open', "b"]]);
    expect(parseTabSeparated('"a" b\tc')).to.deep.equal([['"a" b', "c"]]);
    expect(parseTabSeparated('5"\t6"')).to.deep.equal([['5"', '6"']]);
  });

  it("comes back as it was copied", () => {
    const rows = [
      ["plain", 'with "quotes"', '"quoted"'],
      ["two\nlines", "a\tb", ""],
      ["\r\n", '"', ""],
    ];
    expect(parseTabSeparated(formatTabSeparated(rows))).to.deep.equal(rows);
  });

  it("is read in time that grows with its length", () => {
    const text = `${'"x\t'.repeat(20_000)}end`;
    const startedAt = performance.now();
    expect(parseTabSeparated(text)[0]).to.have.lengthOf(20_001);
    expect(performance.now() - startedAt).to.be.below(2_000);
  });
});

describe("paste plan", () => {
  const columns = ["a", "b", "c"].map((name, id) => ({ id, name, readonly: name === "b" }) as ViewColumn);
  const rows = [
    ["1", "2", "3"],
    ["4", "5", "6"],
  ];

  it("goes down and right, past read-only columns, up to the edge", () => {
    const plan = planPaste(rows, { row: 9, column: 1, rowCount: 10, columns });
    expect(plan.cells.map(({ row, column, text }) => [row, column.name, text])).to.deep.equal([[9, "c", "2"]]);
    expect(plan).to.include({ outside: 4, inReadonlyColumns: 1 });
    expect(pasteText(plan, 1, 0)).to.equal(
      "1 cell pasted; left out: 4 cells beyond the edge of the table, 1 cell in read-only columns",
    );
  });

  it("has nothing to say of a paste that went in whole", () => {
    const plan = planPaste([["1"]], { row: 0, column: 0, rowCount: 10, columns });
    expect(pasteText(plan, 1, 0)).to.equal("1 cell pasted");
  });
});
