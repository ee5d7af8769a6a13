import { tableFromIPC } from "apache-arrow";
import { expect } from "@open-wc/testing";
import { exportColumns } from "../../../src/engine/export/export-columns.ts";
import { readViewChunks, type ViewChunk } from "../../../src/engine/export/view-chunks.ts";
import type { ViewModel } from "../../../src/engine/models.ts";
import { ExportBench } from "./export-bench.ts";

const MEGABYTE = 2 ** 20;

describe("chunks of a view", () => {
  let bench: ExportBench;
  before(async () => void (bench = await ExportBench.open()));
  after(() => bench.close());

  const read = async (model: Partial<ViewModel> = {}): Promise<ViewChunk[]> => {
    const view = await bench.openView(model);
    const exported = exportColumns("arrow", bench.columns);
    const chunks: ViewChunk[] = [];
    await bench.imports.queue.readSnapshot(
      (connection) =>
        readViewChunks(connection, { view, exported, tableRows: bench.extent.rowCount }, async function* (chunk) {
          chunks.push(chunk);
          yield;
        }),
      { priority: "background" },
    );
    return chunks;
  };
  const rowsOf = (chunks: readonly ViewChunk[]) => chunks.map(({ ipc }) => tableFromIPC(ipc).numRows);
  const BACKWARDS: Partial<ViewModel> = { sort: [{ column: "n", direction: "desc" }] };

  for (const [order, model] of [
    ["in natural order", {}],
    ["sorted", BACKWARDS],
  ] as const) {
    it(`are of a bounded size while the rows get longer or shorter: ${order}`, async () => {
      await bench.fill("SELECT range AS n, repeat('y', (range * 3)::INTEGER) AS t FROM range(8000)");
      const chunks = await read(model);
      const bytes = chunks.map(({ ipc }) => ipc.byteLength);
      expect(Math.max(...bytes)).to.be.lessThan(64 * MEGABYTE);
      expect(chunks.length).to.be.greaterThan(4);
      const rows = rowsOf(chunks);
      expect(chunks.map(({ end }) => end)).to.deep.equal(
        rows.map((_, index) => rows.slice(0, index + 1).reduce((a, b) => a + b)),
      );
      expect(chunks.at(-1)?.end).to.equal(8000);
    });

    it(`are few when the rows are short: ${order}`, async () => {
      await bench.fill("SELECT range AS n, range % 7 AS m FROM range(300000)");
      expect((await read(model)).length).to.be.within(2, 4);
    });

    it(`have all columns of a wide table: ${order}`, async () => {
      const list = Array.from({ length: 500 }, (_, index) => `range + ${index} AS c${index}`);
      await bench.fill(`SELECT range AS n, ${list.join(", ")} FROM range(5000)`);
      const chunks = await read(model);
      expect(chunks.length).to.be.within(2, 5);
      expect(rowsOf(chunks).reduce((a, b) => a + b)).to.equal(5000);
      const last = tableFromIPC(chunks.at(-1)?.ipc);
      const row = last.get(last.numRows - 1)?.toArray() as bigint[];
      const n = model === BACKWARDS ? 0 : 4999;
      expect(row.map(Number)).to.deep.equal([n, ...list.map((_, index) => n + index)]);
    });
  }

  it("are one when there are no rows, with the columns", async () => {
    await bench.fill("SELECT 1 AS n WHERE false");
    const chunks = await read();
    expect(chunks.map(({ end }) => end)).to.deep.equal([0]);
    expect(chunks.map(({ ipc }) => tableFromIPC(ipc).schema.names)).to.deep.equal([["n"]]);
  });
});
