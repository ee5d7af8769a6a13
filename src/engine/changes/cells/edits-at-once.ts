import type { CurrentTable } from "../../current-table.ts";
import type { Emitter } from "../../emitter.ts";
import type { EngineEvents } from "../../engine-events.ts";
import type { EngineStatus } from "../../engine-status.ts";
import { isDatabaseDeath } from "../../errors.ts";
import type { CellEdit } from "../../rows/edit-overlay.ts";
import type { CellValue } from "../../rows/grid-data.ts";
import type { GridRows } from "../../rows/grid-rows.ts";
import type { TableFaces } from "../../faces/table-faces.ts";
import type { TableStorage } from "../../table-storage.ts";
import type { ViewRunner } from "../../view-runner.ts";
import type { TouchedRows } from "../change.ts";
import type { TableChanges } from "../table-changes.ts";
import { editsOf, priorityOf, recordOf, tellEdits, type Describe, type PlacedWrite } from "./placed-write.ts";
import { typeAtOnce } from "./type-cells.ts";
import { sameValue, type CellChange } from "./write-cells.ts";

export interface EditsAtOnceParts {
  readonly table: CurrentTable;
  readonly rows: GridRows;
  readonly faces: TableFaces;
  readonly changes: TableChanges;
  readonly storage: TableStorage;
  readonly views: ViewRunner;
  readonly status: EngineStatus;
  readonly events: Emitter<EngineEvents>;
}

export interface PreparedEdit {
  readonly writes: readonly PlacedWrite[];
  readonly edits: readonly CellEdit[];
  /** Null: only the database knows what is in the cell now. */
  readonly changes: readonly CellChange[] | null;
}

/** Edits that are acknowledged as soon as the journal has them; the database follows. */
export class EditsAtOnce {
  readonly #parts: EditsAtOnceParts;
  /** Edits on their way that the history gets with their commit. */
  #late = 0;

  constructor(parts: EditsAtOnceParts) {
    this.#parts = parts;
  }

  /** Null: the edit has to take its turn among other changes, or needs the database to be understood. */
  prepare(placeAll: () => PlacedWrite[], describe: Describe): PreparedEdit | null {
    const { table, changes, storage, views, rows } = this.#parts;
    if (!table.exists || !changes.isFree || !storage.canJournal || !views.isCurrent) return null;
    const writes = placeAll();
    const cells = writes.map(({ value, cell }) => ({ input: value, column: cell }));
    const values = typeAtOnce(cells, (index, reason) => describe(reason, writes[index]));
    if (!values) return null;
    const edits = editsOf(writes, values);
    const present = writes.map(({ row, cell }) => rows.peekCell(row, cell.id));
    if (isKnown(present)) return { writes, edits, changes: changesOf(edits, present) };
    return writes.length === 1 ? { writes, edits, changes: null } : null;
  }

  /** Shows the edit and resolves when it is acknowledged. */
  async make({ writes, edits, changes }: PreparedEdit): Promise<void> {
    if (changes?.length === 0) return;
    const { faces, storage, events } = this.#parts;
    const wanted = changes?.map(toEdit) ?? edits;
    const shown = faces.showEdits(wanted);
    const sequence = storage.begin({ kind: "cells", edits: wanted }, { isMade: false });
    // The history has edits in their order: behind one that it gets late, the next is late as well.
    const isLate = changes === null || this.#late > 0;
    if (!isLate) this.#remember(writes, changes, sequence);
    const written = this.#write({ writes, edits: wanted, changes }, { sequence, isLate }, (isDone) => {
      if (isDone) shown.settle();
      else shown.revert();
    });
    let durable = false;
    try {
      durable = await storage.whenDurable(sequence);
    } finally {
      // The page hears of the edit even where it could not be stored; when the old value is known.
      if (changes) await tellEdits(events, writes, { changes, durable });
      else void written.then((made) => tellEdits(events, writes, { changes: made, durable }));
    }
  }

  /** Resolves to what the database changed: nothing, where it did not take the edit. */
  #write(
    { writes, edits, changes }: PreparedEdit,
    { sequence, isLate }: { sequence: number; isLate: boolean },
    settle: (isDone: boolean) => void,
  ): Promise<readonly CellChange[]> {
    const { storage, status, table, rows, faces, changes: line } = this.#parts;
    const { epoch } = table;
    const { replacements } = line;
    const written = Promise.withResolvers<readonly CellChange[]>();
    if (isLate) this.#late++;
    line
      .writeJournalled({
        edits,
        changes,
        priority: priorityOf(writes),
        onCommit: (made, queue) => {
          if (isLate) this.#remember(writes, changes ?? made, sequence);
          if (made.length === 0) storage.unchanged(sequence);
          else storage.changed(touchedBy(made), sequence);
          settle(true);
          const shownBy = writes.length === 1 ? rows : null;
          faces.follow(queue, table.state, { touched: touchedBy(made), reorders: false, shownBy });
          written.resolve(made);
        },
      })
      .catch((error: unknown) => {
        written.resolve([]);
        if (isDatabaseDeath(error) || table.epoch !== epoch) {
          // Another table took its place; or the database died: it is made again, with this edit. What that replaced nobody
          // knows, and what came before must not be taken back without it.
          if (isLate && line.replacements === replacements) line.lose();
          return;
        }
        storage.unchanged(sequence);
        settle(false);
        status.report(error);
      })
      .finally(() => {
        if (isLate) this.#late--;
      });
    return written.promise;
  }

  #remember(writes: readonly PlacedWrite[], changes: readonly CellChange[], sequence: number): void {
    if (changes.length === 0) return;
    const record = recordOf(changes, this.#parts.table.schema.columns);
    this.#parts.changes.remember({ kind: "cells", priority: priorityOf(writes), record, sequence });
  }
}

function isKnown(values: readonly (CellValue | undefined)[]): values is readonly CellValue[] {
  return !values.includes(undefined);
}

function changesOf(edits: readonly CellEdit[], present: readonly CellValue[]): CellChange[] {
  return edits.flatMap(({ rowId, columnId, value }, index) => {
    const oldValue = present[index] ?? null;
    return sameValue(oldValue, value) ? [] : [{ rowId, columnId, oldValue, newValue: value }];
  });
}

function toEdit({ rowId, columnId, newValue }: CellChange): CellEdit {
  return { rowId, columnId, value: newValue };
}

function touchedBy(changes: readonly CellChange[]): TouchedRows {
  const ranges = changes.map(({ rowId }) => ({ firstId: rowId, endId: rowId + 1 }));
  return { kind: "ranges", ranges, columnIds: [...new Set(changes.map(({ columnId }) => columnId))] };
}
