import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { csvFiles } from "./csv-files.ts";
import { CsvTwoWays } from "./csv-two-ways.ts";

describe("Decoded CSV", () => {
  let ways: CsvTwoWays;
  before(async () => (ways = await CsvTwoWays.open()));
  after(() => ways.close());

  it("is what the database reads from the same file", async () => {
    let decoded = 0;
    let files = 0;
    await fc.assert(
      fc.asyncProperty(csvFiles, async (csv) => {
        const staged = await ways.compare(new Blob([csv]));
        files += staged?.pieces ?? 0;
        decoded += staged?.decoded ?? 0;
      }),
      { numRuns: 200, includeErrorInReport: true },
    );
    // The others have HUGEINTs.
    expect(decoded).to.be.above(files * 0.6);
  }).timeout(300_000);

  /** Several pieces: each ends with its millionth value. */
  const manyRows = (value: (row: number) => string, rows = 2_500_000): string => {
    const lines = ["n"];
    for (let row = 0; row < rows; row++) lines.push(value(row));
    return lines.join("\n");
  };

  it("is inserted piece by piece, ids going on", async () => {
    const staged = await ways.compare(new Blob([manyRows((row) => String(row % 10))]));
    expect(staged).to.deep.include({ pieces: 4, decoded: 4 });
  });

  it("is read by the database as well where a later row changes the type", async () => {
    const lateDouble = await ways.compare(new Blob([manyRows((row) => (row === 2_400_000 ? "0.5" : "7"))]));
    expect(lateDouble).to.deep.include({ pieces: 4, decoded: 1 });
    const lateText = await ways.compare(new Blob([manyRows((row) => (row === 1_200_000 ? "x" : "7"))]));
    expect(lateText).to.deep.include({ pieces: 4, decoded: 2 });
  });

  it("stays when a later value is empty in quotes", async () => {
    const staged = await ways.compare(new Blob([manyRows((row) => (row === 2_400_000 ? '""' : "7"))]));
    expect(staged).to.deep.include({ pieces: 4, decoded: 4 });
  });

  it("gives way to the database where blank lines turn out to be none", async () => {
    const staged = await ways.compare(
      new Blob([manyRows((row) => (row === 9 ? "" : row === 2_400_000 ? "7,8" : "7"))]),
    );
    expect(staged).to.deep.include({ pieces: 4, decoded: 0 });
  });

  it("is refused, naming the line, where the database finds what is not UTF-8", async () => {
    const staged = await ways.compare(new Blob(["a,b\n1,x\n2,", Uint8Array.of(0xe9), "\n"]));
    expect(staged?.decoded).to.equal(0);
    expect((staged?.result as Error).message).to.contain("line 3, byte 3: found the byte 0xE9");
  });

  it("is the same from UTF-16", async () => {
    const text = "\uFEFFid,name\n1,Köln 🚲\n2,\n";
    const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
    expect(await ways.compare(new Blob([units]))).to.deep.include({ pieces: 1, decoded: 1 });
  });

  it("is the same with long rows and 500 columns", async () => {
    const long = `a,b\n1,${"long é ".repeat(500_000)}\n2,x\n`;
    expect(await ways.compare(new Blob([long]))).to.deep.include({ pieces: 1, decoded: 1 });
    const columns = Array.from({ length: 500 }, (_, column) => `c${column}`);
    const row = columns.map((_, column) => (column % 3 === 0 ? String(column) : column % 3 === 1 ? "" : `t${column}`));
    const wide = [columns, ...Array.from({ length: 3000 }, () => row)].map((cells) => cells.join(",")).join("\n");
    expect((await ways.compare(new Blob([wide])))?.decoded).to.be.above(1);
  });
});
