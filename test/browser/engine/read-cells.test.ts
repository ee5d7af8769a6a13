import { expect } from "@open-wc/testing";
import { csvFile, disposeEngines, openEngine, rejection } from "./engine-fixture.ts";

describe("reading a range of cells", () => {
  afterEach(disposeEngines);

  it("gives rows far from what is shown, in the natural order and in a view", async () => {
    const engine = openEngine();
    await engine.load(csvFile(3_000));
    const range = { start: 900, end: 2_100, columns: ["text", "n"] };
    const cells = await engine.readCells(range);
    expect(cells).to.have.lengthOf(1_200);
    expect([cells[0], cells[1_199]]).to.deep.equal([
      ["text 900", 900n],
      ["text 2099", 2099n],
    ]);
    await engine.setView({ sort: [{ column: "n", direction: "desc" }], filter: null, search: "" });
    const sorted = await engine.readCells({ start: 900, end: 902, columns: ["n"] });
    expect(sorted).to.deep.equal([[2099n], [2098n]]);
  });

  it("counts edits, and refuses what is not there", async () => {
    const engine = openEngine();
    await engine.load(csvFile(10));
    const edit = engine.writeCell(4, "text", "edited");
    await edit;
    expect(await engine.readCells({ start: 3, end: 5, columns: ["text"] })).to.deep.equal([["text 3"], ["edited"]]);
    expect(await engine.readCells({ start: 3, end: 3, columns: ["text"] })).to.deep.equal([]);
    expect(await rejection(engine.readCells({ start: 3, end: 11, columns: ["text"] }))).to.include({
      code: "row-out-of-range",
    });
    expect(await rejection(engine.readCells({ start: 0, end: 1, columns: ["no"] }))).to.include({
      code: "unknown-column",
    });
  });
});
