import { type Data, Field, Int64, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from "apache-arrow";
import { databaseData, databaseField } from "./arrow-columns.ts";
import { uniqueNames } from "./column-names.ts";
import type { ImportPort } from "./import-port.ts";

/** The database takes in one chunk in one slice, so that it is to take some 20 ms. */
const CHUNK_CELLS = 500_000;
const CHUNK_BYTES = 4 << 20;
/** The first chunk is for the preview. */
const FIRST_ROWS = 2048;
const MIN_ROWS = 2048;

/** Record batches of any size as chunks for the database: numbered, renamed, and in types that it reads. */
export class ArrowChunks {
  readonly #port: ImportPort;
  readonly #schema: Schema;
  readonly #totalRows: number | undefined;
  #pending: RecordBatch[] = [];
  #pendingRows = 0;
  #pendingBytes = 0;
  #rows = 0;
  #sent = false;

  /** `totalRows` where the format tells. */
  constructor(port: ImportPort, schema: Schema, totalRows?: number) {
    this.#port = port;
    this.#totalRows = totalRows;
    const names = uniqueNames(schema.fields.map((field) => textOrEmpty(field.name)));
    const fields = schema.fields.map((field, index) => databaseField(field, names[index] ?? field.name));
    this.#schema = new Schema([new Field("__pt_id", new Int64(), false), ...fields]);
  }

  /** `sourceBytes`: how far into the source the batch reaches. */
  async add(batch: RecordBatch, sourceBytes: number): Promise<void> {
    // For a stream without batches apache-arrow makes one up, whose nested columns lack their children.
    if (batch.numRows === 0) return;
    const columns = Math.max(1, batch.schema.fields.length);
    const rowBytes = Math.max(1, batch.data.byteLength / batch.numRows);
    const fitting = Math.min(CHUNK_CELLS / columns, CHUNK_BYTES / rowBytes);
    for (let start = 0; start < batch.numRows;) {
      const target = this.#sent ? Math.max(MIN_ROWS, Math.floor(fitting / 1024) * 1024) : FIRST_ROWS;
      const end = Math.min(batch.numRows, start + target - this.#pendingRows);
      this.#append(start === 0 && end === batch.numRows ? batch : batch.slice(start, end), rowBytes);
      start = end;
      if (this.#pendingRows >= target || this.#pendingBytes >= CHUNK_BYTES) await this.#send(sourceBytes);
    }
  }

  /** Sends the rest; a source without rows is a chunk without rows. */
  async finish(sourceBytes: number): Promise<void> {
    if (this.#pendingRows > 0 || !this.#sent) await this.#send(sourceBytes);
  }

  #append(batch: RecordBatch, rowBytes: number): void {
    const ids = BigInt64Array.from({ length: batch.numRows }, (_, row) => BigInt(this.#rows + row));
    const id = makeData({ type: new Int64(), length: batch.numRows, nullCount: 0, data: ids });
    const children: Data[] = [id, ...batch.data.children.map((child) => databaseData(child))];
    const data = makeData({ type: new Struct(this.#schema.fields), length: batch.numRows, nullCount: 0, children });
    this.#pending.push(new RecordBatch(this.#schema, data));
    this.#rows += batch.numRows;
    this.#pendingRows += batch.numRows;
    this.#pendingBytes += batch.numRows * rowBytes;
  }

  async #send(sourceBytes: number): Promise<void> {
    await this.#port.ready();
    const writer = new RecordBatchStreamWriter();
    writer.reset(undefined, this.#schema);
    for (const batch of this.#pending) writer.write(batch);
    writer.finish();
    const ipc = writer.toUint8Array(true);
    const totalRows = this.#totalRows === undefined ? {} : { totalRows: this.#totalRows };
    const chunk = { type: "chunk", ipc, rows: this.#pendingRows, sourceBytes, ...totalRows } as const;
    this.#port.send(chunk, [ipc.buffer as ArrayBuffer]);
    this.#pending = [];
    this.#pendingRows = 0;
    this.#pendingBytes = 0;
    this.#sent = true;
  }
}

/** apache-arrow reads an empty name as null. */
function textOrEmpty(name: string | null): string {
  return name ?? "";
}
