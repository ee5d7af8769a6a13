import type { ColumnEncoding } from "./column-encodings.ts";
import type { ColumnLayout, Compression } from "./protocol.ts";

export interface ParquetEncoderOptions {
  readonly compression: Compression;
  /** Of columns by name, from `sampleEncodings`; of the others `compression` and `layouts` tell. */
  readonly encodings?: ReadonlyMap<string, ColumnEncoding>;
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

export interface ParquetEncoder {
  /** Appends one whole Arrow IPC stream; resolves to its rows when the codec took its batches (backpressure). */
  write(ipc: Uint8Array): Promise<number>;
  /** Resolves when the footer went through `onBytes`. At least one `write` must have given the schema. */
  finish(): Promise<void>;
  /** Ends the encoder; `onBytes` is not called any more, pending calls reject with `reason`. */
  abort(reason: unknown): void;
}

/** What the snapshots need of a file format. */
export interface SegmentCodec {
  init(wasmUrl: string): Promise<void>;
  createEncoder(options: ParquetEncoderOptions): ParquetEncoder;
  /** What suits the values of rows like those of `ipc`, for columns that have a layout. */
  sampleEncodings(
    ipc: Uint8Array,
    options: Pick<ParquetEncoderOptions, "compression" | "layouts">,
  ): Promise<ReadonlyMap<string, ColumnEncoding>>;
  decode(
    file: Uint8Array<ArrayBuffer>,
    options: { offset?: number; limit?: number; columns?: readonly string[] },
  ): Promise<Uint8Array<ArrayBuffer>>;
  firstRows(ipc: Uint8Array, rowCount: number, maxBytes: number): Uint8Array<ArrayBuffer>;
}
