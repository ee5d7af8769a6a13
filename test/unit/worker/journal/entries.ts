import fc from "fast-check";
import { encodeHeader, type JournalHeader, wholeBlocks } from "../../../../src/worker/journal/journal-format.ts";
import type { JournalEntry } from "../../../../src/worker/protocol.ts";

export const SALT = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);
export const OTHER_SALT = Uint8Array.from({ length: 16 }, (_, index) => 0x50 + index);

/** Its payload tells the sequence. */
export function change(sequence: number): JournalEntry {
  return { sequence, isBarrier: false, payload: new TextEncoder().encode(`change ${sequence}`) };
}

export function barrier(sequence: number): JournalEntry {
  return { sequence, isBarrier: true, payload: new Uint8Array() };
}

export function sequencesOf(entries: readonly JournalEntry[]): number[] {
  return entries.map(({ sequence }) => sequence);
}

/** Ascending entries with gaps, as a few appends. */
export const appends: fc.Arbitrary<JournalEntry[][]> = fc
  .array(
    fc.array(
      fc.record({
        step: fc.integer({ min: 1, max: 5 }),
        isBarrier: fc.boolean(),
        payload: fc.uint8Array({ maxLength: 40 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    { maxLength: 6 },
  )
  .map((groups) => {
    let sequence = 0;
    return groups.map((group) =>
      group.map(({ step, isBarrier, payload }) => ({
        sequence: (sequence += step),
        isBarrier,
        payload: new Uint8Array(payload),
      })),
    );
  });

export function concatenate(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** As it lies on the disk: padded to whole blocks. */
export function fileOf(header: JournalHeader, ...records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = concatenate(encodeHeader(header), ...records);
  return concatenate(bytes, new Uint8Array(wholeBlocks(bytes.length) - bytes.length));
}
