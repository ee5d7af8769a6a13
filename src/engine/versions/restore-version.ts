import type { StoredVersion } from "../../worker/protocol.ts";
import type { ChangeRequest, TableChanges } from "../changes/table-changes.ts";
import type { CurrentTable } from "../current-table.ts";
import type { TableLoader } from "../loading/table-loader.ts";
import type { LoadRunner } from "../loading/load-runner.ts";
import type { TableStorage } from "../table-storage.ts";
import { swapTable, type TableToSwap } from "./swapped-table.ts";

export interface RestoreParts {
  readonly table: CurrentTable;
  readonly storage: TableStorage;
  readonly loads: LoadRunner;
  readonly loader: Pick<TableLoader, "restore" | "stage" | "drop">;
  /** Throws while another page writes the table. */
  readonly following: { assertWriter(): void };
  readonly changes: Pick<TableChanges, "inTurn" | "acknowledged">;
}

/** Makes the table what a stored version holds: one change, that can be undone. The present rows stay until it is there. */
export async function restoreVersion(number: number, parts: RestoreParts, signal?: AbortSignal): Promise<void> {
  const { table, storage, loads, loader, changes, following } = parts;
  following.assertWriter();
  let sequence: number | null = null;
  await loads.run("storage", signal, async (loadSignal) => {
    await storage.open({ signal: loadSignal });
    const version = storage.stored.find(number);
    if (!table.exists) {
      await loader.restore(version, loadSignal);
      return true;
    }
    sequence = await takeVersion(version, parts, loadSignal);
    return "shown";
  });
  await changes.acknowledged(sequence);
}

/** Resolves to the change's number; null: the table was that version. */
async function takeVersion(version: StoredVersion, parts: RestoreParts, signal: AbortSignal): Promise<number | null> {
  const { storage, loader, changes } = parts;
  const release = await storage.stored.hold(version.version);
  const staged = { name: "", isTaken: false };
  try {
    staged.name = await loader.stage(version, { signal });
    return await changes.inTurn(
      async ({ arrive, commit }) => {
        await arrive();
        if (storage.isPresent(version)) return null;
        return (await commit(changeTo(version, staged, parts))).sequence;
      },
      { signal },
    );
  } finally {
    release();
    if (staged.name && !staged.isTaken) await loader.drop(staged.name);
  }
}

function changeTo(
  version: StoredVersion,
  staged: { readonly name: string; isTaken: boolean },
  { table, storage }: RestoreParts,
): ChangeRequest {
  const { columns, nextColumnId, nextRowId } = version;
  const other: TableToSwap = {
    label: `Restore the version ${describe(version)}`,
    name: staged.name,
    schema: { columns, nextColumnId },
    nextRowId,
  };
  return {
    kind: "transform",
    priority: "user-visible",
    apply: (context) => swapTable(other, context),
    journalled: () => null,
    onCommit: () => {
      staged.isTaken = true;
      table.restored();
      // What the version shares with the present one is not written again.
      storage.restored(version, storage.version);
    },
  };
}

/** `“before the rise”`, `of Nov 25, 2026, 2:31 PM`. */
function describe({ name, savedAt }: StoredVersion): string {
  if (name) return `“${name}”`;
  return `of ${new Date(savedAt).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}`;
}
