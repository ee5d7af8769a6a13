import { expect } from "@open-wc/testing";
import type { Table } from "apache-arrow";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { createParquetEncoder, initParquet, openParquet } from "../../../src/worker/parquet-codec.ts";

const rows = (start: number, count: number): Table =>
  tableFromArrays({
    id: BigInt64Array.from({ length: count }, (_, i) => BigInt(start + i)),
    text: Array.from({ length: count }, (_, i) => `row ${start + i}`),
  });

async function encode(chunks: Uint8Array[], maxRowGroupRows?: number): Promise<Blob> {
  const bytes: Uint8Array<ArrayBuffer>[] = [];
  const encoder = createParquetEncoder({
    compression: "zstd",
    ...(maxRowGroupRows && { maxRowGroupRows }),
    onBytes: (part) => bytes.push(new Uint8Array(part)),
  });
  for (const chunk of chunks) await encoder.write(chunk);
  await encoder.finish();
  return new Blob(bytes);
}

describe("parquet codec", () => {
  before(() => initParquet("/dist/assets/parquet_wasm_bg.wasm"));

  it("reads back what it wrote, by row group, offset and limit", async () => {
    const blob = await encode(
      [rows(0, 600), rows(600, 900)].map((table) => tableToIPC(table, "stream")),
      1000,
    );
    const reader = await openParquet(blob);
    expect(reader.rowGroups.map((group) => group.rows)).to.deep.equal([1000, 500]);
    const second = tableFromIPC(await reader.read({ rowGroups: [1] }));
    expect(second.numRows).to.equal(500);
    expect(second.getChild("text")?.get(499)).to.equal("row 1499");
    const page = tableFromIPC(await reader.read({ offset: 700, limit: 3 }));
    expect([...page.getChild("id")!]).to.deep.equal([700n, 701n, 702n]);
    reader.free();
  });

  it("keeps the schema of a table without rows", async () => {
    const reader = await openParquet(await encode([tableToIPC(rows(0, 1).slice(0, 0), "stream")]));
    expect(reader.rows).to.equal(0);
    const table = tableFromIPC(await reader.read());
    expect(table.schema.fields.map((field) => field.name)).to.deep.equal(["id", "text"]);
  });

  it("hands no more bytes over after an abort", async () => {
    let bytes = 0;
    const encoder = createParquetEncoder({ compression: "none", onBytes: (part) => (bytes += part.byteLength) });
    const reason = new Error("stopped");
    await encoder.write(tableToIPC(rows(0, 10), "stream"));
    const before = bytes;
    encoder.abort(reason);
    expect(await encoder.finish().catch((error: unknown) => error)).to.equal(reason);
    expect(bytes).to.equal(before);
  });

  it("rejects what is no Parquet file", async () => {
    const error = await openParquet(new Blob(["no parquet at all"])).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/parquet/i);
  });
});
