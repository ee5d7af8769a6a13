import { Float64, makeData, Table, tableToIPC, Vector } from "apache-arrow";
import type { Connection } from "../../database/database.ts";
import { ROW_ID } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { AppliedChange, ChangeContext, IdRange } from "../change.ts";
import { DeletedRows, rowsOutcome } from "./rows-records.ts";
import { describeRows, nextUndoTable, takeRowsOut } from "./set-apart.ts";

/** More ranges than this go to the database as a table, not as text. */
const RANGES_IN_SQL = 200;
const IDS_TABLE = "__pt_doomed_ids";

/** Ids, in any order and perhaps some twice, as ascending ranges. */
export function idRangesOf(ids: Float64Array): IdRange[] {
  const ranges: { firstId: number; endId: number }[] = [];
  for (const id of ids.toSorted()) {
    const last = ranges.at(-1);
    if (last && id <= last.endId) last.endId = Math.max(last.endId, id + 1);
    else ranges.push({ firstId: id, endId: id + 1 });
  }
  return ranges;
}

/** Null when none of the rows is there any more. */
export async function* deleteRows(context: ChangeContext, ids: readonly IdRange[]): Job<AppliedChange | null> {
  const { connection, state } = context;
  const apart = nextUndoTable();
  const where = yield* idCondition(connection, ids);
  yield* takeRowsOut(connection, { apart, schema: state.schema, where });
  if (ids.length > RANGES_IN_SQL) await connection.run(`DROP TABLE ${IDS_TABLE}`);
  const rows = yield* describeRows(connection, apart);
  if (rows.rowCount === 0) {
    await connection.run(`DROP TABLE ${apart}`);
    return null;
  }
  return { outcome: yield* rowsOutcome(context, rows), undo: new DeletedRows(rows, ids, apart, context) };
}

async function* idCondition(connection: Connection, ids: readonly IdRange[]): Job<string> {
  if (ids.length <= RANGES_IN_SQL) {
    return ids.map(({ firstId, endId }) => `(${ROW_ID} >= ${firstId} AND ${ROW_ID} < ${endId})`).join(" OR ");
  }
  const column = (pick: (range: IdRange) => number) =>
    new Vector([makeData({ type: new Float64(), length: ids.length, data: Float64Array.from(ids, pick) })]);
  const ranges = new Table({ first_id: column(({ firstId }) => firstId), end_id: column(({ endId }) => endId) });
  await connection.insertIpc(IDS_TABLE, tableToIPC(ranges, "stream"), { create: true });
  yield;
  return `${ROW_ID} IN (SELECT unnest(range(CAST(first_id AS BIGINT), CAST(end_id AS BIGINT))) FROM ${IDS_TABLE})`;
}
