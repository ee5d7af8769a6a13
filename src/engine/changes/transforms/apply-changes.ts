import { readExtent } from "../../current-table.ts";
import { quoteIdentifier } from "../../database/sql.ts";
import { equalColumns, ROW_ID, ROWS_TABLE, type Column } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { ChangeContext, ChangeOutcome, IdRange, TouchedRows } from "../change.ts";
import type { FilledTable } from "./change-tables.ts";
import { idsOfTable, inChunks } from "./id-chunks.ts";
import { idsWithin } from "./pass-sql.ts";
import type { RecordedChanges } from "./record-changes.ts";
import { alterations, createDataView } from "./table-layout.ts";
import { formerName, newName, type TransformPlan } from "./transform-plan.ts";

export type Direction = "forward" | "back";

export interface RecordedTransform {
  readonly plan: Pick<TransformPlan, "before" | "after" | "values">;
  readonly changes: RecordedChanges;
}

/** Brings the table from the state before a recorded transform to the one after it, or back. */
export async function* applyChanges(
  { plan, changes }: RecordedTransform,
  direction: Direction,
  { context, onProgress }: { context: ChangeContext; onProgress: (share: number) => void },
): Job<ChangeOutcome> {
  const { connection, state } = context;
  const [from, to] = direction === "forward" ? [plan.before, plan.after] : [plan.after, plan.before];
  const layout = alterations(from.columns, to.columns);
  if (layout.length > 0) await connection.run(layout.join("; "));
  const writes = rowWrites({ plan, changes }, direction);
  for (const [index, { table, sql }] of writes.entries()) {
    yield;
    yield* inChunks(
      idsOfTable(table),
      async function* (range, share) {
        yield* connection.query(sql(range));
        onProgress((index + share) / writes.length);
      },
      context,
    );
  }
  if (!equalColumns(from.columns, to.columns)) await connection.run(createDataView(to.columns).join("; "));
  const hasMoved = changes.deleted !== null && changes.deleted.rowCount > 0;
  const nextColumnId = Math.max(state.schema.nextColumnId, to.nextColumnId);
  return {
    state: {
      ...state,
      schema: { columns: to.columns, nextColumnId },
      extent: hasMoved ? yield* readExtent(connection, ROWS_TABLE) : state.extent,
    },
    touched: touchedRows({ plan, changes }),
    changedRows: (changes.cells ?? changes.deleted)?.rowCount ?? 0,
  };
}

/** Statements, each for the rows of a table within a range. */
interface RowWrite {
  readonly table: FilledTable;
  readonly sql: (range: IdRange) => string;
}

function rowWrites({ plan, changes }: RecordedTransform, direction: Direction): RowWrite[] {
  const { cells, deleted } = changes;
  const set = assignments(plan.values, direction);
  const updates = cells && set.length > 0 ? [{ table: cells, sql: updateSql(cells, set) }] : [];
  if (!deleted) return updates;
  return direction === "forward"
    ? [{ table: deleted, sql: deleteSql(deleted) }, ...updates]
    : [...updates, { table: deleted, sql: insertSql(deleted, plan.before.columns) }];
}

function assignments(values: TransformPlan["values"], direction: Direction): string[] {
  return values.flatMap((each) => {
    const target = direction === "forward" ? each.after : each.before;
    const source = direction === "forward" ? newName(each) : formerName(each);
    return target ? [`${quoteIdentifier(target.name)} = __pt_change.${source}`] : [];
  });
}

/** Writes cells of the rows whose ids `table` holds; assignments know it as `__pt_change`. */
export function updateSql({ name }: Pick<FilledTable, "name">, set: readonly string[]): RowWrite["sql"] {
  return (range) =>
    `UPDATE ${ROWS_TABLE} SET ${set.join(", ")} FROM ${name} AS __pt_change ` +
    `WHERE ${ROWS_TABLE}.${ROW_ID} = __pt_change.${ROW_ID} ` +
    `AND ${idsWithin(range, ROWS_TABLE)} AND ${idsWithin(range, "__pt_change")}`;
}

function deleteSql({ name }: FilledTable): RowWrite["sql"] {
  return (range) => {
    const within = idsWithin(range);
    return `DELETE FROM ${ROWS_TABLE} WHERE ${within} AND ${ROW_ID} IN (SELECT ${ROW_ID} FROM ${name} WHERE ${within})`;
  };
}

function insertSql({ name }: FilledTable, columns: readonly Column[]): RowWrite["sql"] {
  const list = [ROW_ID, ...columns.map((column) => quoteIdentifier(column.name))].join(", ");
  return (range) => `INSERT INTO ${ROWS_TABLE} (${list}) SELECT ${list} FROM ${name} WHERE ${idsWithin(range)}`;
}

function touchedRows({ plan, changes }: RecordedTransform): TouchedRows {
  const { before, after } = plan;
  const shape = ({ columns }: typeof before) => columns.map(({ id, type }) => `${id} ${type}`).sort().join(); // prettier-ignore
  // Stored segments hold columns by id and type.
  if (shape(before) !== shape(after)) return { kind: "all" };
  const ranges = [...(changes.cells?.ranges ?? []), ...(changes.deleted?.ranges ?? [])];
  if (ranges.length === 0 && !equalColumns(before.columns, after.columns)) return { kind: "schema" };
  return { kind: "ranges", ranges, columnIds: plan.values.flatMap(({ after }) => after?.id ?? []) };
}
