import { Message, RecordBatchReader } from "apache-arrow";
import { ArrowChunks } from "./arrow-chunks.ts";
import type { ByteSource } from "./byte-source.ts";
import { ImportError } from "./import-error.ts";
import type { ImportPort } from "./import-port.ts";
import type { RequestInbox } from "./request-inbox.ts";

const MAGIC = "ARROW1";
/** In front of the stream that a file holds. */
const MAGIC_BYTES = 8;
/** More than the schema of a wide table. */
const HEAD_BYTES = 1 << 20;

/** Arrow IPC, file or stream, read as it comes in. */
export async function decodeArrow(source: ByteSource, port: ImportPort): Promise<void> {
  let rows = 0;
  try {
    const reader = await openReader(source);
    const chunks = new ArrowChunks(port, reader.schema);
    for await (const batch of reader) {
      rows += batch.numRows;
      await chunks.add(batch, source.sourceBytes(source.blocks.offset));
    }
    await chunks.finish(source.sourceBytes(source.blocks.offset));
  } catch (error) {
    throw arrowError(error, rows, source.blocks.offset);
  }
}

/** A file is a stream between a magic word and an index; but some, apache-arrow's own too, have the schema in the index only. */
async function openReader(source: ByteSource): Promise<RecordBatchReader> {
  const head = await source.blocks.fill(HEAD_BYTES);
  const isFile = new TextDecoder().decode(head.subarray(0, MAGIC.length)) === MAGIC;
  if (isFile && !startsWithSchema(head)) {
    const file = new Uint8Array(await (await source.rest()).arrayBuffer());
    return RecordBatchReader.from(file).open({ autoDestroy: false });
  }
  if (isFile) source.blocks.consume(MAGIC_BYTES);
  const reader = await RecordBatchReader.from(source.blocks.remaining());
  await reader.open({ autoDestroy: false });
  return reader;
}

function startsWithSchema(head: Uint8Array<ArrayBuffer>): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const continued = view.getUint32(MAGIC_BYTES, true) === 0xffffffff;
  const start = MAGIC_BYTES + (continued ? 8 : 4);
  const length = view.getInt32(start - 4, true);
  return length > 0 && start + length <= head.length && Message.decode(head.slice(start, start + length)).isSchema();
}

/** Streams that the engine made of a table in memory. */
export async function decodeArrowTable(requests: RequestInbox, totalRows: number, port: ImportPort): Promise<void> {
  let chunks: ArrowChunks | undefined;
  for await (const request of requests.rows()) {
    if (request.type !== "ipc") continue;
    const reader = RecordBatchReader.from(request.ipc);
    for (const batch of reader) {
      chunks ??= new ArrowChunks(port, reader.schema, totalRows);
      await chunks.add(batch, 0);
    }
    if (request.last) await (chunks ?? new ArrowChunks(port, reader.schema, totalRows)).finish(0);
  }
}

function arrowError(error: unknown, rows: number, byte: number): unknown {
  if (error instanceof ImportError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (/compression not implemented/i.test(reason)) {
    return new ImportError(
      "unsupported-format",
      "its buffers are compressed (LZ4 or Zstandard), which is not supported. Write it without compression, or as Parquet.",
      { cause: error },
    );
  }
  const text = `found no valid Arrow IPC after row ${rows}, at about byte ${byte} (${reason}). It may be cut off: write or load it again.`;
  return new ImportError("invalid-input", text, { cause: error });
}
