import type { JournalEntry } from "../protocol.ts";
import { type JournalScan, type JournalTail, lastSequence } from "./journal-scan.ts";

export interface JournalContent {
  /** The file that appends go to; null: neither was begun. */
  readonly active: 0 | 1 | null;
  /** Of both files, ascending. */
  readonly entries: readonly JournalEntry[];
  /** What is lost of each file that is needed. */
  readonly losses: readonly [JournalTail, JournalTail];
}

/**
 * Reads the two files of a table as one journal. `oldestNeeded`: the lowest of the newest versions that the valid slots name;
 * what is not after it is not missed.
 */
export function joinScans(scans: readonly [JournalScan, JournalScan], oldestNeeded: number): JournalContent {
  const active = activeFile(scans);
  if (active === null) return { active, entries: [], losses: ["damaged", "damaged"] };
  const [newer, older] = active === 0 ? scans : [scans[1], scans[0]];
  // A seal tells of a file that is newer still: the other one, in ruins.
  const olderLoss = newer.isSealed ? "damaged" : lossOfOlder(older, newer, oldestNeeded);
  return {
    active,
    entries: [...before(older.entries, newer.entries[0]), ...newer.entries],
    losses: active === 0 ? [newer.tail, olderLoss] : [olderLoss, newer.tail],
  };
}

function activeFile([first, second]: readonly [JournalScan, JournalScan]): 0 | 1 | null {
  if (!first.header && !second.header) return null;
  return (first.header?.number ?? -1) > (second.header?.number ?? -1) ? 0 : 1;
}

/**
 * The newer file tells how far the older one must reach; whatever follows there was never acknowledged. A file without a
 * header is the older one, in the middle of its reset: had it been the newer one, the other would be sealed.
 */
function lossOfOlder(older: JournalScan, newer: JournalScan, oldestNeeded: number): JournalTail {
  // Not even a reset leaves a file without bytes, once there is a journal.
  if (older.isEmpty) return "damaged";
  // Without records in the newer one, the older one may have gone on: a rotation that failed before the seal.
  if (older.header && newer.entries.length === 0 && older.tail !== "clean") return older.tail;
  const after = newer.header?.after ?? 0;
  return after > oldestNeeded && lastSequence(older) < after ? "damaged" : "clean";
}

/**
 * An append that failed and could not be taken back may have left entries in the older file that the newer one holds
 * again.
 */
function before(entries: readonly JournalEntry[], next: JournalEntry | undefined): readonly JournalEntry[] {
  return next ? entries.filter(({ sequence }) => sequence < next.sequence) : entries;
}
