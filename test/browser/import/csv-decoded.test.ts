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
});
