import type { ByteSource } from "./byte-source.ts";
import { ExactNumbers } from "./exact-numbers.ts";
import { ImportError } from "./import-error.ts";
import type { ImportPort } from "./import-port.ts";
import { ElementFinder, type ElementRange, skipSpace } from "./json-elements.ts";
import { jsonFailure, type JsonPlace } from "./json-failure.ts";
import { sendObjectChunks, sendObjectPreview } from "./object-chunks.ts";
import { ObjectColumns } from "./object-columns.ts";
import type { RequestInbox } from "./request-inbox.ts";

const FIRST_BLOCK_BYTES = 1 << 17;
const BLOCK_BYTES = 1 << 20;
const MAX_OBJECT_BYTES = 1 << 28;
const OPEN_ARRAY = 91;
const COMMA = 44;

/** An array of objects, or objects one after another, parsed block by block; nested values become JSON text. */
export async function decodeJson(source: ByteSource, port: ImportPort, format: "json" | "ndjson"): Promise<void> {
  const { blocks } = source;
  const numbers = new ExactNumbers();
  const columns = new ObjectColumns(numbers);
  const place = { line: 1, bytes: 0 };
  const lines = !(await skipOpening(source, format, place));
  const finder = new ElementFinder(lines);
  let rows = 0;
  for (let size = FIRST_BLOCK_BYTES; ;) {
    const block = await blocks.fill(size);
    const end = Math.min(block.length, size);
    const last = blocks.ended && block.length <= size;
    const found = finder.find(block, 0, end);
    if (found.end > found.start) {
      const objects = parse(block, found, numbers, place);
      columns.addChunk(objects);
      rows += objects.length;
      if (columns.chunkRows.length === 1) preview(columns, source, found, port);
    }
    const cut = last && !found.closed && !(lines && skipSpace(block, found.next, end) >= end);
    if (found.missing || cut) {
      throw jsonFailure(block, found.next, end, place, { lines, missing: found.missing ?? "rest" });
    }
    advance(place, block, found.next);
    blocks.consume(found.next);
    port.send({ type: "decoded", sourceBytes: source.sourceBytes(blocks.offset), rows });
    if (found.closed) await assertNothingFollows(source, place);
    if (found.closed || last) break;
    size = found.next > 0 ? BLOCK_BYTES : growBlock(size, place.line);
  }
  if (columns.names.length === 0) {
    throw new ImportError("empty-input", "it has no objects with properties, expected at least one.");
  }
  await sendObjectChunks(columns, source.sourceBytes(Infinity), port);
}

/** Objects that the page sent. */
export async function decodeObjects(requests: RequestInbox, count: number, port: ImportPort): Promise<void> {
  const columns = new ObjectColumns(new ExactNumbers());
  for await (const request of requests.rows()) {
    if (request.type !== "objects") continue;
    columns.addChunk(request.rows);
    if (columns.chunkRows.length === 1) sendObjectPreview(columns, columns.chunk(0), count, port);
  }
  if (columns.names.length === 0) {
    throw new ImportError("empty-input", "it has no objects with properties, expected at least one.");
  }
  await sendObjectChunks(columns, 0, port);
}

/** Consumes the bracket of an array; false: the file is a list of objects without one. */
async function skipOpening(source: ByteSource, format: "json" | "ndjson", place: JsonPlace): Promise<boolean> {
  const block = await source.blocks.fill(FIRST_BLOCK_BYTES);
  const start = skipSpace(block, 0, block.length);
  if (start === block.length) throw new ImportError("empty-input", "it has only blank space, expected objects.");
  if (block[start] !== OPEN_ARRAY) return false;
  if (format === "ndjson") throw jsonFailure(block, start, block.length, place, { lines: true, missing: "object" });
  advance(place, block, start + 1);
  source.blocks.consume(start + 1);
  return true;
}

function parse(block: Uint8Array, found: ElementRange, numbers: ExactNumbers, place: JsonPlace): object[] {
  const list = block.slice(found.start, found.end);
  for (const end of found.ends) if (end < found.end) list[end - found.start] = COMMA;
  try {
    const text = decoder.decode(list);
    return JSON.parse(`[${found.longNumbers ? numbers.protect(text) : text}]`) as object[];
  } catch {
    throw jsonFailure(block, found.start, found.end, place, { list });
  }
}

function preview(columns: ObjectColumns, source: ByteSource, found: ElementRange, port: ImportPort): void {
  const rows = columns.chunkRows[0] ?? 0;
  const { totalBytes } = source;
  const read = source.blocks.offset + found.next;
  const estimatedRows = totalBytes === undefined ? rows : Math.round((rows * Math.max(totalBytes, read)) / read);
  sendObjectPreview(columns, columns.chunk(0), estimatedRows, port);
}

async function assertNothingFollows(source: ByteSource, place: JsonPlace): Promise<void> {
  const rest = await source.blocks.fill(1024);
  const start = skipSpace(rest, 0, rest.length);
  if (start < rest.length) throw jsonFailure(rest, start, rest.length, place, { missing: "end" });
}

function advance(place: JsonPlace, block: Uint8Array, end: number): void {
  let lineStart = -place.bytes;
  for (let at = block.indexOf(10); at >= 0 && at < end; at = block.indexOf(10, at + 1)) {
    place.line++;
    lineStart = at + 1;
  }
  place.bytes = end - lineStart;
}

function growBlock(size: number, line: number): number {
  if (size < MAX_OBJECT_BYTES) return size * 4;
  throw new ImportError(
    "invalid-input",
    `line ${line}: the object is longer than 256 MB, so it is probably never closed.`,
  );
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
