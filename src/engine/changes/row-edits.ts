import { Float64, makeData, Table, tableToIPC, Vector } from "apache-arrow";
import type { CurrentTable } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import { ROW_ID } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import type { AppliedChange, ChangeContext } from "./change.ts";
import { rowIdAt } from "./row-position.ts";
import { insertRows } from "./rows/insert-rows.ts";
import { AddedRows, DeletedRows, rowsOutcome } from "./rows/rows-records.ts";
import { describeRows, nextUndoTable, takeRowsOut } from "./rows/set-apart.ts";
import { typeRows, type TypedRows } from "./rows/type-rows.ts";
import type { TableChanges } from "./table-changes.ts";

export interface RowEditsParts {
  readonly table: CurrentTable;
  readonly rows: GridRows;
  readonly changes: TableChanges;
  readonly startDatabase: () => Promise<RunningDatabase>;
}

interface Options {
  signal?: AbortSignal;
}

/** More ids than this go to the database as a table, not as text. */
const IDS_IN_SQL = 1000;
const IDS_TABLE = "__pt_doomed_ids";

/** Adds and deletes rows. */
export class RowEdits {
  readonly #parts: RowEditsParts;

  constructor(parts: RowEditsParts) {
    this.#parts = parts;
  }

  /** Adds rows behind the others, all or none. Resolves to how many. */
  async append(objects: readonly unknown[], options: Options = {}): Promise<number> {
    const { changes, table, startDatabase } = this.#parts;
    return await changes.inTurn(async ({ arrive, commit }) => {
      // A change that was asked for earlier may still make other columns of them.
      await arrive();
      const { columns } = table.schema;
      const rows = await typeRows(objects, columns, { startDatabase, priority: "user-visible", ...options });
      if (rows.rowCount === 0) return 0;
      await commit({ kind: "rows", priority: "user-visible", apply: (context) => appendRows(context, rows) });
      return rows.rowCount;
    }, options);
  }

  /** Deletes the rows at these positions of the view. Resolves to how many there were. */
  async delete(positions: readonly number[], options: Options = {}): Promise<number> {
    const { changes, rows } = this.#parts;
    return await changes.inTurn(async ({ commit }) => {
      // What the reader sees now is what is meant, whatever the rows are when its turn comes.
      const ids = Float64Array.from(positions, (position) => rowIdAt(rows, position));
      if (ids.length === 0) return 0;
      const applied = await commit({
        kind: "rows",
        priority: "user-visible",
        apply: (context) => deleteRows(context, ids),
      });
      return applied?.outcome.changedRows ?? 0;
    }, options);
  }
}

async function* appendRows(context: ChangeContext, rows: TypedRows): Job<AppliedChange> {
  const firstId = context.state.nextRowId;
  const ids = { firstId, endId: firstId + rows.rowCount };
  yield* insertRows(context.connection, rows, firstId);
  const outcome = yield* rowsOutcome(context, { rowCount: rows.rowCount, ranges: [ids] });
  return { outcome, undo: new AddedRows(ids, context) };
}

/** Null when none of the rows is there any more. */
async function* deleteRows(context: ChangeContext, ids: Float64Array): Job<AppliedChange | null> {
  const { connection, state } = context;
  const apart = nextUndoTable();
  const where = yield* idCondition(connection, ids);
  yield* takeRowsOut(connection, { apart, schema: state.schema, where });
  if (ids.length > IDS_IN_SQL) await connection.run(`DROP TABLE ${IDS_TABLE}`);
  const rows = yield* describeRows(connection, apart);
  if (rows.rowCount === 0) {
    await connection.run(`DROP TABLE ${apart}`);
    return null;
  }
  return { outcome: yield* rowsOutcome(context, rows), undo: new DeletedRows(rows, apart, context) };
}

async function* idCondition(connection: Connection, ids: Float64Array): Job<string> {
  if (ids.length <= IDS_IN_SQL) return `${ROW_ID} IN (${ids.join(", ")})`;
  const id = new Vector([makeData({ type: new Float64(), length: ids.length, data: ids })]);
  await connection.insertIpc(IDS_TABLE, tableToIPC(new Table({ id }), "stream"), { create: true });
  yield;
  return `${ROW_ID} IN (SELECT CAST(id AS BIGINT) FROM ${IDS_TABLE})`;
}
