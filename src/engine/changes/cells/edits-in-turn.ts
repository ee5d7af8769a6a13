import type { CurrentTable } from "../../current-table.ts";
import type { RunningDatabase } from "../../database-runtime.ts";
import type { Emitter } from "../../emitter.ts";
import type { EngineEvents } from "../../engine-events.ts";
import { PersistentTableError } from "../../errors.ts";
import type { CellValue } from "../../rows/grid-data.ts";
import type { GridRows } from "../../rows/grid-rows.ts";
import type { Job } from "../../scheduling/job.ts";
import type { AppliedChange, ChangeContext } from "../change.ts";
import type { ChangeTurn, TableChanges } from "../table-changes.ts";
import { editsOf, priorityOf, recordOf, tellEdits, type Describe, type PlacedWrite } from "./placed-write.ts";
import { typeCells } from "./type-cells.ts";
import { changeCells, type CellChange } from "./write-cells.ts";

export interface EditsInTurnParts {
  readonly table: CurrentTable;
  readonly rows: GridRows;
  readonly changes: TableChanges;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly events: Emitter<EngineEvents>;
}

interface Options {
  signal?: AbortSignal;
}

interface AppliedEdits extends AppliedChange {
  readonly changes: readonly CellChange[];
}

/** Edits that show at once, and are made when the changes before them have been. */
export class EditsInTurn {
  readonly #parts: EditsInTurnParts;

  constructor(parts: EditsInTurnParts) {
    this.#parts = parts;
  }

  /** Resolves when the edit is acknowledged. */
  async make(placeAll: () => PlacedWrite[], describe: Describe, options: Options): Promise<void> {
    const { changes, events } = this.#parts;
    const made = await changes.inTurn(async (turn) => {
      // What the reader sees now is what is meant, whatever the rows are when its turn comes.
      const writes = placeAll();
      return writes.length === 0 ? null : await this.#write(writes, { turn, describe, options });
    }, options);
    if (!made) return;
    let durable = false;
    try {
      durable = await changes.acknowledged(made.sequence);
    } finally {
      // The page hears of the edit even where it could not be stored.
      await tellEdits(events, made.writes, { changes: made.changes, durable });
    }
  }

  async #write(
    writes: readonly PlacedWrite[],
    { turn, describe, options }: { turn: ChangeTurn; describe: Describe; options: Options },
  ): Promise<{ writes: readonly PlacedWrite[]; changes: readonly CellChange[]; sequence: number | null }> {
    const { rows } = this.#parts;
    const typed = await this.#typed(writes, describe, options);
    const overlays = rows.setOverlays(editsOf(writes, typed));
    try {
      await turn.arrive();
      const current = this.#followColumns(writes);
      const fits = current.every(({ cell }, index) => cell.type === writes[index]?.cell.type);
      const values = fits ? typed : await this.#typed(current, describe, options);
      const { applied, sequence } = await turn.commit<AppliedEdits>({
        kind: "cells",
        priority: priorityOf(writes),
        apply: (context) => applyEdits(context, current, values),
        journalled: ({ changes }) => {
          const edits = changes.map(({ rowId, columnId, newValue }) => ({ rowId, columnId, value: newValue }));
          return edits.length > JOURNALLED_CELLS ? null : { kind: "cells", edits };
        },
        onCommit: () => rows.settleOverlays(overlays, values),
        shownBy: writes.length === 1 ? rows : null,
      });
      return { writes: current, changes: applied?.changes ?? [], sequence };
    } catch (error) {
      rows.revertOverlays(overlays);
      throw error;
    }
  }

  #typed(writes: readonly PlacedWrite[], describe: Describe, options: Options): Promise<CellValue[]> {
    return typeCells(
      writes.map(({ value, cell }) => ({ input: value, column: cell })),
      {
        startDatabase: this.#parts.startDatabase,
        describe: (index, reason) => describe(reason, writes[index]),
        priority: priorityOf(writes),
        ...options,
      },
    );
  }

  /** The writes with their columns as they are now. */
  #followColumns(writes: readonly PlacedWrite[]): PlacedWrite[] {
    const columns = new Map(this.#parts.table.schema.columns.map((column) => [column.id, column]));
    return writes.map((write) => {
      const cell = columns.get(write.cell.id);
      if (cell) return { ...write, cell };
      throw new PersistentTableError(
        "unknown-column",
        `The column "${write.cell.name}" was dropped before its cell was written.`,
      );
    });
  }
}

/** To encode more cells would hold up the page: the next snapshot takes them. */
const JOURNALLED_CELLS = 50_000;

async function* applyEdits(
  context: ChangeContext,
  writes: readonly PlacedWrite[],
  values: readonly CellValue[],
): Job<AppliedEdits | null> {
  const changes = yield* changeCells(context, editsOf(writes, values));
  if (changes.length === 0) return null;
  const record = recordOf(changes, context.state.schema.columns);
  return { outcome: record.outcome(context), undo: record, changes };
}
