import { RecordBatchReader } from "apache-arrow";
import { ArrowChunks } from "./arrow-chunks.ts";
import type { ByteSource } from "./byte-source.ts";
import { ImportError } from "./import-error.ts";
import type { ImportPort } from "./import-port.ts";
import type { RequestInbox } from "./request-inbox.ts";

const MAGIC = "ARROW1";
/** In front of the stream that a file holds. */
const MAGIC_BYTES = 8;

/** Arrow IPC, file or stream: a file is a stream between a magic word and an index, so both are read as they come in. */
export async function decodeArrow(source: ByteSource, port: ImportPort): Promise<void> {
  const head = await source.blocks.fill(MAGIC_BYTES);
  if (new TextDecoder().decode(head.subarray(0, MAGIC.length)) === MAGIC) source.blocks.consume(MAGIC_BYTES);
  let rows = 0;
  try {
    const reader = await RecordBatchReader.from(source.blocks.remaining());
    await reader.open({ autoDestroy: false });
    if (!reader.schema) throw new Error("no schema was found at its start");
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
