import { Message, RecordBatch, RecordBatchFileWriter, RecordBatchReader, type Schema } from "apache-arrow";
import { BlobParts } from "./blob-parts.ts";
import type { FileWriter } from "./file-writer.ts";

/** An Arrow IPC file, uncompressed: one schema, the record batches as they come. */
export class ArrowFile implements FileWriter {
  readonly #writer = new StreamableFileWriter();
  readonly #parts = new BlobParts();
  readonly #collected = this.#collect();
  #schema: Schema | null = null;

  get byteLength(): number {
    return this.#writer.byteLength;
  }

  async write(ipc: Uint8Array): Promise<number> {
    const reader = RecordBatchReader.from(ipc);
    reader.open();
    if (!this.#schema) this.#writer.reset(undefined, (this.#schema = reader.schema));
    let rows = 0;
    for (const { data, numRows } of reader) {
      // Of a batch with another schema object apache-arrow asks whether it is the same, and ends the file if not.
      if (numRows > 0) this.#writer.write(new RecordBatch(this.#schema, data));
      rows += numRows;
    }
    return rows;
  }

  async finish(): Promise<Blob> {
    this.#writer.close();
    await this.#collected;
    return this.#parts.toBlob("application/vnd.apache.arrow.file");
  }

  async #collect(): Promise<void> {
    for await (const bytes of this.#writer) this.#parts.add(bytes as Uint8Array<ArrayBuffer>);
  }
}

/** apache-arrow 17 leaves the schema out in front of the batches; readers of streams, our importer too, look for it there. */
class StreamableFileWriter extends RecordBatchFileWriter {
  get byteLength(): number {
    return this._position;
  }

  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);
    return this._writeMessage(Message.from(schema));
  }
}
