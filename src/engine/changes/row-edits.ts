import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { ChangeRecord } from "../journal/change-record.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import { rowIdAt } from "./row-position.ts";
import { addRows } from "./rows/add-rows.ts";
import { deleteRows, idRangesOf } from "./rows/delete-rows.ts";
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
      const { sequence } = await commit({
        kind: "rows",
        priority: "user-visible",
        apply: (context) => addRows(context, rows),
        journalled: ({ firstId }) => journalledRows(rows, firstId),
      });
      await changes.acknowledged(sequence);
      return rows.rowCount;
    }, options);
  }

  /** Deletes the rows at these positions of the view. Resolves to how many there were. */
  async delete(positions: readonly number[], options: Options = {}): Promise<number> {
    const { changes, rows } = this.#parts;
    return await changes.inTurn(async ({ commit }) => {
      // What the reader sees now is what is meant, whatever the rows are when its turn comes.
      const ids = idRangesOf(Float64Array.from(positions, (position) => rowIdAt(rows, position)));
      if (ids.length === 0) return 0;
      const { applied, sequence } = await commit({
        kind: "rows",
        priority: "user-visible",
        apply: (context) => deleteRows(context, ids),
        journalled: () => ({ kind: "delete-rows", ids }),
      });
      await changes.acknowledged(sequence);
      return applied?.outcome.changedRows ?? 0;
    }, options);
  }
}

/** More cells than this would hold up the page while they are written: the next snapshot takes them. */
const JOURNALLED_CELLS = 50_000;

function journalledRows({ rowCount, columns }: TypedRows, firstId: number): ChangeRecord | null {
  if (rowCount * columns.length > JOURNALLED_CELLS) return null;
  const cells = columns.map(({ column, values }) => ({ columnId: column.id, values }));
  return { kind: "add-rows", firstId, rowCount, columns: cells };
}
