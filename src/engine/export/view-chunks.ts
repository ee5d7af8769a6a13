import { Field, Float64, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct, Uint32 } from "apache-arrow";
import type { Connection } from "../database/database.ts";
import type { RowIds, RowView } from "../rows/row-source.ts";
import type { Job } from "../scheduling/job.ts";
import { ROW_ID, ROWS_TABLE } from "../schema.ts";
import type { ExportedColumns } from "./export-columns.ts";

/** Cells of one chunk of an id range, as many as DuckDB exports in some 20 ms. */
const RANGE_CELLS = 400_000;
/** Rows that are found by their ids cost a scan of the table a chunk, in slices of some 5 ms. */
const LIST_CELLS = 800_000;
const MAX_SCANS = 32;
const CHUNK_BYTES = 16 * 2 ** 20;
/** Of rows of unknown length. */
const FIRST_ROWS = 256;
/** Rows may get longer: a chunk has at most so many times those of the one before. */
const MAX_GROWTH = 8;
const MIN_CELL_ROWS = 2048;
const IDS_TABLE = "__pt_export_ids";

export interface ViewToExport {
  readonly view: Pick<RowView, "rowCount" | "firstId" | "ids">;
  readonly exported: ExportedColumns;
  /** Rows of the table. */
  readonly tableRows: number;
}

/** Rows of positions below `end` that no earlier chunk had; those deleted meanwhile are missing. */
export interface ViewChunk {
  /** One Arrow IPC stream in a buffer of its own. */
  readonly ipc: Uint8Array;
  readonly end: number;
}

/**
 * Hands the rows of a view to `handOver`, in order and in chunks of a bounded size, at least one. For a read
 * transaction of its own: it leaves a temporary table behind, which goes with the transaction.
 */
export async function* readViewChunks(
  connection: Connection,
  { view, exported, tableRows }: ViewToExport,
  handOver: (chunk: ViewChunk) => Job<void>,
): Job<void> {
  const columnCount = exported.columns.length + 1;
  const cells = view.ids ? Math.max(LIST_CELLS, (tableRows * columnCount) / MAX_SCANS) : RANGE_CELLS;
  const rowsByCells = Math.max(MIN_CELL_ROWS, Math.floor(cells / columnCount));
  let rows = exported.isFixedWidth ? rowsByCells : FIRST_ROWS;
  let start = 0;
  do {
    const end = Math.min(view.rowCount, start + rows);
    const ipc = view.ids
      ? yield* readIds(connection, exported.list, view.ids.subarray(start, end))
      : yield* readRange(connection, exported.list, view.firstId + start, view.firstId + end);
    const bytesPerRow = Math.max(1, ipc.byteLength / Math.max(1, end - start));
    rows = Math.max(1, Math.min(rowsByCells, rows * MAX_GROWTH, Math.floor(CHUNK_BYTES / bytesPerRow)));
    start = end;
    yield* handOver({ ipc, end });
  } while (start < view.rowCount);
}

function readRange(connection: Connection, list: string, firstId: number, endId: number): Job<Uint8Array> {
  const range = `t.${ROW_ID} >= ${firstId} AND t.${ROW_ID} < ${endId}`;
  return connection.queryIpc(`SELECT ${list} FROM ${ROWS_TABLE} AS t WHERE ${range} ORDER BY t.${ROW_ID}`);
}

/** By a join with the ids and their places: as a list in SQL they would take longer to parse than to find. */
async function* readIds(connection: Connection, list: string, ids: RowIds): Job<Uint8Array> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${IDS_TABLE} (place UINTEGER, id BIGINT)`);
  if (ids.length > 0) await connection.insertIpc(IDS_TABLE, idsIpc(ids), { create: false });
  yield;
  const rows = `temp.${IDS_TABLE} AS i JOIN ${ROWS_TABLE} AS t ON i.id = t.${ROW_ID}`;
  return yield* connection.queryIpc(`SELECT ${list} FROM ${rows} ORDER BY i.place`);
}

function idsIpc(ids: RowIds): Uint8Array {
  const { length } = ids;
  const places = new Uint32Array(length);
  for (let place = 0; place < length; place++) places[place] = place;
  const idData =
    ids instanceof Uint32Array
      ? makeData({ type: new Uint32(), length, nullCount: 0, data: ids })
      : makeData({ type: new Float64(), length, nullCount: 0, data: ids });
  const children = [makeData({ type: new Uint32(), length, nullCount: 0, data: places }), idData];
  const schema = new Schema([new Field("place", new Uint32(), false), new Field("id", idData.type, false)]);
  const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
}
