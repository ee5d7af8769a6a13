import type { DecodedSlot } from "./manifest.ts";
import type { StorageFolder } from "./storage.ts";
import { writeAll } from "./storage.ts";

/**
 * Keeps what a damaged slot holds in files named `damaged-…`, and, when no slot is left to name them, the data files as
 * well. Returns what happened in words for the user.
 */
export async function setAsideDamage(
  folder: StorageFolder,
  contents: readonly Uint8Array<ArrayBuffer>[],
  slots: readonly [DecodedSlot, DecodedSlot],
): Promise<string[]> {
  const damaged = slots.flatMap((slot, index) => (slot.state === "damaged" ? [index] : []));
  if (damaged.length === 0) return [];
  const prefix = asidePrefix(await folder.list(), Date.now());
  const copied = Promise.all(damaged.map((index) => writeCopy(folder, `${prefix}manifest${index}`, contents[index])));
  if (slots.some((slot) => slot.state === "valid")) {
    // On a full disk the table is worth more than a copy of what is of no use.
    const isKept = await copied.then(
      () => true,
      () => false,
    );
    return [
      "One of the two records of the stored table was damaged, or its last save was interrupted: the other one is used." +
        (isKept ? ` The damaged record is kept as ${prefix}manifest${damaged.join("")}.` : ""),
    ];
  }
  await copied;
  for (const name of await folder.list()) {
    if (/^p\d+\.parquet$/.test(name)) await folder.rename(name, prefix + name);
  }
  return [
    "The stored table could not be read: its record is damaged, or its first save was interrupted. " +
      `What was found is kept in files beginning with ${prefix}; the data are Parquet files.`,
  ];
}

/** Begins the names of files that are kept for good; none of `names` begins with it. */
export function asidePrefix(names: readonly string[], time: number): string {
  const prefix = `damaged-${time}-`;
  return names.some((name) => name.startsWith(prefix)) ? asidePrefix(names, time + 1) : prefix;
}

async function writeCopy(
  folder: StorageFolder,
  name: string,
  bytes: Uint8Array<ArrayBuffer> | undefined,
): Promise<void> {
  if (!bytes) return;
  const file = await folder.open(name);
  try {
    writeAll(file, bytes, name);
    file.flush();
  } finally {
    file.close();
  }
}
