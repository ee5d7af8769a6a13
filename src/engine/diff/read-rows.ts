import type { Table } from "apache-arrow";
import { inSnapshot } from "../database/transaction.ts";
import { pageProjection } from "../rows/cell-values.ts";
import { copyCells } from "../rows/cell-column.ts";
import type { CellValue } from "../rows/grid-data.ts";
import { ROW_ID, type Column } from "../schema.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { DiffSide } from "./diff-side.ts";

export interface RowsToRead {
  readonly rowIds: readonly number[];
  /** One that the side does not have is NULL in a page, and left out of rows. */
  readonly columns: readonly Column[];
  readonly signal?: AbortSignal;
}

/** Rows of one side, in transport form, by their ids; those that are not there are missing. */
export async function readRows(
  queue: () => Promise<QueryQueue>,
  side: DiffSide,
  rows: RowsToRead,
): Promise<ReadonlyMap<number, ReadonlyMap<number, CellValue>>> {
  const own = new Map(side.columns.map((column) => [column.id, column]));
  const columns = rows.columns.flatMap(({ id }) => own.get(id) ?? []);
  const page = await (side.readDirectly?.({ ...rows, columns }) ??
    readSidePage(await queue(), side, { ...rows, columns }));
  const wanted = new Set(rows.rowIds);
  const idVector = page.getChildAt(0);
  const ids = Float64Array.from({ length: page.numRows }, (_, row) => Number(idVector?.get(row)));
  const order = Int32Array.from(ids.keys()).filter((row) => wanted.has(ids[row] ?? NaN));
  const cells = columns.map((column, index) => {
    const vector = page.getChildAt(index + 1);
    return { id: column.id, values: vector && copyCells(vector, order) };
  });
  const read = new Map<number, ReadonlyMap<number, CellValue>>();
  for (const [at, row] of order.entries()) {
    read.set(ids[row] ?? NaN, new Map(cells.map(({ id, values }) => [id, values?.get(at) ?? null])));
  }
  return read;
}

/** The same as a page: the hidden id, then the columns. */
export async function readSidePage(
  queue: QueryQueue,
  side: DiffSide,
  { rowIds, columns, signal }: RowsToRead,
): Promise<Table> {
  const sorted = Float64Array.from(rowIds).sort();
  const range = { firstId: sorted[0] ?? 0, endId: (sorted.at(-1) ?? -1) + 1 };
  const own = new Map(side.columns.map((column) => [column.id, column]));
  const known = columns.flatMap(({ id }) => own.get(id) ?? []);
  void side.prefetch(range, known);
  return await queue.read(
    (connection) =>
      inSnapshot(connection, async function* () {
        const { relation } = yield* side.stage(connection, range, known);
        const list = columns.map(({ id, type }) => (own.has(id) ? `c${id}` : `CAST(NULL AS ${type}) AS c${id}`));
        const named = columns.map(({ id, type }) => ({ id, name: `c${id}`, type: own.get(id)?.type ?? type }));
        const rows = `SELECT ${[ROW_ID, ...list].join(", ")} FROM (${relation}) WHERE ${ROW_ID} IN (${sorted.join(", ")})`;
        return yield* connection.query(`SELECT ${pageProjection(named)} FROM (${rows})`);
      }),
    { priority: "user-visible", paced: false, ...(signal && { signal }) },
  );
}
