import type { JournalEntry } from "../../worker/protocol.ts";
import type { AppliedChange, ChangeContext, TableState, TouchedRows, UndoRecord } from "../changes/change.ts";
import { writeCellsInBulk } from "../changes/cells/write-cells-in-bulk.ts";
import { FEW_CELLS, writeCells } from "../changes/cells/write-cells.ts";
import { addRows } from "../changes/rows/add-rows.ts";
import { deleteRows } from "../changes/rows/delete-rows.ts";
import { runTransform, type TransformContext } from "../changes/transforms/run-transform.ts";
import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import { isDatabaseDeath } from "../errors.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import type { Job } from "../scheduling/job.ts";
import type { ChangeRecord } from "./change-record.ts";
import { decodeAhead, decodedRecord } from "./decoded-records.ts";
import { CellCollection, editsOf } from "./journalled-cells.ts";

export interface ReplayOptions extends RunningDatabase {
  readonly table: CurrentTable;
  /** Called synchronously when the database has the changes up to `sequence`. `before`: what the table was. */
  readonly onReplayed: (sequence: number, touched: TouchedRows, before: TableState) => void;
  /** Of an earlier replay that this one continues. */
  readonly records?: ReadonlyMap<number, UndoRecord>;
  readonly loaded?: LoadedCells | undefined;
  readonly signal?: AbortSignal;
}

export interface Replay {
  /** Of changes that only tables of the database can take back, by sequence: they are as their changes left them. */
  readonly records: ReadonlyMap<number, UndoRecord>;
  /** Why the changes from some point on could not be made again; null: all were. */
  readonly failure: unknown;
}

/** Cells that were loaded as changes of the journal left them. */
export interface LoadedCells {
  /** Of the last of these changes. */
  readonly sequence: number;
  readonly isHeld: (edit: CellEdit) => boolean;
}

interface Step {
  /** Of its last change. */
  readonly sequence: number;
  readonly record: ChangeRecord;
  /** Whether the table has the edit already. */
  readonly isHeld: (edit: CellEdit) => boolean;
}

/** As many as are written in a slice or two. */
const CELLS_PER_STEP = 20_000;

/** Makes the changes of a journal again, in their order, each in a transaction of its own. */
export async function replayChanges(entries: readonly JournalEntry[], options: ReplayOptions): Promise<Replay> {
  const records = new Map(options.records);
  try {
    for (const step of stepsOf(entries, options.loaded)) await replayStep(step, records, options);
    return { records, failure: null };
  } catch (error) {
    if (isDatabaseDeath(error) || options.signal?.aborted) throw error;
    return { records, failure: error };
  }
}

async function replayStep(
  { sequence, record, isHeld }: Step,
  records: Map<number, UndoRecord>,
  { queue, database, table, onReplayed, signal }: ReplayOptions,
): Promise<void> {
  const committed = Promise.withResolvers<boolean>();
  const writing = queue.write(
    (connection) => {
      const context = { connection, state: table.state, committed: committed.promise, database, queue };
      return record.kind === "cells"
        ? applyCells(context, record.edits, isHeld)
        : applyRecord(context, record, records);
    },
    {
      priority: "user-visible",
      ...(signal && { signal }),
      onCommit: (applied) => {
        committed.resolve(true);
        if (applied?.undo) records.set(sequence, applied.undo);
        const before = table.state;
        if (applied) table.changed(applied.outcome.state);
        onReplayed(sequence, applied?.outcome.touched ?? { kind: "ranges", ranges: [] }, before);
      },
    },
  );
  await writing.finally(() => committed.resolve(false));
}

type Applied = Omit<AppliedChange, "undo"> & Partial<AppliedChange>;

async function* applyRecord(
  context: TransformContext,
  record: Exclude<ChangeRecord, { kind: "cells" }>,
  records: ReadonlyMap<number, UndoRecord>,
): Job<Applied | null> {
  switch (record.kind) {
    case "add-rows":
      return yield* addRows(context, typedRows(context, record), record.firstId);
    case "delete-rows":
      return yield* deleteRows(context, record.ids);
    case "transform":
      return yield* runTransform(record.steps, context);
    case "undo":
    case "redo": {
      const undo = records.get(record.of);
      if (!undo) throw new RangeError(`The journal takes back change ${record.of}, which it does not have.`);
      return { outcome: yield* undo[record.kind](context) };
    }
  }
}

/** A cell whose row or column is gone had no effect when it was written, and has none now. */
async function* applyCells(
  context: ChangeContext,
  edits: readonly CellEdit[],
  isHeld: (edit: CellEdit) => boolean,
): Job<Applied> {
  const { state } = context;
  const missing = edits.filter((edit) => !isHeld(edit));
  if (missing.length > FEW_CELLS) yield* writeCellsInBulk(context, missing);
  else {
    const columns = new Set(state.schema.columns.map(({ id }) => id));
    const present = missing.filter(({ columnId }) => columns.has(columnId));
    yield* writeCells(context, present);
  }
  const ranges = edits.map(({ rowId }) => ({ firstId: rowId, endId: rowId + 1 }));
  const columnIds = [...new Set(edits.map(({ columnId }) => columnId))];
  return { outcome: { state, touched: { kind: "ranges", ranges, columnIds }, changedRows: edits.length } };
}

function typedRows({ state }: ChangeContext, { rowCount, columns }: Extract<ChangeRecord, { kind: "add-rows" }>) {
  const known = new Map(state.schema.columns.map((column) => [column.id, column]));
  const typed = columns.flatMap(({ columnId, values }) => {
    const column = known.get(columnId);
    return column ? [{ column, values: [...values] }] : [];
  });
  return { rowCount, columns: typed };
}

/**
 * Edits that follow each other are one step; those that are loaded, and those that are not, are steps of their own. Throws
 * at an entry that cannot be decoded, when what is before it is told.
 */
function* stepsOf(entries: readonly JournalEntry[], loaded: LoadedCells | undefined): Generator<Step, void, void> {
  decodeAhead(entries);
  const cells = new CellCollection();
  let last = 0;
  function* collected(): Generator<Step, void, void> {
    const isHeld = loaded && last <= loaded.sequence ? loaded.isHeld : NONE;
    if (cells.size > 0) yield { sequence: last, record: { kind: "cells", edits: cells.all }, isHeld };
    cells.clear();
  }
  for (const entry of entries) {
    const { sequence } = entry;
    const edits = editsOf(entry);
    if (!edits || cells.size >= CELLS_PER_STEP || last === loaded?.sequence) yield* collected();
    if (edits) cells.add(edits);
    else yield { sequence, record: decodedRecord(entry), isHeld: NONE };
    last = sequence;
  }
  yield* collected();
}

const NONE = (): boolean => false;
