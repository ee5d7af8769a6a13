import type { JournalEntry } from "../../worker/protocol.ts";

/** The changes that can be made on a snapshot of `version`, in order: without a gap, up to the first barrier. */
export function entriesAfter(journal: readonly JournalEntry[], version: number): JournalEntry[] {
  const later = new Map(journal.map((entry) => [entry.sequence, entry]));
  const entries: JournalEntry[] = [];
  for (let next = later.get(version + 1); next && !next.isBarrier; next = later.get(next.sequence + 1)) {
    entries.push(next);
  }
  return entries;
}

/** Of the last change that the journal holds; 0: it holds none. */
export function lastSequence(journal: readonly JournalEntry[]): number {
  return journal.reduce((last, { sequence }) => Math.max(last, sequence), 0);
}
