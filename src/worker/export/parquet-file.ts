import { createParquetEncoder, initParquet } from "../parquet-codec.ts";
import type { ParquetEncoder } from "../segment-codec.ts";
import { BlobParts } from "./blob-parts.ts";
import type { FileWriter } from "./file-writer.ts";

const MAX_ROW_GROUP_ROWS = 122_880;
const MIN_ROW_GROUP_ROWS = 2048;
/** Keeps what the codec buffers of one row group of a wide table near 100 MB. */
const MAX_ROW_GROUP_CELLS = 8_000_000;

/** Compressed by Zstandard, in the encodings that every reader knows. */
export class ParquetFile implements FileWriter {
  readonly #parts = new BlobParts();
  readonly #encoder: ParquetEncoder;

  private constructor(columnCount: number) {
    const rows = Math.min(MAX_ROW_GROUP_ROWS, Math.floor(MAX_ROW_GROUP_CELLS / columnCount));
    this.#encoder = createParquetEncoder({
      compression: "zstd",
      maxRowGroupRows: Math.max(MIN_ROW_GROUP_ROWS, rows),
      statistics: true,
      onBytes: (bytes) => this.#parts.add(bytes as Uint8Array<ArrayBuffer>),
    });
  }

  static async open(wasmUrl: string, columnCount: number): Promise<ParquetFile> {
    try {
      await initParquet(wasmUrl);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `the Parquet encoder ${wasmUrl} did not start (${reason}). Check asset-base and, under a Content Security Policy, 'wasm-unsafe-eval'`,
        { cause: error },
      );
    }
    return new ParquetFile(columnCount);
  }

  get byteLength(): number {
    return this.#parts.byteLength;
  }

  write(ipc: Uint8Array): Promise<number> {
    return this.#encoder.write(ipc);
  }

  async finish(): Promise<Blob> {
    await this.#encoder.finish();
    return this.#parts.toBlob("application/vnd.apache.parquet");
  }
}
