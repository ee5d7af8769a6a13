import type { JournalEntry, StoredVersion } from "../../worker/protocol.ts";
import type { TableChanges } from "../changes/table-changes.ts";
import type { CurrentTable } from "../current-table.ts";
import type { DatabaseRuntime } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import { PersistentTableError, toTableError } from "../errors.ts";
import { leadingCells } from "../journal/journalled-cells.ts";
import { type LoadedCells, type Replay, replayChanges } from "../journal/replay-changes.ts";
import { CellPatch } from "../persistence/cell-patch.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { TableStorage } from "../table-storage.ts";

export interface StoredOpening {
  readonly signal: AbortSignal;
  /** What is more urgent. */
  readonly after?: Promise<void>;
  readonly keepsHistory?: boolean;
}

export interface OpenStoredParts {
  readonly runtime: DatabaseRuntime;
  readonly table: CurrentTable;
  readonly storage: TableStorage;
  readonly changes: Pick<TableChanges, "release">;
  readonly events: Emitter<EngineEvents>;
  /** Makes `version` the table. */
  readonly load: (version: StoredVersion, options: StoredOpening & { patch: CellPatch | null }) => Promise<void>;
}

/** A worker may die of what it reads. */
const MAX_ATTEMPTS = 5;
/** Fewer the database writes in the time that passing a part of the rows through the page takes. */
const MIN_PATCHED_CELLS = 100;

/**
 * Makes the newest stored version that can be read the table, with every change since it. Where files are damaged, an
 * older version takes its place, and the reader is told. Null: nothing is stored.
 */
export async function openStoredTable(parts: OpenStoredParts, options: StoredOpening): Promise<Replay | null> {
  const { stored } = parts.storage;
  for (let attempt = 1; ; attempt++) {
    const { opening } = stored;
    try {
      return await openNewest(parts, options);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) throw error;
      // The page slept, or the table was taken over, while it was read.
      const isReopened = await untilAborted(stored.reopenedAfter(error, opening), options.signal);
      if (!isReopened) throw error;
    }
  }
}

async function openNewest(parts: OpenStoredParts, options: StoredOpening): Promise<Replay | null> {
  const { storage, events } = parts;
  let damage: PersistentTableError | null = null;
  for (const version of storage.stored.candidates) {
    try {
      const { replay, isComplete } = await openVersion(parts, version, options);
      if (damage) events.emit("storage-warning", { reason: "damaged", message: openedInstead(version, isComplete) });
      return replay;
    } catch (error) {
      if (!(error instanceof PersistentTableError) || error.code !== "storage-corrupt") throw error;
      if (await storage.stored.isOutdated()) return await openNewest(parts, options);
      damage ??= error;
    }
  }
  if (damage) throw damage;
  return null;
}

async function openVersion(
  parts: OpenStoredParts,
  version: StoredVersion,
  options: StoredOpening,
): Promise<{ replay: Replay; isComplete: boolean }> {
  const { storage, table, events } = parts;
  const { epoch } = table;
  try {
    const replay = (await withPatch(parts, version, options)) ?? (await loadAndReplay(parts, version, options));
    if (replay.failure) {
      const { message } = toTableError(replay.failure, "storage-corrupt", "A stored change could not be made again");
      events.emit("storage-warning", { reason: "damaged", message: `${message} The table is as it was before it.` });
    }
    return { replay, isComplete: storage.replayEnded() };
  } catch (error) {
    if (options.signal.aborted && table.exists && table.epoch !== epoch) {
      // With some of its changes it is no state that ever was.
      table.lose(error as Error);
      storage.reopened(version);
    }
    throw error;
  }
}

/**
 * The cells that were changed since the version, before anything else was, are written into its rows on their way. Null:
 * there are few, or a change could not be made: then what came after it must not be there either.
 */
async function withPatch(
  parts: OpenStoredParts,
  version: StoredVersion,
  options: StoredOpening,
): Promise<Replay | null> {
  const { cells, sequence } = leadingCells(await parts.storage.changesAfter(version));
  if (cells.length < MIN_PATCHED_CELLS) return null;
  const patch = new CellPatch(cells, version.columns);
  try {
    const loaded = { sequence, isHeld: patch.has.bind(patch) };
    const replay = await loadAndReplay(parts, version, options, { patch, loaded });
    if (!replay.failure) return replay;
    await parts.changes.release([...replay.records.values()]);
  } catch (error) {
    if (options.signal.aborted || error instanceof PersistentTableError) throw error;
  }
  return null;
}

/** There may be more changes to be made when the version is loaded than there were before. */
async function loadAndReplay(
  { runtime, table, storage, load }: OpenStoredParts,
  version: StoredVersion,
  options: StoredOpening,
  { patch, loaded }: { patch: CellPatch | null; loaded?: LoadedCells } = { patch: null },
): Promise<Replay> {
  await load(version, { ...options, patch });
  const entries: readonly JournalEntry[] = await storage.changesAfter(version);
  return await replayChanges(entries, {
    ...(await runtime.start()),
    table,
    onReplayed: (sequence, touched) => storage.replayed(sequence, touched),
    loaded,
    signal: options.signal,
  });
}

function openedInstead({ savedAt }: StoredVersion, isComplete: boolean): string {
  const changes = isComplete
    ? "and the changes since then were made again: nothing is missing."
    : "without the changes since then, which could not be read.";
  return (
    "The newest saved version of the table is damaged; its file is kept beside the others. The table was opened as it " +
    `was saved on ${new Date(savedAt).toLocaleString()}, ${changes}`
  );
}
