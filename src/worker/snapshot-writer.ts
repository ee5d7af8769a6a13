import { sha256 } from "./hex.ts";
import type { ColumnEncoding } from "./column-encodings.ts";
import type { ParquetEncoder, SegmentCodec } from "./segment-codec.ts";
import type { ColumnLayout, SavePlan, SaveSummary, SegmentPlan, StoredSegment } from "./protocol.ts";
import { equalBytes, readAll, type StorageFile, writeAll } from "./storage.ts";
import { StorageError, toStorageError } from "./storage-error.ts";
import type { TableStore } from "./table-store.ts";

const MAX_ROW_GROUP_ROWS = 122_880;
/** As many as a screen of 2,160 px shows. */
const HEAD_ROWS = 80;
const MAX_HEAD_BYTES = 65_536;
/** Keeps what the codec buffers of one row group of a wide table near 100 MB. */
const MAX_ROW_GROUP_CELLS = 8_000_000;

interface WrittenSegment extends Omit<StoredSegment, "sha256"> {
  readonly hash: Promise<string>;
}

interface OpenSegment {
  readonly index: number;
  readonly encoder: ParquetEncoder;
  readonly parts: Uint8Array[];
  rows: number;
}

/** One save: segments in the order of the plan, each by one or more chunks, then a commit. After a failure only `abort`. */
export class SnapshotWriter {
  readonly #store: TableStore;
  readonly #codec: SegmentCodec;
  readonly #plan: SavePlan;
  readonly #segments = new Map<number, StoredSegment | WrittenSegment | null>();
  readonly #files: string[] = [];
  readonly #unpin: (() => void)[] = [];
  readonly #layouts: ReadonlyMap<string, ColumnLayout>;
  /** By what the first rows that are written are like. */
  #encodings: ReadonlyMap<string, ColumnEncoding> | undefined;
  #open: OpenSegment | undefined;
  #head: Uint8Array | undefined;
  #rowsWritten = 0;
  #bytesWritten = 0;

  constructor(store: TableStore, plan: SavePlan, codec: SegmentCodec) {
    this.#store = store;
    this.#codec = codec;
    this.#plan = plan;
    const layouts = plan.columns.map(({ id }, index) => [`c${id}`, plan.layouts[index] ?? "other"] as const);
    this.#layouts = new Map([["__pt_id", "integer"], ...layouts]);
    for (const [index, { reuse }] of plan.segments.entries()) {
      if (!reuse) continue;
      if (!store.canReuse(reuse)) {
        throw new StorageError(
          "unknown-version",
          `Segment ${reuse.file} is no longer stored; the save must write it anew.`,
        );
      }
      this.#segments.set(index, reuse);
      // The versions that hold it may be forgotten before this one is committed.
      this.#unpin.push(store.pin(reuse.file));
    }
  }

  async writeChunk(
    index: number,
    ipc: Uint8Array,
    last: boolean,
  ): Promise<{ rowsWritten: number; bytesWritten: number }> {
    const segment = this.#plan.segments[index];
    if (!segment || this.#segments.has(index) || (this.#open && this.#open.index !== index)) {
      throw new StorageError("storage-io", `Chunk of segment ${index} is out of turn.`);
    }
    try {
      const open = (this.#open ??= await this.#startSegment(index, ipc));
      if (index === 0 && open.rows === 0) this.#head = this.#codec.firstRows(ipc, HEAD_ROWS, MAX_HEAD_BYTES);
      const rows = await open.encoder.write(ipc);
      open.rows += rows;
      this.#rowsWritten += rows;
      if (last) await this.#finishSegment(segment);
    } catch (error) {
      throw toStorageError(error, `writing the rows with ids ${segment.firstId} to ${segment.endId}`);
    }
    return { rowsWritten: this.#rowsWritten, bytesWritten: this.#bytesWritten };
  }

  async commit(): Promise<SaveSummary> {
    const segments: StoredSegment[] = [];
    for (const [index, { firstId }] of this.#plan.segments.entries()) {
      const segment = this.#segments.get(index);
      if (segment === undefined) {
        throw new StorageError("storage-io", `The rows from id ${firstId} on were not written.`);
      }
      if (segment) segments.push("hash" in segment ? await hashed(segment) : segment);
    }
    const { version, columns, nextColumnId, nextRowId } = this.#plan;
    const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
    const table = this.#store.commit(
      { version, savedAt: Date.now(), rows, columns, nextColumnId, nextRowId, segments, name: null, kept: false },
      this.#head ?? this.#formerHead(segments[0]),
      this.#plan.keepVersions,
    );
    this.#releaseFiles();
    const bytes = segments.reduce((sum, segment) => sum + segment.byteLength, 0);
    return { version, rows, bytes, bytesWritten: this.#bytesWritten, table };
  }

  /** Drops what was written; the store's next `tidy` empties the files. */
  abort(reason: unknown): void {
    this.#open?.encoder.abort(reason);
    this.#open = undefined;
    this.#releaseFiles();
  }

  /** The head stays when the first segment and its columns do. */
  #formerHead(first: StoredSegment | undefined): Uint8Array {
    const former = this.#store.table?.versions.at(-1);
    const ids = this.#plan.columns.map(({ id }) => id).join();
    const isSame = former?.segments[0]?.sha256 === first?.sha256 && former?.columns.map(({ id }) => id).join() === ids;
    return isSame ? this.#store.head : new Uint8Array();
  }

  async #startSegment(index: number, ipc: Uint8Array): Promise<OpenSegment> {
    const parts: Uint8Array[] = [];
    const how = { compression: this.#plan.compression, layouts: this.#layouts };
    this.#encodings ??= await this.#codec.sampleEncodings(ipc, how);
    const cells = this.#plan.columns.length + 1;
    const encoder = this.#codec.createEncoder({
      ...how,
      encodings: this.#encodings,
      maxRowGroupRows: Math.max(2048, Math.min(MAX_ROW_GROUP_ROWS, Math.floor(MAX_ROW_GROUP_CELLS / cells))),
      onBytes: (bytes) => void parts.push(bytes),
    });
    return { index, encoder, parts, rows: 0 };
  }

  async #finishSegment({ firstId, endId }: SegmentPlan): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    if (open.rows === 0) {
      open.encoder.abort(new Error("The segment has no rows."));
      this.#segments.set(open.index, null);
      return;
    }
    await open.encoder.finish();
    const bytes = concatenate(open.parts);
    const file = this.#store.pool.take();
    this.#files.push(file);
    await this.#writeFile(file, bytes);
    this.#bytesWritten += bytes.length;
    const hash = sha256(bytes);
    hash.catch(() => undefined);
    this.#segments.set(open.index, { file, byteLength: bytes.length, rows: open.rows, firstId, endId, hash });
  }

  async #writeFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const file: StorageFile = await this.#store.folder.open(name);
    try {
      writeAll(file, bytes, name);
      file.truncate(bytes.length);
      file.flush();
      if (!equalBytes(readAll(file, bytes.length), bytes)) {
        throw new StorageError(
          "storage-io",
          `${name} did not read back as written; the last saved version is untouched.`,
        );
      }
    } finally {
      file.close();
    }
  }

  #releaseFiles(): void {
    for (const file of this.#files.splice(0)) this.#store.pool.release(file);
    for (const unpin of this.#unpin.splice(0)) unpin();
  }
}

async function hashed({ hash, ...segment }: WrittenSegment): Promise<StoredSegment> {
  return { ...segment, sha256: await hash };
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
