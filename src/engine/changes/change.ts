import type { RowExtent } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import type { ChangeRecord } from "../journal/change-record.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import type { Column, TableSchema } from "../schema.ts";
import type { InputPacing } from "../scheduling/input-pacing.ts";
import type { Job } from "../scheduling/job.ts";

/** What the table is, apart from its cells. */
export interface TableState {
  readonly schema: TableSchema;
  readonly extent: RowExtent;
  /** Higher than any id ever given. */
  readonly nextRowId: number;
}

/** Half-open. */
export interface IdRange {
  readonly firstId: number;
  readonly endId: number;
}

/** Which rows a change wrote, added or removed: what the next snapshot has to hold anew. */
export type TouchedRows =
  /** Only names, order or number of columns. */
  | { readonly kind: "schema" }
  /** Rows within these ids. */
  /** With `columnIds`, rows that were there before and are there now differ in these columns only. */
  | { readonly kind: "ranges"; readonly ranges: readonly IdRange[]; readonly columnIds?: readonly number[] }
  | { readonly kind: "all" };

/** What a change left when its transaction committed. */
export interface ChangeOutcome {
  readonly state: TableState;
  readonly touched: TouchedRows;
  /** Rows that have another value, are new or are gone; of a single update with a condition: those that this names. */
  readonly changedRows: number;
  /** Another table took this one's place: any id may have another row. */
  readonly isOtherTable?: boolean;
}

export interface ChangeProgress {
  /** From 1. */
  readonly step: number;
  readonly steps: number;
  readonly rowsDone: number;
  readonly totalRows: number;
  /** In 0..1 over all steps, never falling. */
  readonly progress: number;
}

/** What writing takes. */
export interface WriteContext {
  readonly connection: Connection;
  /** The table before the change. */
  readonly state: TableState;
}

export interface ChangeContext extends WriteContext {
  readonly onProgress?: (progress: ChangeProgress) => void;
  /** Whether the transaction was committed, once it has ended. */
  readonly committed: Promise<boolean>;
  /** Whether the reader scrolls or types: then in shorter slices. */
  readonly pacing?: Pick<InputPacing, "hasInput">;
}

/** A change that was made, and the way back. */
export interface AppliedChange {
  readonly outcome: ChangeOutcome;
  readonly undo: UndoRecord;
}

/** A part of how the table was before a change, where it was another than after it. */
export type FormerPart =
  | { readonly kind: "edits"; readonly edits: readonly CellEdit[] }
  /** Cells of columns in a table of the history, by row id. */
  | {
      readonly kind: "cells";
      readonly table: string;
      readonly ranges: readonly IdRange[];
      readonly cells: readonly { readonly column: Column; readonly name: string }[];
    }
  /** Rows that were there, in such a table. */
  | {
      readonly kind: "rows";
      readonly table: string;
      readonly ranges: readonly IdRange[];
      readonly columns: readonly Column[];
    }
  /** Rows that were not; `table` holds their ids, else they are all those within the ranges. */
  | { readonly kind: "absent"; readonly ranges: readonly IdRange[]; readonly table?: string };

export interface FormerState {
  /** Null: as after the change. */
  readonly columns: readonly Column[] | null;
  readonly parts: readonly FormerPart[];
}

/**
 * What it takes to take a change back, and to make it again: values in memory, or tables of the database (named
 * `__pt_undo_…`) that live as long as the record. Runs in the writer's transaction; when that rolls back, the record
 * is as before.
 */
export interface UndoRecord {
  /** For the reader, e.g. `Update price`, `Delete 3 rows`. */
  readonly label: string;
  /** What it holds, about. */
  readonly byteLength: number;
  /** It has no tables of the database: it outlives that, and there is nothing to release. */
  readonly isInMemory: boolean;
  /** From the state after the change to the one before it. */
  undo(context: ChangeContext): Job<ChangeOutcome>;
  /** From the state before the change to the one after it. */
  redo(context: ChangeContext): Job<ChangeOutcome>;
  /** What `undo` or `redo` does, for the journal; null: what takes the record's own tables. */
  journalled(direction: "undo" | "redo"): ChangeRecord | null;
  /** How the table was before the change, while it is made; null: that cannot be told in parts. */
  former(): Job<FormerState | null>;
  /** Lets go of what it holds; it is of no use afterwards. */
  release(connection: Connection): Promise<void>;
}
