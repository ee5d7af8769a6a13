import type { JournalEntry } from "../protocol.ts";
import { decodeHeader, HEADER_BYTES, type JournalHeader, recordReader, wholeBlocks } from "./journal-format.ts";

/** What follows the last intact record: nothing or zeros, an append that did not end, or lost records. */
export type JournalTail = "clean" | "torn" | "damaged";

export interface JournalScan {
  /** Null: the file holds no records, or its header is damaged. */
  readonly header: JournalHeader | null;
  /** Ascending. */
  readonly entries: readonly JournalEntry[];
  /** Where the last intact record ends: what is appended goes here. */
  readonly goodLength: number;
  /** The changes go on in the other file. */
  readonly isSealed: boolean;
  readonly tail: JournalTail;
  /** The file has no bytes. */
  readonly isEmpty: boolean;
}

export function scanJournal(file: Uint8Array): JournalScan {
  const decoded = decodeHeader(file);
  if (decoded.state !== "valid") {
    // The header is flushed before a record is written: with nothing behind it, nothing is lost.
    const tail = isZero(file.subarray(HEADER_BYTES)) ? "clean" : "damaged";
    return { header: null, entries: [], goodLength: 0, isSealed: false, tail, isEmpty: file.length === 0 };
  }
  const { header } = decoded;
  const recordAt = recordReader(file, header.salt);
  const entries: JournalEntry[] = [];
  let goodLength = HEADER_BYTES;
  let isSealed = false;
  while (!isSealed) {
    const record = recordAt(goodLength);
    if (!record || !continues(record.entries, entries)) break;
    for (const entry of record.entries) entries.push(entry);
    goodLength += record.byteLength;
    isSealed = record.entries.length === 0;
  }
  return { header, entries, goodLength, isSealed, tail: tailOf(file, goodLength, recordAt), isEmpty: false };
}

/** Of the file alone: its last entry, or what was before it. */
export function lastSequence({ header, entries }: Pick<JournalScan, "header" | "entries">): number {
  return entries.at(-1)?.sequence ?? header?.after ?? 0;
}

function continues(next: readonly JournalEntry[], former: readonly JournalEntry[]): boolean {
  let last = former.at(-1)?.sequence ?? -1;
  for (const { sequence } of next) {
    if (sequence <= last) return false;
    last = sequence;
  }
  return true;
}

function tailOf(file: Uint8Array, goodLength: number, recordAt: (offset: number) => unknown): JournalTail {
  if (file.length !== wholeBlocks(file.length)) return "damaged";
  if (isZero(file.subarray(goodLength))) return "clean";
  for (let offset = goodLength + 1; offset < file.length; offset++) if (recordAt(offset)) return "damaged";
  return "torn";
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
