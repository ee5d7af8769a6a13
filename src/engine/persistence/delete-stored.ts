import type { DirtyTracker } from "../changes/dirty-tracker.ts";
import type { Durability } from "../journal/durability.ts";
import type { StoredIdentity } from "./stored-identity.ts";
import type { StoredVersions } from "./stored-versions.ts";

export interface DeletionParts {
  readonly stored: StoredVersions;
  readonly identity: StoredIdentity;
  readonly tracker: DirtyTracker;
  readonly durability: Durability;
}

/** As `TableStorage.delete`, while no save runs. */
export async function deleteStored(parts: DeletionParts, written: () => Promise<void>): Promise<void> {
  const { stored, tracker, durability } = parts;
  await stored.open().catch(() => undefined);
  // From now on, and should it fail halfway as well, only a snapshot can hold a change.
  const last = durability.forget();
  try {
    await written();
    await stored.delete();
    forget(parts, last);
  } catch (error) {
    tracker.forgetBase();
    throw error;
  }
}

/** Nothing is stored any more. What is on the screen is not stored again before its next change. */
export function forgetStored(parts: DeletionParts): void {
  forget(parts, parts.durability.forget());
}

function forget({ identity, tracker, durability }: DeletionParts, last: number): void {
  identity.forget();
  tracker.forgetStored();
  durability.journal.forget(last);
}
