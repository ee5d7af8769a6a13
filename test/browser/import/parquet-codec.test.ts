import { expect } from "@open-wc/testing";
import type { Table } from "apache-arrow";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { createParquetEncoder, decodeParquet, initParquet, openParquet } from "../../../src/worker/parquet-codec.ts";

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

  it("decodes the columns that are asked for and no others, nested ones as a whole", async () => {
    const table = tableFromArrays({
      c0: Int32Array.from({ length: 500 }, (_, i) => i),
      c1: Array.from({ length: 500 }, (_, i) => ({ left: i, right: [i, i + 1] })),
      c10: Array.from({ length: 500 }, (_, i) => `row ${i}`),
    });
    const bytes = new Uint8Array(await (await encode([tableToIPC(table, "stream")])).arrayBuffer());
    const decode = async (options: { columns: string[]; offset?: number; limit?: number }) =>
      tableFromIPC(await decodeParquet(bytes, options));
    const all = await decode({ columns: ["c1", "c0"] });
    expect(all.schema.fields.map(({ name }) => name)).to.deep.equal(["c0", "c1"]);
    expect(all.numRows).to.equal(500);
    const part = await decode({ columns: ["c1"], offset: 400, limit: 2 });
    expect(part.toArray().map((row) => String(row))).to.deep.equal([
      '{"c1": {"left":400,"right":[400,401]}}',
      '{"c1": {"left":401,"right":[401,402]}}',
    ]);
    const nothing = await decode({ columns: ["c10"], offset: 500, limit: 0 });
    expect(nothing.numRows).to.equal(0);
    expect(nothing.schema.fields.map(({ name }) => name)).to.deep.equal(["c10"]);
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
