import { makeData, RecordBatch, Struct, Table, tableFromIPC, tableToIPC } from "apache-arrow";
import type { StoredColumn } from "../../worker/protocol.ts";
import { lowerBound } from "../lower-bound.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import { ROW_ID } from "../schema.ts";
import { type ColumnPatch, columnPatch, type PatchedCell } from "./column-patch.ts";
import { storedName } from "./snapshot-sql.ts";

/** Cells that are written into the rows of a snapshot on their way to the database, which would take longer to find them. */
export class CellPatch {
  readonly #columns: ReadonlyMap<number, { readonly name: string; readonly patch: ColumnPatch }>;

  /** `cells`: each named once. Those of types that only the database can write are left out. */
  constructor(cells: readonly CellEdit[], columns: readonly StoredColumn[]) {
    const byColumn = new Map<number, CellEdit[]>();
    for (const cell of cells) {
      const others = byColumn.get(cell.columnId);
      if (others) others.push(cell);
      else byColumn.set(cell.columnId, [cell]);
    }
    const patches = columns.flatMap((column) => {
      const patch = columnPatch(column.type, byColumn.get(column.id) ?? []);
      return patch ? [[column.id, { name: storedName(column), patch }] as const] : [];
    });
    this.#columns = new Map(patches);
  }

  /** Whether the cell is among those that are written, should its row be there. */
  has({ columnId }: CellEdit): boolean {
    return this.#columns.has(columnId);
  }

  /** One Arrow IPC stream with `__pt_id` and columns `c<column id>`, ascending by id. What is not changed is `ipc` itself. */
  apply(ipc: Uint8Array): Uint8Array {
    const table = tableFromIPC(ipc);
    const batches = table.batches.map((batch) => this.#patched(batch));
    const isSame = batches.every((batch, index) => batch === table.batches[index]);
    return isSame ? ipc : tableToIPC(new Table(table.schema, batches), "stream");
  }

  #patched(batch: RecordBatch): RecordBatch {
    const values = batch.getChild(ROW_ID)?.data[0]?.values as BigInt64Array | undefined;
    if (!values) return batch;
    // A buffer may be longer than its values.
    const ids = values.subarray(0, batch.numRows);
    let isChanged = false;
    const children = [...batch.data.children];
    for (const { name, patch } of this.#columns.values()) {
      const index = batch.schema.fields.findIndex((field) => field.name === name);
      const data = children[index];
      const cells = data ? cellsWithin(patch, ids) : [];
      if (!data || cells.length === 0) continue;
      children[index] = patch.write(data, cells);
      isChanged = true;
    }
    if (!isChanged) return batch;
    const type = new Struct(batch.schema.fields);
    return new RecordBatch(batch.schema, makeData({ type, length: batch.numRows, nullCount: 0, children }));
  }
}

/** Those of the patch whose rows are among `ids`, at their positions there. */
function cellsWithin({ rowIds }: ColumnPatch, ids: BigInt64Array): PatchedCell[] {
  const [first, last] = [Number(ids[0]), Number(ids.at(-1))];
  const isDense = last - first === ids.length - 1;
  const cells: PatchedCell[] = [];
  for (let cell = lowerBound(rowIds, first); cell < rowIds.length; cell++) {
    const rowId = rowIds[cell] ?? NaN;
    if (!(rowId <= last)) break;
    const row = isDense ? rowId - first : lowerBound(ids, rowId);
    if (isDense || Number(ids[row]) === rowId) cells.push({ row, cell });
  }
  return cells;
}
