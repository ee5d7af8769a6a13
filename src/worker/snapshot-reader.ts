import { sha256 } from "./hex.ts";
import type { SegmentCodec } from "./segment-codec.ts";
import type { StoredSegment } from "./protocol.ts";
import { SegmentHolds } from "./segment-holds.ts";
import { isMissing, StorageError, toStorageError, unknownVersion } from "./storage-error.ts";

/** Where segments lie. */
export interface SegmentSource {
  /** Whether a version that can be read names the segment. */
  references(segment: StoredSegment): boolean;
  /** Keeps `file` as it is until the returned function is called, as far as that is in our hands. */
  pin(file: string): () => void;
  /** Rejects with `NotFoundError`. */
  readFile(file: string): Promise<Uint8Array<ArrayBuffer>>;
}

export interface SegmentRange {
  /** Row position within the segment. */
  readonly fromRow?: number;
  readonly limit?: number;
  readonly columns?: readonly string[];
}

/** A reader may go back and forth between two places; of a large table one may be 100 MB. */
const MAX_PARTLY_READ = 2;

/** Reads segments whose bytes hash as the manifest says; Parquet alone would decode most damage into wrong data. */
export class SnapshotReader {
  readonly #source: SegmentSource;
  readonly #codec: SegmentCodec;
  readonly #holds = new SegmentHolds();
  /** The last segments that were read in part, by their hashes: their next parts follow. */
  readonly #partlyRead = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(source: SegmentSource, codec: SegmentCodec) {
    this.#source = source;
    this.#codec = codec;
  }

  /** Keeps the segments, and their reading, until the returned function is called. */
  hold(segments: readonly StoredSegment[]): () => void {
    return this.#holds.add(segments, this.#source);
  }

  async read(segment: StoredSegment, range: SegmentRange): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#source.references(segment) && !this.#holds.has(segment)) {
      throw unknownVersion();
    }
    const unpin = this.#source.pin(segment.file);
    try {
      const bytes = await this.#verifiedBytes(segment, range.limit !== undefined);
      return await this.#codec.decode(bytes, {
        ...(range.fromRow !== undefined && { offset: range.fromRow }),
        ...(range.limit !== undefined && { limit: range.limit }),
        ...(range.columns !== undefined && { columns: range.columns }),
      });
    } catch (error) {
      throw toStorageError(error, `reading ${segment.file}`);
    } finally {
      unpin();
    }
  }

  #verifiedBytes(segment: StoredSegment, partly: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const { sha256: hash } = segment;
    const known = this.#partlyRead.get(hash);
    const bytes = known ?? this.#readVerified(segment);
    this.#partlyRead.delete(hash);
    if (!partly) return bytes;
    this.#partlyRead.set(hash, bytes);
    for (const oldest of this.#partlyRead.keys()) {
      if (this.#partlyRead.size > MAX_PARTLY_READ) this.#partlyRead.delete(oldest);
    }
    if (!known) {
      bytes.catch(() => {
        if (this.#partlyRead.get(hash) === bytes) this.#partlyRead.delete(hash);
      });
    }
    return bytes;
  }

  async #readVerified(segment: StoredSegment): Promise<Uint8Array<ArrayBuffer>> {
    const file = await this.#source.readFile(segment.file).catch((error: unknown) => {
      if (isMissing(error)) throw corrupt(segment, "is missing");
      throw error;
    });
    if (file.length < segment.byteLength) {
      throw corrupt(segment, `has ${file.length} bytes instead of ${segment.byteLength}`);
    }
    const bytes = file.subarray(0, segment.byteLength);
    if ((await sha256(bytes)) !== segment.sha256) throw corrupt(segment, "is not what was saved (its SHA-256 differs)");
    return bytes;
  }
}

function corrupt(segment: StoredSegment, what: string): StorageError {
  return new StorageError(
    "storage-corrupt",
    `The file ${segment.file} with rows ${segment.firstId} to ${segment.endId} of the stored table ${what}. An older version may still be whole: restore it, or load the data anew.`,
  );
}
