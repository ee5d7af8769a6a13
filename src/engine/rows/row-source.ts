import type { Table } from "apache-arrow";
import type { ViewModel } from "../models.ts";
import type { Column } from "../schema.ts";

/**
 * What the grid's data layer reads, above the database: an engine on a server with another dialect
 * can stand behind the same grid by implementing this alone.
 */
export interface RowSource {
  readonly columns: readonly Column[];
  /** Rows in the table, whatever the view shows. */
  readonly totalRowCount: number;

  /** Computes the rows of `model` in order. The former view stays valid until the caller drops it. */
  openView(model: ViewModel, options: { signal?: AbortSignal }): Promise<RowView>;

  /**
   * One page of `view`: rows `[start, end)` in any order (the hidden id tells which is which; a row that was deleted
   * meanwhile is missing, and others may be among them). The hidden id is the first column, then `columns` in that order, each in the transport form
   * of `cell-values.ts`.
   */
  readPage(
    view: RowView,
    range: { start: number; end: number; columns: readonly Column[] },
    options: { signal?: AbortSignal; prefetch?: boolean },
  ): Promise<Table>;
}

/** Rows in view order. Natural order without gaps needs no id array: `ids` is null and row n has id `firstId + n`. */
export interface RowView {
  readonly model: ViewModel;
  readonly rowCount: number;
  readonly firstId: number;
  readonly ids: RowIds | null;
}

/** Ids below 2^53; 32 bits each while they fit. */
export type RowIds = Uint32Array | Float64Array;
