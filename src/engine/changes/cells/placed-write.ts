import type { Emitter } from "../../emitter.ts";
import type { CellWrite } from "../../engine.ts";
import type { EngineEvents } from "../../engine-events.ts";
import type { CellEdit } from "../../rows/edit-overlay.ts";
import type { CellValue } from "../../rows/grid-data.ts";
import type { Column } from "../../schema.ts";
import type { Priority } from "../../scheduling/priority.ts";
import { yieldToMain } from "../../scheduling/yield.ts";
import { CellsRecord } from "./cells-record.ts";
import type { CellChange } from "./write-cells.ts";

/** A cell as it was asked for, and where that is in the table. */
export interface PlacedWrite extends CellWrite {
  readonly rowId: number;
  readonly cell: Column;
}

/** The message when a value does not fit, for the reader. */
export type Describe = (reason: string, write: PlacedWrite | undefined) => string;

/** A paste of more cells makes way for pages of rows. */
const URGENT_CELLS = 200;
/** Listeners of so many events take the main thread a few ms. */
const EVENTS_PER_TASK = 1000;

export function priorityOf(writes: readonly PlacedWrite[]): Priority {
  return writes.length <= URGENT_CELLS ? "urgent" : "user-visible";
}

export function editsOf(writes: readonly PlacedWrite[], values: readonly CellValue[]): CellEdit[] {
  return writes.map(({ rowId, cell }, index) => ({ rowId, columnId: cell.id, value: values[index] ?? null }));
}

/** For the history. There is at least one change. */
export function recordOf(changes: readonly CellChange[], columns: readonly Column[]): CellsRecord {
  const name = columns.find(({ id }) => id === changes[0]?.columnId)?.name ?? "";
  return new CellsRecord(changes.length === 1 ? `Edit ${name}` : `Paste ${changes.length} cells`, changes);
}

/** Tells of each cell that has another value now. */
export async function tellEdits(
  events: Emitter<EngineEvents>,
  writes: readonly PlacedWrite[],
  { changes, durable }: { changes: readonly CellChange[]; durable: boolean },
): Promise<void> {
  const places = new Map(writes.map((write) => [`${write.rowId}:${write.cell.id}`, write]));
  for (const [index, { rowId, columnId, oldValue, newValue }] of changes.entries()) {
    if (index % EVENTS_PER_TASK === EVENTS_PER_TASK - 1) await yieldToMain();
    const write = places.get(`${rowId}:${columnId}`);
    if (write) events.emit("cell-edit", { row: write.row, column: write.cell.name, oldValue, newValue, durable });
  }
}
