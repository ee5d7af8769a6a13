import { joinScans } from "./journal/journal-content.ts";
import { scanJournal } from "./journal/journal-scan.ts";
import type { DecodedSlot } from "./manifest.ts";
import type { StoredVersion } from "./protocol.ts";
import { chooseManifest } from "./slot-choice.ts";
import type { StorageFolder } from "./storage.ts";
import { writeAll } from "./storage.ts";
import { toStorageError } from "./storage-error.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Begins the names of what is kept of damage; no other file has it, also when the clock went back. */
export async function damagedPrefix(folder: StorageFolder): Promise<string> {
  const names = await folder.list();
  for (let time = Date.now(); ; time++) {
    const prefix = `damaged-${time}-`;
    if (!names.some((name) => name.startsWith(prefix))) return prefix;
  }
}

/**
 * Keeps what a damaged slot holds in files named `damaged-…`, with the data files that no slot names any more where they
 * alone hold what was saved, and, when no slot is left, the journals. Returns what happened in words for the user.
 */
export async function setAsideDamage(
  folder: StorageFolder,
  contents: readonly Bytes[],
  slots: readonly [DecodedSlot, DecodedSlot],
  journals: readonly [Bytes, Bytes],
): Promise<string[]> {
  const damaged = slots.flatMap((slot, index) => (slot.state === "damaged" ? [index] : []));
  if (damaged.length === 0) return [];
  const prefix = await damagedPrefix(folder);
  const copied = Promise.all(damaged.map((index) => writeCopy(folder, `${prefix}manifest${index}`, contents[index])));
  const isEmpty = damaged.every((index) => contents[index]?.length === 0);
  const { current } = chooseManifest(slots);
  if (current) {
    const isKept = (await isWritten(copied)) && !isEmpty;
    const dataFiles = isEmpty ? 0 : await keepUnnamedData(folder, prefix, current.versions, journals);
    return [
      "One of the two records of the stored table was damaged, or its last save was interrupted: the other one is used." +
        (isKept ? ` The damaged record is kept as ${prefix}manifest${damaged.join("")}.` : "") +
        dataWarning(dataFiles, prefix),
    ];
  }
  await copied;
  for (const [index, bytes] of journals.entries()) await writeCopy(folder, `${prefix}journal${index}`, bytes);
  for (const name of await folder.list()) if (isDataFile(name)) await keepAs(folder, name, prefix + name);
  return [
    "The stored table could not be read: its record is damaged, or its first save was interrupted. " +
      `What was found is kept in files beginning with ${prefix}; the data are Parquet files.`,
  ];
}

/**
 * Where the changes after the newest of `versions` end at one that the journal cannot hold, or has not, only data files
 * may hold what was saved since: those that the versions do not name. Returns how many are kept.
 */
async function keepUnnamedData(
  folder: StorageFolder,
  prefix: string,
  versions: readonly StoredVersion[],
  journals: readonly [Bytes, Bytes],
): Promise<number> {
  if (leadsOn(journals, versions.at(-1)?.version ?? 0)) return 0;
  const named = new Set(versions.flatMap(({ segments }) => segments.map(({ file }) => file)));
  let kept = 0;
  for (const name of await folder.list()) {
    if (!isDataFile(name) || named.has(name) || !(await isFilled(folder, name))) continue;
    await keepAs(folder, name, prefix + name);
    kept++;
  }
  return kept;
}

/** Whether every change after `version` can be made again. */
function leadsOn(journals: readonly [Bytes, Bytes], version: number): boolean {
  const { entries, losses } = joinScans([scanJournal(journals[0]), scanJournal(journals[1])], version);
  const later = entries.filter(({ sequence }) => sequence > version);
  const isWhole = later.every(({ sequence, isBarrier }, index) => !isBarrier && sequence === version + 1 + index);
  return isWhole && !losses.includes("damaged");
}

function dataWarning(count: number, prefix: string): string {
  if (count === 0) return "";
  const files = count === 1 ? "one Parquet file" : `${count} Parquet files`;
  return ` What was saved last may be missing in the table: its data are kept in ${files} beginning with ${prefix}p.`;
}

function isDataFile(name: string): boolean {
  return /^p\d+\.parquet$/.test(name);
}

async function isFilled(folder: StorageFolder, name: string): Promise<boolean> {
  const file = await folder.open(name);
  try {
    return file.getSize() > 0;
  } finally {
    file.close();
  }
}

/** Keeps a copy of each of these files, or of none: then it throws. */
export async function copyAllAside(folder: StorageFolder, contents: ReadonlyMap<string, Bytes>): Promise<void> {
  const prefix = await damagedPrefix(folder);
  try {
    for (const [name, bytes] of contents) await writeCopy(folder, prefix + name, bytes);
  } catch (error) {
    // A part of a copy is of no use where there is no room.
    for (const name of contents.keys()) await folder.remove(prefix + name).catch(() => undefined);
    throw toStorageError(error, `setting ${[...contents.keys()].join(" and ")} aside`);
  }
}

/** Keeps a copy of a damaged file, as far as the disk has room: the table is worth more than a copy of what is of no use. */
export async function copyAside(folder: StorageFolder, name: string, bytes: Bytes): Promise<string | null> {
  if (bytes.length === 0) return null;
  const copy = (await damagedPrefix(folder)) + name;
  return (await isWritten(writeCopy(folder, copy, bytes))) ? copy : null;
}

/** The flush makes the new name last: a free file of the old name would be emptied. */
async function keepAs(folder: StorageFolder, name: string, to: string): Promise<void> {
  await folder.rename(name, to);
  const file = await folder.open(to);
  try {
    file.flush();
  } finally {
    file.close();
  }
}

function isWritten(copied: Promise<unknown>): Promise<boolean> {
  return copied.then(
    () => true,
    () => false,
  );
}

async function writeCopy(folder: StorageFolder, name: string, bytes: Bytes | undefined): Promise<void> {
  if (!bytes || bytes.length === 0) return;
  const file = await folder.open(name);
  try {
    writeAll(file, bytes, name);
    file.flush();
  } finally {
    file.close();
  }
}
