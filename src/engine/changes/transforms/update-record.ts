import type { Connection } from "../../database/database.ts";
import { quoteIdentifier } from "../../database/sql.ts";
import { PersistentTableError } from "../../errors.ts";
import { ROW_ID, ROWS_TABLE, type Column } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { ChangeContext, ChangeOutcome, FormerState, IdRange, UndoRecord } from "../change.ts";
import { rowBytes } from "../rows/set-apart.ts";
import { updateSql } from "./apply-changes.ts";
import { CellCapture, type CaptureContext } from "./cell-capture.ts";
import type { FilledTable } from "./change-tables.ts";
import { idsOfTable, inChunks, type ChunkedIds } from "./id-chunks.ts";
import { idsWithin } from "./pass-sql.ts";
import { ProgressMeter } from "./progress-meter.ts";

export interface RecordedUpdate {
  readonly label: string;
  readonly column: Column;
  readonly changedRows: number;
  /** The cells before the update. */
  readonly former: CellCapture;
}

const CELL = "__pt_cell";

/** Begins to capture the column's cells in rows within `ids`, of those within a range where `where` is true. */
export async function captureCells(
  column: Column,
  { ids, where }: { ids: ChunkedIds; where: (range: IdRange) => string },
  context: CaptureContext,
): Promise<CellCapture> {
  const name = quoteIdentifier(column.name);
  return await CellCapture.begin(
    {
      columns: [
        { name: ROW_ID, type: "BIGINT" },
        { name: CELL, type: column.type },
      ],
      ids,
      select: (range) => `SELECT ${ROW_ID}, ${name} FROM ${ROWS_TABLE} WHERE ${idsWithin(range)} AND ${where(range)}`,
    },
    context,
  );
}

/** An update of one column: its cells before, and those after it, which are captured when it is first undone. */
export class UpdateRecord implements UndoRecord {
  readonly label: string;
  readonly isInMemory = false;
  readonly #update: RecordedUpdate;
  readonly #context: Pick<CaptureContext, "database" | "queue">;
  #latter: CellCapture | null = null;

  constructor(update: RecordedUpdate, { database, queue }: Pick<CaptureContext, "database" | "queue">) {
    this.label = update.label;
    this.#update = update;
    this.#context = { database, queue };
  }

  /** Of what is not copied yet it is a guess. */
  get byteLength(): number {
    const { column, changedRows, former } = this.#update;
    const guess = changedRows * rowBytes([column]);
    return (former.byteLength ?? guess) + (this.#latter ? (this.#latter.byteLength ?? guess) : 0);
  }

  async *undo(context: ChangeContext): Job<ChangeOutcome> {
    const former = yield* this.#captured(this.#update.former, "undone: the former");
    this.#latter ??= await this.#captureLatter(former, context);
    return yield* this.#write(former, context);
  }

  async *redo(context: ChangeContext): Job<ChangeOutcome> {
    if (!this.#latter) throw new Error("Only what was undone can be redone.");
    return yield* this.#write(yield* this.#captured(this.#latter, "redone: the new"), context);
  }

  journalled(): null {
    return null;
  }

  async *former(): Job<FormerState> {
    const { column, former } = this.#update;
    const { name: table, ranges } = yield* this.#captured(former, "compared: the former");
    return { columns: null, parts: [{ kind: "cells", table, ranges, cells: [{ column, name: CELL }] }] };
  }

  async release(connection: Connection): Promise<void> {
    await this.#update.former.release(connection);
    await this.#latter?.release(connection);
  }

  /** `doing`: for a message, with which values it takes. */
  async *#captured({ table }: CellCapture, doing: string): Job<FilledTable> {
    yield { until: table };
    const { column, changedRows } = this.#update;
    const fail = (reason: string, cause?: unknown): never => {
      const message = `"${this.label}" cannot be ${doing} values of "${column.name}" could not be kept`;
      throw new PersistentTableError("query-failed", `${message} (${reason}).`, { cause });
    };
    const captured = await table.catch((error: unknown) => fail(error instanceof Error ? error.message : "?", error));
    return captured.rowCount === changedRows
      ? captured
      : fail(`${captured.rowCount} of ${changedRows} rows were found`);
  }

  async #captureLatter(former: FilledTable, { committed }: ChangeContext): Promise<CellCapture> {
    const where = (range: IdRange) => `${ROW_ID} IN (SELECT ${ROW_ID} FROM ${former.name} WHERE ${idsWithin(range)})`;
    const ids = idsOfTable(former);
    const latter = await captureCells(this.#update.column, { ids, where }, { ...this.#context, committed });
    void committed.then((isCommitted) => {
      if (!isCommitted) this.#latter = null;
    });
    return latter;
  }

  async *#write(cells: FilledTable, context: ChangeContext): Job<ChangeOutcome> {
    const { column, changedRows } = this.#update;
    const meter = new ProgressMeter(context, 1);
    const sql = updateSql(cells, [`${quoteIdentifier(column.name)} = __pt_change.${CELL}`]);
    yield* inChunks(
      idsOfTable(cells),
      async function* (range, share) {
        yield* context.connection.query(sql(range));
        meter.report(share);
      },
      context,
    );
    meter.report(1);
    return {
      state: context.state,
      touched: { kind: "ranges", ranges: cells.ranges, columnIds: [column.id] },
      changedRows,
    };
  }
}
