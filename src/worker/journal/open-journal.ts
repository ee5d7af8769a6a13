import type { JournalEntry } from "../protocol.ts";
import { copyAside } from "../set-aside.ts";
import type { StorageFile, StorageFolder } from "../storage.ts";
import { Journal, JOURNAL_NAMES } from "./journal.ts";
import { joinScans } from "./journal-content.ts";
import { type JournalScan, type JournalTail, scanJournal } from "./journal-scan.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface OpenedJournal {
  readonly journal: Journal;
  readonly entries: readonly JournalEntry[];
  /** What was lost, in words for the user. */
  readonly warnings: readonly string[];
}

/**
 * `oldestNeeded`: the lowest of the newest versions that the valid slots name. Null, when there is no table: its changes
 * are of no use, and must not be taken for those of another one.
 */
export async function openJournal(
  folder: StorageFolder,
  files: readonly [StorageFile, StorageFile],
  contents: readonly [Bytes, Bytes],
  oldestNeeded: number | null,
): Promise<OpenedJournal> {
  const scans: readonly [JournalScan, JournalScan] = [scanJournal(contents[0]), scanJournal(contents[1])];
  const journal = new Journal(files, scans);
  if (oldestNeeded === null) {
    journal.erase();
    journal.prepare();
    return { journal, entries: [], warnings: [] };
  }
  const { entries, losses } = joinScans(scans, oldestNeeded);
  const copies: string[] = [];
  for (const [index, loss] of losses.entries()) {
    const name = loss === "damaged" ? JOURNAL_NAMES[index] : undefined;
    const copy = name && (await copyAside(folder, name, contents[index] ?? new Uint8Array()));
    if (copy) copies.push(copy);
  }
  journal.prepare();
  return { journal, entries, warnings: lossWarnings(losses, copies) };
}

function lossWarnings(losses: readonly JournalTail[], copies: readonly string[]): string[] {
  if (losses.includes("damaged")) {
    const kept = copies.length > 0 ? ` What was found is kept as ${copies.join(", ")}.` : "";
    return [`The journal of the latest changes was damaged: some of the changes since the last save are lost.${kept}`];
  }
  if (losses.includes("torn")) {
    return ["The last change was not written completely: the table is as it was before it."];
  }
  return [];
}
