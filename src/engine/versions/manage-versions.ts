import type { TableChanges } from "../changes/table-changes.ts";
import type { VersionInfo } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { TableFollowing } from "../tabs/table-following.ts";
import type { TableStorage } from "../table-storage.ts";
import { versionInfos } from "./version-infos.ts";

export interface ManageParts {
  readonly storage: Pick<TableStorage, "open" | "stored" | "delete" | "freeVersions">;
  /** Throws while another page writes the table. */
  readonly following: Pick<TableFollowing, "assertWriter" | "assertMayDelete" | "announce" | "announceDeletion">;
  readonly changes: Pick<TableChanges, "written">;
}

/** As a reader would see it in a list. */
const MAX_NAME_LENGTH = 200;

/** Oldest first. */
export async function listVersions({ storage }: ManageParts, signal?: AbortSignal): Promise<VersionInfo[]> {
  await storage.open(signal ? { signal } : {});
  return versionInfos(storage.stored.all);
}

/** A version that is named is kept; one whose name is taken away stays kept as it was. */
export async function nameVersion(version: number, name: string | null, parts: ManageParts): Promise<void> {
  if (name !== null && typeof name !== "string") {
    throw new PersistentTableError("invalid-argument", `Found ${typeof name} as the name of a version, expected text.`);
  }
  const given = name?.trim().slice(0, MAX_NAME_LENGTH) ?? "";
  await describe(version, (kept) => (given === "" ? { name: null, kept } : { name: given, kept: true }), parts);
}

export async function keepVersion(version: number, kept: boolean, parts: ManageParts): Promise<void> {
  await describe(version, (_, name) => ({ name, kept }), parts);
}

export async function deleteVersion(version: number, { storage, following }: ManageParts): Promise<void> {
  following.assertWriter();
  await storage.open();
  const { stored } = storage;
  if (stored.find(version) === stored.newest) {
    throw new PersistentTableError(
      "invalid-argument",
      `Version ${version} is the newest, which the changes since then continue: only older ones can be deleted.`,
    );
  }
  await stored.deleteVersion(version);
  following.announce();
}

export async function freeVersions({ storage, following }: ManageParts, signal?: AbortSignal): Promise<void> {
  following.assertWriter();
  const freed = storage.freeVersions().finally(following.announce);
  await untilAborted(freed, signal);
}

/** Also what cannot be read. */
export async function deleteStorage({ storage, following, changes }: ManageParts, signal?: AbortSignal): Promise<void> {
  await storage.open(signal ? { signal } : {}).catch(() => undefined);
  signal?.throwIfAborted();
  await untilAborted(following.assertMayDelete(), signal);
  const deleted = storage.delete(() => changes.written()).then(following.announceDeletion);
  await untilAborted(deleted, signal);
}

async function describe(
  version: number,
  change: (kept: boolean, name: string | null) => { name: string | null; kept: boolean },
  { storage, following }: ManageParts,
): Promise<void> {
  following.assertWriter();
  await storage.open();
  const { kept, name } = storage.stored.find(version);
  await storage.stored.describe(version, change(kept, name));
  following.announce();
}
