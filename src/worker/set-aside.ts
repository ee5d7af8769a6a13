import type { DecodedSlot } from "./manifest.ts";
import type { StorageFolder } from "./storage.ts";
import { writeAll } from "./storage.ts";

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
 * Keeps what a damaged slot holds in files named `damaged-…`, and, when no slot is left to name them, the data files and
 * the journals as well. Returns what happened in words for the user.
 */
export async function setAsideDamage(
  folder: StorageFolder,
  contents: readonly Bytes[],
  slots: readonly [DecodedSlot, DecodedSlot],
  journals: readonly Bytes[],
): Promise<string[]> {
  const damaged = slots.flatMap((slot, index) => (slot.state === "damaged" ? [index] : []));
  if (damaged.length === 0) return [];
  const prefix = await damagedPrefix(folder);
  const copied = Promise.all(damaged.map((index) => writeCopy(folder, `${prefix}manifest${index}`, contents[index])));
  const isEmpty = damaged.every((index) => contents[index]?.length === 0);
  if (slots.some((slot) => slot.state === "valid")) {
    return [
      "One of the two records of the stored table was damaged, or its last save was interrupted: the other one is used." +
        ((await isWritten(copied)) && !isEmpty
          ? ` The damaged record is kept as ${prefix}manifest${damaged.join("")}.`
          : ""),
    ];
  }
  await copied;
  for (const [index, bytes] of journals.entries()) await writeCopy(folder, `${prefix}journal${index}`, bytes);
  for (const name of await folder.list()) {
    if (/^p\d+\.parquet$/.test(name)) await keepAs(folder, name, prefix + name);
  }
  return [
    "The stored table could not be read: its record is damaged, or its first save was interrupted. " +
      `What was found is kept in files beginning with ${prefix}; the data are Parquet files.`,
  ];
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
