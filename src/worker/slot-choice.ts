import { chooseSlot, type DecodedSlot, type Manifest } from "./manifest.ts";
import type { StoredVersion } from "./protocol.ts";
import { StorageError } from "./storage-error.ts";

/** What the two slots say together. */
export interface SlotChoice {
  /** Of the valid slot with the highest generation. */
  readonly current: Manifest | null;
  /** Versions that only the other slot names, oldest first. */
  readonly former: readonly StoredVersion[];
  /** The lowest of the newest versions of the valid slots: changes after it are needed of the journal. */
  readonly oldestNeeded: number | null;
}

export function chooseManifest(slots: readonly [DecodedSlot, DecodedSlot]): SlotChoice {
  const chosen = chooseSlot(slots);
  const manifests = slots.map((slot) => (slot.state === "valid" ? slot.manifest : null));
  const current = (chosen === null ? null : manifests[chosen]) ?? null;
  const other = (chosen === null ? null : manifests[1 - chosen]) ?? null;
  return {
    current,
    former: formerVersions(current?.versions ?? [], other?.versions ?? []),
    oldestNeeded: oldestNeeded([current?.versions ?? [], other?.versions ?? []]),
  };
}

/** Versions are the same when they have the number and the moment of the save in common. */
export function formerVersions(
  current: readonly StoredVersion[],
  other: readonly StoredVersion[],
): readonly StoredVersion[] {
  return other.filter(
    ({ version, savedAt }) => !current.some((kept) => kept.version === version && kept.savedAt === savedAt),
  );
}

/** `slots`: the versions of each slot, newest last. */
export function oldestNeeded(slots: readonly (readonly StoredVersion[])[]): number | null {
  const newest = slots.flatMap((versions) => versions.at(-1)?.version ?? []);
  return newest.length > 0 ? Math.min(...newest) : null;
}

/** There is a table, and it is whole: neither memory nor an older version may take its place. */
export function newerFormat(formatVersion: number): StorageError {
  return new StorageError(
    "storage-io",
    `The stored table was written by a newer release (storage format ${formatVersion}). Reload the page to get that release; nothing was changed.`,
  );
}
