import type { BlockReader } from "./block-reader.ts";

/** The bytes of a file, decompressed and in UTF-8 without a byte order mark where it is text. */
export interface ByteSource {
  readonly blocks: BlockReader;
  /** Name for messages. */
  readonly name: string;
  /** With its parameters; empty while unknown. */
  readonly mediaType: string;
  /** Of the source as it is stored or sent; undefined while unknown. */
  readonly totalBytes: number | undefined;
  /** How many bytes of the source are behind `blocks` at `offset`; by what was read where they cannot be told apart. */
  sourceBytes(offset: number): number;
  /** Bytes `[start, end)` of what `blocks` reads without a copy; null when there is no such file. */
  slice(start: number, end: number): Blob | null;
  /** Everything that `blocks` did not consume. */
  rest(): Promise<Blob>;
}
