import { RecordBatch, RecordBatchReader, RecordBatchStreamWriter, Schema, Struct, makeData } from "apache-arrow";
import type { FileWriter } from "./file-writer.ts";

/** A file of some columns of what is written, under other names. */
export class RenamedColumns implements FileWriter {
  readonly #file: FileWriter;
  readonly #sources: readonly string[];
  readonly #names: readonly string[];

  constructor(file: FileWriter, sources: readonly string[], columns: readonly { readonly name: string }[]) {
    this.#file = file;
    this.#sources = sources;
    this.#names = columns.map(({ name }) => name);
  }

  get byteLength(): number {
    return this.#file.byteLength;
  }

  write(ipc: Uint8Array): Promise<number> {
    const reader = RecordBatchReader.from(ipc);
    reader.open();
    const places = this.#sources.map((source) => reader.schema.fields.findIndex(({ name }) => name === source));
    const missing = this.#sources[places.indexOf(-1)];
    if (missing !== undefined) throw new Error(`the rows have no column ${missing}`);
    const fields = places.map((place, index) => reader.schema.fields[place]?.clone({ name: this.#names[index] ?? "" }));
    const schema = new Schema(fields.filter((field) => field !== undefined));
    const batches = [...reader].map(({ data, numRows }) => {
      const children = places.map((place) => data.children[place]).filter((child) => child !== undefined);
      const type = new Struct(schema.fields);
      return new RecordBatch(schema, makeData({ type, length: numRows, nullCount: 0, children }));
    });
    const writer = new RecordBatchStreamWriter();
    writer.reset(undefined, schema);
    for (const batch of batches) writer.write(batch);
    writer.finish();
    return this.#file.write(writer.toUint8Array(true));
  }

  finish(): Promise<Blob> {
    return this.#file.finish();
  }
}
