import { readExtent } from "../../current-table.ts";
import type { Connection } from "../../database/database.ts";
import type { ChangeRecord } from "../../journal/change-record.ts";
import { ROW_ID, ROWS_TABLE, type Column } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { ChangeContext, ChangeOutcome, FormerState, IdRange, UndoRecord } from "../change.ts";
import { deleteRowsOf, nextUndoTable, putRowsBack, rowBytes, takeRowsOut } from "./set-apart.ts";

interface RecordedRows {
  readonly rowCount: number;
  /** Where their ids lie. */
  readonly ranges: readonly IdRange[];
}

type Direction = "undo" | "redo";

/** Rows that were deleted, and are kept as long as they may come back. */
export class DeletedRows implements UndoRecord {
  readonly label: string;
  readonly byteLength: number;
  readonly isInMemory = false;
  readonly #rows: RecordedRows;
  readonly #ids: readonly IdRange[];
  readonly #apart: string;
  readonly #columns: readonly Column[];

  /** `apart`: the table that holds them; `ids`: theirs, perhaps with some that were gone already. */
  constructor(rows: RecordedRows, ids: readonly IdRange[], apart: string, { state }: ChangeContext) {
    this.#rows = rows;
    this.#ids = ids;
    this.#apart = apart;
    this.#columns = state.schema.columns;
    this.label = `Delete ${count(rows)}`;
    this.byteLength = rows.rowCount * rowBytes(state.schema.columns);
  }

  async *undo(context: ChangeContext): Job<ChangeOutcome> {
    yield* putRowsBack(context.connection, { apart: this.#apart, schema: context.state.schema });
    return yield* rowsOutcome(context, this.#rows);
  }

  async *redo(context: ChangeContext): Job<ChangeOutcome> {
    yield* deleteRowsOf(context.connection, this.#apart);
    return yield* rowsOutcome(context, this.#rows);
  }

  journalled(direction: Direction): ChangeRecord | null {
    return direction === "redo" ? { kind: "delete-rows", ids: this.#ids } : null;
  }

  async *former(): Job<FormerState> {
    yield;
    const { ranges } = this.#rows;
    return { columns: null, parts: [{ kind: "rows", table: this.#apart, ranges, columns: this.#columns }] };
  }

  async release(connection: Connection): Promise<void> {
    await connection.run(`DROP TABLE IF EXISTS ${this.#apart}`);
  }
}

/** Rows that were added. Once that is undone they are kept apart, until they come back. */
export class AddedRows implements UndoRecord {
  readonly label: string;
  readonly byteLength: number;
  readonly isInMemory = false;
  readonly #ids: IdRange;
  readonly #apart = nextUndoTable();

  constructor(ids: IdRange, { state }: ChangeContext) {
    this.#ids = ids;
    this.label = `Add ${count(this.#rows)}`;
    this.byteLength = this.#rows.rowCount * rowBytes(state.schema.columns);
  }

  get #rows(): RecordedRows {
    const { firstId, endId } = this.#ids;
    return { rowCount: endId - firstId, ranges: [this.#ids] };
  }

  async *undo(context: ChangeContext): Job<ChangeOutcome> {
    const { firstId, endId } = this.#ids;
    const where = `${ROW_ID} >= ${firstId} AND ${ROW_ID} < ${endId}`;
    yield* takeRowsOut(context.connection, { apart: this.#apart, schema: context.state.schema, where });
    return yield* rowsOutcome(context, this.#rows);
  }

  async *redo(context: ChangeContext): Job<ChangeOutcome> {
    yield* putRowsBack(context.connection, { apart: this.#apart, schema: context.state.schema });
    await context.connection.run(`DROP TABLE ${this.#apart}`);
    return yield* rowsOutcome(context, this.#rows);
  }

  journalled(direction: Direction): ChangeRecord | null {
    return direction === "undo" ? { kind: "delete-rows", ids: [this.#ids] } : null;
  }

  async *former(): Job<FormerState> {
    yield;
    return { columns: null, parts: [{ kind: "absent", ranges: [this.#ids] }] };
  }

  async release(connection: Connection): Promise<void> {
    await connection.run(`DROP TABLE IF EXISTS ${this.#apart}`);
  }
}

/** The table after rows came or went. */
export async function* rowsOutcome({ connection, state }: ChangeContext, rows: RecordedRows): Job<ChangeOutcome> {
  const extent = yield* readExtent(connection, ROWS_TABLE);
  const nextRowId = Math.max(state.nextRowId, extent.endId);
  return {
    state: { ...state, extent, nextRowId },
    touched: { kind: "ranges", ranges: rows.ranges, columnIds: [] },
    changedRows: rows.rowCount,
  };
}

function count({ rowCount }: RecordedRows): string {
  return rowCount === 1 ? "1 row" : `${rowCount} rows`;
}
