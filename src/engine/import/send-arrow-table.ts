import { type RecordBatch, RecordBatchStreamWriter, type Schema, type Table } from "apache-arrow";
import { yieldToMain } from "../scheduling/yield.ts";
import { ownBatch, ownSchema } from "./own-arrow.ts";
import type { SendRequest } from "./source-input.ts";

/** One copy of this size takes the main thread a few ms. */
const BYTES_PER_MESSAGE = 4 << 20;

/** A table of any copy of apache-arrow, which `instanceof` does not tell. */
export function isArrowTable(value: unknown): value is Table {
  if (typeof value !== "object" || value === null) return false;
  const { schema, batches } = value as Partial<Table>;
  return Array.isArray(batches) && Array.isArray(schema?.fields);
}

/** Sends the rows as Arrow IPC streams, giving the main thread free in between. */
export async function sendArrowTable(table: Table, send: SendRequest, signal: AbortSignal): Promise<void> {
  const schema = ownSchema(table.schema);
  for (const batch of table.batches) {
    for (const part of slices(ownBatch(schema, batch))) {
      sendIpc(schema, [part], send, false);
      await yieldToMain({ signal });
    }
  }
  sendIpc(schema, [], send, true);
}

function sendIpc(schema: Schema, batches: readonly RecordBatch[], send: SendRequest, last: boolean): void {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  const ipc = writer.finish().toUint8Array(true);
  send({ type: "ipc", ipc, last }, [ipc.buffer as ArrayBuffer]);
}

function* slices(batch: RecordBatch): Generator<RecordBatch, void, void> {
  const rowBytes = Math.max(1, batch.data.byteLength / Math.max(1, batch.numRows));
  const rows = Math.max(8, Math.floor(BYTES_PER_MESSAGE / rowBytes / 8) * 8);
  for (let start = 0; start < batch.numRows; start += rows) {
    yield batch.slice(start, Math.min(batch.numRows, start + rows));
  }
}
