import type { ImportInput } from "../import-protocol.ts";
import { BlockReader } from "./block-reader.ts";
import type { ByteSource } from "./byte-source.ts";
import { ImportError } from "./import-error.ts";

/** A `Blob` is read in chunks of this size: its own stream hands out 64 KB at a time. */
const CHUNK_BYTES = 4 << 20;
/** Downloaded bytes go to the browser's blob storage in parts of this size. */
const PART_BYTES = 4 << 20;

interface RawSource {
  readonly name: string;
  readonly mediaType: string;
  readonly blob: Blob | null;
  readonly totalBytes: number | undefined;
  loadedBytes: number;
  /** Null at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
}

type FetchProgress = (loadedBytes: number, totalBytes: number | undefined) => void;

/**
 * Opens a file or a URL, decompresses gzip and turns UTF-16 into UTF-8. Rejects with `fetch-failed`, or `empty-input`
 * for a source without bytes.
 */
export async function openSource(
  input: Extract<ImportInput, { kind: "url" | "blob" }>,
  onFetch: FetchProgress,
): Promise<ByteSource> {
  const raw = input.kind === "url" ? await openUrl(input.url, onFetch) : openBlob(input.blob, input.name);
  let blocks = new BlockReader(raw);
  let direct = raw.blob;
  let head: Uint8Array = await blocks.fill(4);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    blocks = throughStream(blocks, new DecompressionStream("gzip"));
    direct = null;
    head = await decompressedHead(blocks);
  }
  if (head.length === 0) {
    throw new ImportError("empty-input", "it is empty (0 bytes), expected a header or rows.");
  }
  const encoding = utf16Encoding((await blocks.fill(64)).subarray(0, 64));
  if (encoding) {
    const decoded = streamOf(blocks).pipeThrough(new TextDecoderStream(encoding));
    blocks = readerOf(decoded.pipeThrough(new TextEncoderStream()));
    direct = null;
  } else if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) blocks.consume(3);
  return describe(raw, blocks, direct);
}

function describe(raw: RawSource, blocks: BlockReader, direct: Blob | null): ByteSource {
  const plain = raw.blob ? direct !== null : raw.totalBytes !== undefined;
  return {
    blocks,
    name: raw.name,
    mediaType: raw.mediaType,
    totalBytes: raw.totalBytes,
    sourceBytes: (offset) => (plain ? Math.min(offset, raw.loadedBytes) : raw.loadedBytes),
    slice: (start, end) => direct?.slice(start, end) ?? null,
    async rest() {
      if (direct) return direct.slice(blocks.offset);
      return collect(blocks.remaining());
    },
  };
}

async function openUrl(url: string, onFetch: FetchProgress): Promise<RawSource> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin" });
  } catch (error) {
    throw new ImportError(
      "fetch-failed",
      `it could not be fetched: ${error instanceof Error ? error.message : String(error)}. Check the address, the network, and for another origin its CORS headers and this page's connect-src.`,
      { cause: error },
    );
  }
  if (!response.ok) {
    throw new ImportError(
      "fetch-failed",
      `the server answered ${[response.status, response.statusText].join(" ").trim()}, expected 200 OK. Check the address and that it may be read from here.`,
    );
  }
  const length = Number(response.headers.get("content-length"));
  const totalBytes = length > 0 && !response.headers.get("content-encoding") ? length : undefined;
  const raw: RawSource = {
    name: url,
    mediaType: response.headers.get("content-type") ?? "",
    blob: null,
    totalBytes,
    loadedBytes: 0,
    async read() {
      const { done, value } = await body.read().catch((error: unknown) => {
        throw broken(raw.loadedBytes, totalBytes, error);
      });
      if (done && totalBytes !== undefined && raw.loadedBytes < totalBytes) {
        throw broken(raw.loadedBytes, totalBytes, undefined);
      }
      if (done) return null;
      raw.loadedBytes += value.length;
      onFetch(raw.loadedBytes, totalBytes);
      return value;
    },
  };
  const body = (response.body ?? new Blob([]).stream()).getReader();
  return raw;
}

function broken(loadedBytes: number, totalBytes: number | undefined, cause: unknown): ImportError {
  const of = totalBytes === undefined ? "" : ` of ${totalBytes}`;
  const text = `the connection broke after ${loadedBytes}${of} bytes. Load it again.`;
  return new ImportError("fetch-failed", text, { cause });
}

function openBlob(blob: Blob, name: string): RawSource {
  const raw: RawSource = {
    name,
    mediaType: blob.type,
    blob,
    totalBytes: blob.size,
    loadedBytes: 0,
    async read() {
      if (raw.loadedBytes >= blob.size) return null;
      const bytes = await readSlice(blob, raw.loadedBytes);
      raw.loadedBytes += bytes.length;
      return bytes;
    },
  };
  return raw;
}

async function readSlice(blob: Blob, start: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.slice(start, start + CHUNK_BYTES).arrayBuffer());
  } catch (error) {
    throw new ImportError(
      "invalid-input",
      `byte ${start}: it cannot be read any more (${error instanceof Error ? error.message : String(error)}). It was changed, moved or deleted since it was chosen: choose it again.`,
      { cause: error },
    );
  }
}

async function decompressedHead(blocks: BlockReader): Promise<Uint8Array> {
  try {
    return await blocks.fill(4);
  } catch (error) {
    throw new ImportError("invalid-input", "its gzip compression is damaged. Compress it again.", { cause: error });
  }
}

function streamOf(blocks: BlockReader): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = blocks.remaining();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

function throughStream(
  blocks: BlockReader,
  transform: ReadableWritablePair<Uint8Array<ArrayBuffer>, BufferSource>,
): BlockReader {
  return readerOf(streamOf(blocks).pipeThrough(transform));
}

function readerOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): BlockReader {
  const reader = stream.getReader();
  return new BlockReader({
    async read() {
      const { done, value } = await reader.read();
      return done ? null : value;
    },
  });
}

/** UTF-16 by its byte order mark, else by every other one of the first bytes being zero. */
function utf16Encoding(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head.length < 4 || head.length % 2 !== 0) return undefined;
  const zeros = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const half = head.length / 2;
  if (zeros[1] === half && zeros[0] === 0) return "utf-16le";
  if (zeros[0] === half && zeros[1] === 0) return "utf-16be";
  return undefined;
}

/** Parts become blobs of their own on the way, so that the whole is never in this worker's memory. */
async function collect(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const parts: Blob[] = [];
  let pending: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    pending.push(chunk);
    length += chunk.length;
    if (length < PART_BYTES) continue;
    parts.push(new Blob(pending));
    pending = [];
    length = 0;
  }
  return new Blob([...parts, ...pending]);
}
