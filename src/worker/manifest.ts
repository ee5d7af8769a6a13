import { ByteReader, ByteWriter } from "./byte-io.ts";
import { crc32c } from "./crc32c.ts";
import { fromHex, toHex } from "./hex.ts";
import type { StoredColumn, StoredSegment, StoredTable, StoredVersion } from "./protocol.ts";

/**
 * One slot: magic, format version, byte length of all, then the fields, last the CRC-32C of everything before it.
 * The first three and the CRC stay where they are in every later format.
 */
export interface Manifest {
  /** See `StoredTable`. */
  readonly id: number;
  /** Counts commits; the valid slot with the higher one wins. */
  readonly generation: number;
  /** Newest last. */
  readonly versions: readonly StoredVersion[];
  /**
   * First rows of the newest version, as an Arrow IPC stream: a page that opens paints them without waiting for the
   * Parquet codec and a segment. Empty: there are none that are small enough.
   */
  readonly head: Uint8Array;
}

const MAGIC = 0x464d5450; // "PTMF"
/** 1: versions without name and `kept`. 1 and 2: no id of the table. */
export const FORMAT_VERSION = 3;
const LENGTH_OFFSET = 8;
const HEADER_BYTES = 12;
const CRC_BYTES = 4;
const EMPTY_SLOT_BYTES = HEADER_BYTES + CRC_BYTES;
const SHA256_BYTES = 32;

export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u32(MAGIC);
  out.u32(FORMAT_VERSION);
  out.u32(0);
  out.u53(manifest.generation);
  out.u53(manifest.id);
  out.u32(manifest.versions.length);
  for (const version of manifest.versions) writeVersion(out, version);
  out.u32(manifest.head.length);
  out.raw(manifest.head);
  out.setU32(LENGTH_OFFSET, out.length + CRC_BYTES);
  out.u32(crc32c(out.written()));
  return out.written().slice();
}

/** What a slot without a manifest holds, once it was begun: one that is found without any bytes was cut. */
export function encodeEmptySlot(): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u32(MAGIC);
  out.u32(FORMAT_VERSION);
  out.u32(EMPTY_SLOT_BYTES);
  out.u32(crc32c(out.written()));
  return out.written().slice();
}

export type DecodedSlot =
  | { readonly state: "valid"; readonly manifest: Manifest }
  /** Not begun. */
  | { readonly state: "absent" }
  /** Not written yet, or emptied. */
  | { readonly state: "empty" }
  /** Intact, but of a later release. */
  | { readonly state: "newer"; readonly formatVersion: number }
  | { readonly state: "damaged" };

/** Reads a slot file; bytes after the manifest (an older, longer one) are ignored. */
export function decodeManifest(file: Uint8Array): DecodedSlot {
  if (file.length === 0) return { state: "absent" };
  if (file.length < EMPTY_SLOT_BYTES) return { state: "damaged" };
  const header = new ByteReader(file);
  const magic = header.u32();
  const formatVersion = header.u32();
  const byteLength = header.u32();
  if (magic !== MAGIC || byteLength < EMPTY_SLOT_BYTES || byteLength > file.length) return { state: "damaged" };
  const checked = file.subarray(0, byteLength - CRC_BYTES);
  if (new ByteReader(file.subarray(checked.length)).u32() !== crc32c(checked)) return { state: "damaged" };
  if (formatVersion > FORMAT_VERSION) return { state: "newer", formatVersion };
  if (byteLength === EMPTY_SLOT_BYTES) return { state: "empty" };
  try {
    return { state: "valid", manifest: readFields(new ByteReader(checked.subarray(HEADER_BYTES)), formatVersion) };
  } catch {
    return { state: "damaged" };
  }
}

/** The index of the slot that holds the table, or null. */
export function chooseSlot(slots: readonly [DecodedSlot, DecodedSlot]): 0 | 1 | null {
  const [first, second] = slots.map((slot) => (slot.state === "valid" ? slot.manifest.generation : -1)) as [
    number,
    number,
  ];
  if (first < 0 && second < 0) return null;
  return first >= second ? 0 : 1;
}

/** The slot that generation `generation` is written to: never that of the one before it. */
export function slotOf(generation: number): 0 | 1 {
  return generation % 2 === 0 ? 0 : 1;
}

/** Random, and never 0. */
export function newTableId(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 21) * 2 ** 32 + low || 1;
}

export function storedTable({ id, generation, versions }: Manifest): StoredTable {
  return { id, generation, versions };
}

function readFields(input: ByteReader, formatVersion: number): Manifest {
  const generation = input.u53();
  const id = formatVersion < 3 ? 0 : input.u53();
  const versions = readList(input, () => readVersion(input, formatVersion));
  const head = input.raw(input.u32()).slice();
  if (input.remaining > 0) throw new RangeError(`${input.remaining} bytes are left over.`);
  return { id, generation, versions, head };
}

function writeVersion(out: ByteWriter, version: StoredVersion): void {
  out.u53(version.version);
  out.u53(version.savedAt);
  out.u53(version.rows);
  out.u53(version.nextColumnId);
  out.u53(version.nextRowId);
  out.u32(version.columns.length);
  for (const column of version.columns) writeColumn(out, column);
  out.u32(version.segments.length);
  for (const segment of version.segments) writeSegment(out, segment);
  out.u8(version.kept ? 1 : 0);
  out.u8(version.name === null ? 0 : 1);
  out.text(version.name ?? "");
}

function readVersion(input: ByteReader, formatVersion: number): StoredVersion {
  return {
    version: input.u53(),
    savedAt: input.u53(),
    rows: input.u53(),
    nextColumnId: input.u53(),
    nextRowId: input.u53(),
    columns: readList(input, readColumn),
    segments: readList(input, readSegment),
    ...(formatVersion === 1 ? { name: null, kept: false } : readDescription(input)),
  };
}

function readDescription(input: ByteReader): Pick<StoredVersion, "name" | "kept"> {
  const kept = input.u8() === 1;
  const isNamed = input.u8() === 1;
  const name = input.text();
  return { name: isNamed ? name : null, kept };
}

function writeColumn(out: ByteWriter, column: StoredColumn): void {
  out.u53(column.id);
  out.text(column.name);
  out.text(column.type);
  out.u8(column.nullable ? 1 : 0);
}

function readColumn(input: ByteReader): StoredColumn {
  return { id: input.u53(), name: input.text(), type: input.text(), nullable: input.u8() === 1 };
}

function writeSegment(out: ByteWriter, segment: StoredSegment): void {
  const sha256 = fromHex(segment.sha256);
  if (sha256.length !== SHA256_BYTES) throw new RangeError(`Segment ${segment.file} has no SHA-256.`);
  out.text(segment.file);
  out.u53(segment.byteLength);
  out.u53(segment.rows);
  out.u53(segment.firstId);
  out.u53(segment.endId);
  out.raw(sha256);
}

function readSegment(input: ByteReader): StoredSegment {
  return {
    file: input.text(),
    byteLength: input.u53(),
    rows: input.u53(),
    firstId: input.u53(),
    endId: input.u53(),
    sha256: toHex(input.raw(SHA256_BYTES)),
  };
}

function readList<T>(input: ByteReader, readItem: (input: ByteReader) => T): T[] {
  const count = input.u32();
  const items: T[] = [];
  for (let index = 0; index < count; index++) items.push(readItem(input));
  return items;
}
