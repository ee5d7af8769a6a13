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
import type { ColumnLayout } from "./protocol.ts";

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

/** Decodes a whole file in memory, or a range of its rows, in one step; the codec must be ready. */
export function decodeParquet(
  file: Uint8Array,
  { batchRows = 122_880, offset, limit, columns }: Omit<ParquetReadOptions, "rowGroups"> = {},
): Uint8Array<ArrayBuffer> {
  const table = readParquet(file, {
    batchSize: Math.min(batchRows, limit ?? batchRows),
    ...(columns && { columns: [...columns] }),
    ...(offset !== undefined && { offset }),
    ...(limit !== undefined && { limit }),
  });
  return ownBytes(table.intoIPCStream());
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

export interface ParquetEncoderOptions {
  readonly compression: "zstd" | "snappy" | "none";
  /**
   * Columns by name whose values are encoded as their layout suits, without dictionaries: a third of the default's
   * time, and smaller. A layout that the values do not have fails the encoder.
   */
  readonly layouts?: ReadonlyMap<string, ColumnLayout>;
  /** Default 122,880. */
  readonly maxRowGroupRows?: number;
  /** Smallest and largest value of each column in each row group, by which readers pass over those that do not matter. */
  readonly statistics?: boolean;
  /** Called in order with the bytes of the file; the buffer is the receiver's. A throw fails the encoder. */
  onBytes(bytes: Uint8Array): void;
}

/** What the snapshots need of a file format. */
export interface SegmentCodec {
  init(wasmUrl: string): Promise<void>;
  createEncoder(options: ParquetEncoderOptions): ParquetEncoder;
  decode(
    file: Uint8Array,
    options: { offset?: number; limit?: number; columns?: readonly string[] },
  ): Uint8Array<ArrayBuffer>;
  firstRows(ipc: Uint8Array, rowCount: number, maxBytes: number): Uint8Array<ArrayBuffer>;
}

export const parquetCodec: SegmentCodec = {
  init: initParquet,
  createEncoder: createParquetEncoder,
  decode: decodeParquet,
  firstRows,
};

export interface ParquetEncoder {
  /** Appends one whole Arrow IPC stream; resolves to its rows when the codec took its batches (backpressure). */
  write(ipc: Uint8Array): Promise<number>;
  /** Resolves when the footer went through `onBytes`. At least one `write` must have given the schema. */
  finish(): Promise<void>;
  /** Ends the encoder; `onBytes` is not called any more, pending calls reject with `reason`. */
  abort(reason: unknown): void;
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

function writerProperties(options: ParquetEncoderOptions): WriterProperties {
  const { compression, maxRowGroupRows = 122_880, layouts } = options;
  const codecs = { zstd: Compression.ZSTD, snappy: Compression.SNAPPY, none: Compression.UNCOMPRESSED };
  let builder = new WriterPropertiesBuilder()
    .setCompression(codecs[compression])
    .setMaxRowGroupSize(maxRowGroupRows)
    .setStatisticsEnabled(options.statistics ? EnabledStatistics.Chunk : EnabledStatistics.None);
  for (const [column, layout] of layouts ?? []) builder = setLayout(builder, column, layout);
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
