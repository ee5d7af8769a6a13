import initWasm, {
  Compression,
  EnabledStatistics,
  Encoding,
  ParquetFile,
  readParquet,
  type RecordBatch,
  Table,
  transformParquetStream,
  type WriterProperties,
  WriterPropertiesBuilder,
  writeParquet,
} from "parquet-wasm";
import {
  chooseEncodings,
  type ColumnCompression,
  type ColumnEncoding,
  encodingCandidates,
} from "./column-encodings.ts";
import type { ColumnLayout } from "./protocol.ts";
import type { ParquetEncoder, ParquetEncoderOptions, SegmentCodec } from "./segment-codec.ts";

/** The only file that knows parquet-wasm. Arrow IPC streams in and out; runs in workers only. */

let ready: Promise<unknown> | undefined;

/** Compiles the codec once; a failure is not remembered, so that a later call may try again. */
export function initParquet(wasmUrl: string): Promise<void> {
  ready ??= initWasm({ module_or_path: wasmUrl }).catch((error: unknown) => {
    ready = undefined;
    throw error;
  });
  return ready.then(() => undefined);
}

export interface ParquetRowGroup {
  readonly rows: number;
  /** Bytes in the file, compressed. */
  readonly byteLength: number;
}

export interface ParquetReadOptions {
  /** Indexes into `rowGroups`; absent: all. */
  readonly rowGroups?: readonly number[];
  readonly offset?: number;
  readonly limit?: number;
  readonly columns?: readonly string[];
  /** Rows of one record batch in the answer, at most; default 122,880. */
  readonly batchRows?: number;
}

export interface ParquetReader {
  readonly rowGroups: readonly ParquetRowGroup[];
  readonly rows: number;
  /** One Arrow IPC stream in a buffer of its own; without rows it still carries the schema. */
  read(options?: ParquetReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** The rows in order, decoded as they are asked for: one Arrow IPC stream a batch of at most `batchRows`. */
  batches(options: { batchRows: number }): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;
  free(): void;
}

/** Reads only the footer of `blob`. Rejects with the codec's error when it is no Parquet file. */
export async function openParquet(blob: Blob): Promise<ParquetReader> {
  const file = await ParquetFile.fromFile(blob);
  const metadata = file.metadata();
  const rowGroups = metadata.rowGroups().map((group) => {
    const described = { rows: group.numRows(), byteLength: group.compressedSize() };
    group.free();
    return described;
  });
  metadata.free();
  return {
    rowGroups,
    rows: rowGroups.reduce((sum, group) => sum + group.rows, 0),
    async read({ batchRows = 122_880, ...options } = {}) {
      const table = await file.read({
        batchSize: batchRows,
        ...(options.rowGroups && { rowGroups: [...options.rowGroups] }),
        ...(options.columns && { columns: [...options.columns] }),
        ...(options.offset !== undefined && { offset: options.offset }),
        ...(options.limit !== undefined && { limit: options.limit }),
      });
      return ownBytes(table.intoIPCStream());
    },
    async *batches({ batchRows }) {
      const stream = (await file.stream({ batchSize: batchRows })) as ReadableStream<RecordBatch>;
      const batches = stream.getReader();
      for (;;) {
        const { done, value } = await batches.read();
        if (done) return;
        yield ownBytes(value.intoIPCStream());
      }
    },
    free: () => file.free(),
  };
}

/** Decodes a whole file in memory, or a range of its rows, or some of its columns; the codec must be ready. */
export async function decodeParquet(
  file: Uint8Array<ArrayBuffer>,
  { batchRows = 122_880, offset, limit, columns }: Omit<ParquetReadOptions, "rowGroups"> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const options = {
    batchSize: Math.min(batchRows, limit ?? batchRows),
    ...(offset !== undefined && { offset }),
    ...(limit !== undefined && { limit }),
  };
  if (!columns) return ownBytes(readParquet(file, options).intoIPCStream());
  // `readParquet` takes `columns` and reads all the same.
  const opened = await ParquetFile.fromFile(inMemory(file));
  try {
    return ownBytes((await opened.read({ ...options, columns: [...columns] })).intoIPCStream());
  } finally {
    opened.free();
  }
}

/** What the codec asks of a Blob; a real one would go through another process, there and back for every column. */
function inMemory(bytes: Uint8Array<ArrayBuffer>): Blob {
  const blob: Pick<Blob, "size" | "slice" | "arrayBuffer"> = {
    size: bytes.length,
    slice: (start, end) => inMemory(bytes.subarray(start, end)),
    arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
  };
  return blob as Blob;
}

/** The first `rowCount` rows, or half or a quarter of them, so that they are at most `maxBytes`; else no bytes. */
export function firstRows(ipc: Uint8Array, rowCount: number, maxBytes: number): Uint8Array<ArrayBuffer> {
  const [batch, ...others] = readBatches(ipc);
  for (const other of others) other.free();
  let head = new Uint8Array();
  for (const part of [1, 2, 4]) {
    const rows = batch?.slice(0, Math.min(batch.numRows, Math.ceil(rowCount / part)));
    const bytes = rows ? ownBytes(rows.intoIPCStream()) : head;
    if (bytes.length > maxBytes) continue;
    head = bytes;
    break;
  }
  batch?.free();
  return head;
}

export const parquetCodec: SegmentCodec = {
  init: initParquet,
  createEncoder: createParquetEncoder,
  sampleEncodings,
  decode: decodeParquet,
  firstRows,
};

const SAMPLE_ROWS = 4096;
/** Of a table with many columns fewer rows are tried: each save would wait for it. */
const SAMPLE_CELLS = 400_000;

/** Encodes some rows of the middle in every way that comes into question. */
async function sampleEncodings(
  ipc: Uint8Array,
  { compression, layouts = new Map() }: Pick<ParquetEncoderOptions, "compression" | "layouts">,
): Promise<ReadonlyMap<string, ColumnEncoding>> {
  const batches = readBatches(ipc);
  const batch = batches[batches.length >> 1];
  const sampleRows = Math.min(SAMPLE_ROWS, Math.ceil(SAMPLE_CELLS / (layouts.size + 1)));
  const rows = Math.min(batch?.numRows ?? 0, sampleRows);
  const sample = batch && ownBytes(batch.slice((batch.numRows - rows) >> 1, rows).intoIPCStream());
  for (const each of batches) each.free();
  if (!sample) return new Map();
  const sizes: ReadonlyMap<string, number>[] = [];
  for (const candidate of encodingCandidates(compression)) {
    const encodings = new Map(
      [...layouts].flatMap(([name, layout]) => (layout === "other" ? [] : [[name, candidate]])),
    );
    const file = writeParquet(Table.fromIPCStream(sample), writerProperties({ compression, layouts, encodings }));
    sizes.push(await columnSizes(inMemory(ownBytes(file)), encodings));
  }
  return chooseEncodings(compression, sizes);
}

/** Bytes of the columns in a file of one row group, of those that `names` has. */
async function columnSizes(blob: Blob, names: { has(name: string): boolean }): Promise<Map<string, number>> {
  const file = await ParquetFile.fromFile(blob);
  const metadata = file.metadata();
  const group = metadata.rowGroup(0);
  const sizes = new Map<string, number>();
  for (const column of group.columns()) {
    const [name = "", ...inner] = column.columnPath();
    if (inner.length === 0 && names.has(name)) sizes.set(name, column.compressedSize());
    column.free();
  }
  for (const owner of [group, metadata, file]) owner.free();
  return sizes;
}

export function createParquetEncoder(options: ParquetEncoderOptions): ParquetEncoder {
  // The codec reads the first batch before its promise resolves, so nothing may wait for `start` before writing.
  const { readable, writable } = new TransformStream<RecordBatch, RecordBatch>();
  const writer = writable.getWriter();
  writer.closed.catch(() => undefined);
  let started: Promise<void> | undefined;
  let withoutRows: Uint8Array | undefined;
  let ended = false;
  let fail: (reason: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => (fail = reject));
  failure.catch(() => undefined);

  const emit = (bytes: Uint8Array): void => {
    if (!ended) options.onBytes(bytes);
  };
  const start = async (): Promise<void> => {
    try {
      const encoded = await transformParquetStream(readable, writerProperties(options));
      await pump(encoded as ReadableStream<Uint8Array>, emit);
    } catch (error) {
      fail(error);
      throw error;
    }
  };

  return {
    async write(ipc) {
      const batches = readBatches(ipc);
      if (batches.length === 0) withoutRows ??= ipc;
      else if (!started) {
        started = start();
        started.catch(() => undefined);
      }
      const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
      await Promise.race([Promise.all(batches.map((batch) => writer.write(batch))), failure]);
      return rows;
    },
    async finish() {
      if (started) {
        void writer.close().catch(() => undefined);
        await Promise.race([started, failure]);
      } else if (withoutRows) {
        emit(writeParquet(Table.fromIPCStream(withoutRows), writerProperties(options)));
      } else throw new Error("No Arrow stream was written, so the schema of the Parquet file is unknown.");
    },
    abort(reason) {
      ended = true;
      fail(reason);
      void writer.abort(reason).catch(() => undefined);
    },
  };
}

async function pump(stream: ReadableStream<Uint8Array>, emit: (bytes: Uint8Array) => void): Promise<void> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    emit(value);
  }
}

/** Batches without rows are left out: the codec would write an empty row group for each. */
function readBatches(ipc: Uint8Array): RecordBatch[] {
  const table = Table.fromIPCStream(ipc);
  const batches = table.recordBatches().filter((batch) => {
    if (batch.numRows > 0) return true;
    batch.free();
    return false;
  });
  table.free();
  return batches;
}

const COMPRESSIONS: Record<ColumnCompression, Compression> = {
  zstd: Compression.ZSTD,
  snappy: Compression.SNAPPY,
  // What Parquet first called LZ4 is another format, that few readers know.
  lz4: Compression.LZ4_RAW,
  none: Compression.UNCOMPRESSED,
};

function writerProperties(options: Omit<ParquetEncoderOptions, "onBytes">): WriterProperties {
  const { compression, maxRowGroupRows = 122_880, layouts, encodings } = options;
  let builder = new WriterPropertiesBuilder()
    .setCompression(COMPRESSIONS[compression])
    .setMaxRowGroupSize(maxRowGroupRows)
    .setStatisticsEnabled(options.statistics ? EnabledStatistics.Chunk : EnabledStatistics.None);
  for (const [column, layout] of layouts ?? []) {
    const encoding = encodings?.get(column);
    if (encoding) builder = builder.setColumnCompression(column, COMPRESSIONS[encoding.compression]);
    builder = encoding?.dictionary
      ? builder.setColumnDictionaryEnabled(column, true)
      : setLayout(builder, column, layout);
  }
  return builder.build();
}

function setLayout(builder: WriterPropertiesBuilder, column: string, layout: ColumnLayout): WriterPropertiesBuilder {
  const plain = builder.setColumnDictionaryEnabled(column, false);
  switch (layout) {
    case "integer":
      return plain.setColumnEncoding(column, Encoding.DELTA_BINARY_PACKED);
    case "float":
      return plain.setColumnEncoding(column, Encoding.BYTE_STREAM_SPLIT);
    case "bytes":
      return plain.setColumnEncoding(column, Encoding.DELTA_LENGTH_BYTE_ARRAY);
    case "other":
      return plain;
  }
}

function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole && bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}
