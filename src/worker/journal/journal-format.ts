import { ByteReader, ByteWriter } from "../byte-io.ts";
import { crc32c } from "../crc32c.ts";
import type { JournalEntry } from "../protocol.ts";

/**
 * A journal file: a header, then records, then zeros to the end of a block: a file of any other length was cut. A record
 * without entries seals the file: the changes go on in the other one, which must be there. Any other record holds the entries of one append, so that it counts as a whole or not
 * at all, and so that an intact record behind a bad one proves damage: it was written after the bad one was flushed.
 * Its CRC begins with the file's salt, which makes records of the file's former life worthless.
 */
export interface JournalHeader {
  /** Counts the resets of both files: the file with the higher number continues the other. */
  readonly number: number;
  /** Last sequence of the journal when the file was reset; 0 when there was none. */
  readonly after: number;
  readonly salt: Uint8Array;
}

const MAGIC = 0x4a4d5450; // "PTMJ"
export const JOURNAL_FORMAT_VERSION = 1;
export const SALT_BYTES = 16;
export const BLOCK_BYTES = 4096;
const CRC_BYTES = 4;
export const HEADER_BYTES = 4 + 4 + 8 + 8 + SALT_BYTES + CRC_BYTES;
/** Mark and length. */
const RECORD_START_BYTES = 8;
const CHANGE = 0;
const BARRIER = 1;

export function encodeHeader({ number, after, salt }: JournalHeader): Uint8Array<ArrayBuffer> {
  if (salt.length !== SALT_BYTES) throw new RangeError(`A salt has ${SALT_BYTES} bytes.`);
  const out = new ByteWriter();
  out.u32(MAGIC);
  out.u32(JOURNAL_FORMAT_VERSION);
  out.u53(number);
  out.u53(after);
  out.raw(salt);
  out.u32(crc32c(out.written()));
  return out.written().slice();
}

export type DecodedHeader =
  | { readonly state: "valid"; readonly header: JournalHeader }
  /** Intact, but of a later release. */
  | { readonly state: "newer"; readonly formatVersion: number }
  | { readonly state: "none" };

/** The magic, the format version and the place of the CRC stay in every later format. */
export function decodeHeader(file: Uint8Array): DecodedHeader {
  if (file.length < HEADER_BYTES) return { state: "none" };
  const checked = file.subarray(0, HEADER_BYTES - CRC_BYTES);
  const input = new ByteReader(file);
  if (input.u32() !== MAGIC) return { state: "none" };
  if (new ByteReader(file.subarray(checked.length)).u32() !== crc32c(checked)) return { state: "none" };
  const formatVersion = input.u32();
  if (formatVersion !== JOURNAL_FORMAT_VERSION) return { state: "newer", formatVersion };
  return { state: "valid", header: { number: input.u53(), after: input.u53(), salt: input.raw(SALT_BYTES).slice() } };
}

export function encodeRecord(salt: Uint8Array, entries: readonly JournalEntry[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u32(recordMark(salt));
  out.u32(0);
  for (const { sequence, isBarrier, payload } of entries) {
    out.u53(sequence);
    out.u8(isBarrier ? BARRIER : CHANGE);
    out.u32(payload.length);
    out.raw(payload);
  }
  out.setU32(4, out.length - RECORD_START_BYTES);
  out.u32(crc32c(out.written(), crc32c(salt)));
  return out.written().slice();
}

/** Whole blocks of at least `byteLength`. */
export function wholeBlocks(byteLength: number): number {
  return Math.ceil(byteLength / BLOCK_BYTES) * BLOCK_BYTES;
}

export interface DecodedRecord {
  readonly entries: readonly JournalEntry[];
  readonly byteLength: number;
}

/** Finds the record at an offset of `file`: null when there is no intact one. Its payloads are views of `file`. */
export function recordReader(file: Uint8Array, salt: Uint8Array): (offset: number) => DecodedRecord | null {
  // A load waits for this, ten thousand times perhaps: hence nothing that is made anew for every field.
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const mark = recordMark(salt);
  const saltCrc = crc32c(salt);
  return (offset) => {
    if (file.length - offset < RECORD_START_BYTES + CRC_BYTES || view.getUint32(offset, true) !== mark) return null;
    const start = offset + RECORD_START_BYTES;
    const end = start + view.getUint32(offset + 4, true);
    if (end + CRC_BYTES > file.length) return null;
    if (view.getUint32(end, true) !== crc32c(view, saltCrc, offset, end)) return null;
    const entries = decodeEntries(new ByteReader(file, start, end));
    return entries && { entries, byteLength: end + CRC_BYTES - offset };
  };
}

/** What every record of the file begins with: makes the search for one behind damage quick. */
function recordMark(salt: Uint8Array): number {
  return new ByteReader(salt).u32();
}

function decodeEntries(input: ByteReader): JournalEntry[] | null {
  const entries: JournalEntry[] = [];
  try {
    while (input.remaining > 0) {
      const sequence = input.u53();
      const isBarrier = input.u8() === BARRIER;
      entries.push({ sequence, isBarrier, payload: input.raw(input.u32()) });
    }
  } catch {
    return null;
  }
  return entries;
}
