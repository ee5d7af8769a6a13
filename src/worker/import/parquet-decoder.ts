import { RecordBatchReader, tableFromIPC } from "apache-arrow";
import { initParquet, openParquet, type ParquetReader } from "../parquet-codec.ts";
import { ArrowChunks } from "./arrow-chunks.ts";
import type { ByteSource } from "./byte-source.ts";
import { ImportError } from "./import-error.ts";
import type { ImportPort } from "./import-port.ts";

const BATCH_ROWS = 32_768;

/** Row group by row group, in batches that are decoded while the database takes in the ones before. */
export async function decodeParquet(source: ByteSource, port: ImportPort, wasmUrl: string): Promise<void> {
  const [blob] = await Promise.all([source.rest(), startCodec(wasmUrl)]);
  let reader: ParquetReader;
  try {
    reader = await openParquet(blob);
  } catch (error) {
    throw parquetError("its footer cannot be read", error);
  }
  try {
    const { schema } = tableFromIPC(await reader.read({ limit: 0 }));
    const chunks = new ArrowChunks(port, schema, reader.rows);
    let rows = 0;
    for await (const ipc of reader.batches({ batchRows: BATCH_ROWS })) {
      for (const batch of RecordBatchReader.from(ipc)) {
        rows += batch.numRows;
        await chunks.add(batch, Math.floor((source.sourceBytes(Infinity) * rows) / Math.max(1, reader.rows)));
      }
    }
    if (rows !== reader.rows) throw new Error(`${rows} rows of ${reader.rows} were read`);
    await chunks.finish(source.sourceBytes(Infinity));
  } catch (error) {
    throw parquetError("its data cannot be read", error);
  } finally {
    reader.free();
  }
}

/** A failure here is the page's, not the file's. */
async function startCodec(wasmUrl: string): Promise<void> {
  try {
    await initParquet(wasmUrl);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(
      "fetch-failed",
      `the Parquet decoder ${wasmUrl} did not start (${reason}). Check asset-base and, under a Content Security Policy, 'wasm-unsafe-eval'.`,
      { cause: error },
    );
  }
}

function parquetError(what: string, error: unknown): ImportError {
  const reason = error instanceof Error ? error.message : String(error);
  const advice = "It may be cut off, encrypted or compressed in a way that is not supported: write or load it again.";
  return new ImportError("invalid-input", `${what} (${reason}). ${advice}`, { cause: error });
}
