import type { Connection } from "../../database/database.ts";
import { literal, quoteIdentifier } from "../../database/sql.ts";
import { PersistentTableError } from "../../errors.ts";
import { copyCells } from "../../rows/cell-column.ts";
import { pageProjection } from "../../rows/cell-values.ts";
import type { CellEdit } from "../../rows/edit-overlay.ts";
import type { CellValue } from "../../rows/grid-data.ts";
import { idListPageSql } from "../../rows/page-sql.ts";
import { ROW_ID, ROWS_TABLE, type Column } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { WriteContext } from "../change.ts";

export interface CellChange {
  readonly rowId: number;
  readonly columnId: number;
  readonly oldValue: CellValue;
  readonly newValue: CellValue;
}

/** Up to so many are written sooner by statements of their own than in bulk. */
export const FEW_CELLS = 20;
/** Of so many cells is one statement: a few ms of parsing. */
const CELLS_PER_STATEMENT = 2000;

/** Rows with new values in the same columns. */
interface RowBatch {
  readonly columns: readonly Column[];
  readonly rows: { readonly rowId: number; readonly values: readonly CellValue[] }[];
}

/**
 * Writes cells, each named once, and tells which had another value. Throws `row-out-of-range` or `unknown-column` when
 * a cell is gone.
 */
export async function* changeCells(context: WriteContext, edits: readonly CellEdit[]): Job<CellChange[]> {
  const { connection, state } = context;
  const changes: CellChange[] = [];
  for (const batch of batchesOf(edits, state.schema.columns)) {
    const former = yield* readBatch(context, batch);
    const changed = batch.rows.filter(({ rowId, values }, index) => {
      const before = former[index] ?? [];
      const cells = batch.columns.flatMap(({ id }, position): CellChange[] => {
        const oldValue = before[position] ?? null;
        const newValue = values[position] ?? null;
        return sameValue(oldValue, newValue) ? [] : [{ rowId, columnId: id, oldValue, newValue }];
      });
      changes.push(...cells);
      return cells.length > 0;
    });
    if (changed.length > 0) yield* writeBatch(connection, { ...batch, rows: changed });
  }
  return changes;
}

/** Writes cells, each named once, whatever was in them. */
export async function* writeCells({ connection, state }: WriteContext, edits: readonly CellEdit[]): Job<void> {
  for (const batch of batchesOf(edits, state.schema.columns)) yield* writeBatch(connection, batch);
}

function batchesOf(edits: readonly CellEdit[], columns: readonly Column[]): RowBatch[] {
  const rows = Map.groupBy(edits, ({ rowId }) => rowId);
  const full: RowBatch[] = [];
  const open = new Map<string, RowBatch>();
  for (const [rowId, cells] of rows) {
    const key = cells.map(({ columnId }) => columnId).join();
    const batch = open.get(key) ?? { columns: cells.map(({ columnId }) => columnOf(columnId, columns)), rows: [] };
    open.set(key, batch);
    batch.rows.push({ rowId, values: cells.map(({ value }) => value) });
    if (batch.rows.length * batch.columns.length >= CELLS_PER_STATEMENT) {
      full.push(batch);
      open.delete(key);
    }
  }
  return [...full, ...open.values()];
}

function columnOf(id: number, columns: readonly Column[]): Column {
  const column = columns.find((candidate) => candidate.id === id);
  if (column) return column;
  throw new PersistentTableError("unknown-column", "The column was dropped before the edit was done.");
}

/** Values by row and column of the batch. */
async function* readBatch({ connection, state }: WriteContext, { columns, rows }: RowBatch): Job<CellValue[][]> {
  const ids = rows.map(({ rowId }) => rowId);
  const table = { rowCount: state.extent.rowCount, columnCount: columns.length + 1 };
  const sql = idListPageSql(pageProjection(columns), ids, table);
  // One row is one short slice; polling would only add round trips.
  const page = ids.length === 1 ? await connection.run(sql) : yield* connection.query(sql);
  const found = page.getChildAt(0);
  const indexById = new Map(Array.from({ length: page.numRows }, (_, index) => [Number(found?.get(index)), index]));
  const indices = Int32Array.from(ids, (id) => indexById.get(id) ?? -1);
  if (indices.includes(-1)) {
    throw new PersistentTableError("row-out-of-range", "The row was deleted before the edit was done.");
  }
  const cells = columns.flatMap((_, position) => {
    const vector = page.getChildAt(position + 1);
    return vector ? [copyCells(vector, indices)] : [];
  });
  return rows.map((_, index) => cells.map((column) => column.get(index)));
}

async function* writeBatch(connection: Connection, batch: RowBatch): Job<void> {
  const sql = updateSql(batch);
  if (batch.rows.length === 1) await connection.run(sql);
  else yield* connection.query(sql);
  yield;
}

function updateSql({ columns, rows }: RowBatch): string {
  const [first] = rows;
  if (first && rows.length === 1) {
    const set = columns.map(({ name, type }, index) => {
      return `${quoteIdentifier(name)} = ${literal(first.values[index] ?? null, type)}`;
    });
    return `UPDATE ${ROWS_TABLE} SET ${set.join(", ")} WHERE ${ROW_ID} = ${first.rowId}`;
  }
  const set = columns.map(({ name }, index) => `${quoteIdentifier(name)} = __pt_new.v${index}`);
  const values = rows.map(({ rowId, values: cells }) => {
    return `(${[rowId, ...columns.map(({ type }, index) => literal(cells[index] ?? null, type))].join(", ")})`;
  });
  const names = ["id", ...columns.map((_, index) => `v${index}`)].join(", ");
  return (
    `UPDATE ${ROWS_TABLE} SET ${set.join(", ")} FROM (VALUES ${values.join(", ")}) AS __pt_new(${names}) ` +
    `WHERE ${ROWS_TABLE}.${ROW_ID} = __pt_new.id`
  );
}

/** Whether a cell with the one value is as one with the other. */
export function sameValue(one: CellValue, other: CellValue): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return one.length === other.length && one.every((byte, index) => byte === other[index]);
  }
  return Object.is(one, other);
}
