import type { Table } from "apache-arrow";
import type { IdRange } from "../changes/change.ts";
import type { RowExtent } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import { ROWS_TABLE, type Column } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import { tableRelation } from "./compare-sql.ts";

export interface StagedRows {
  /** SELECT of `__pt_id` and `c<column id>` of the columns. */
  readonly relation: string;
  /** What it reads and nobody else knows: to be dropped where the transaction is not rolled back. */
  readonly tables: readonly string[];
}

/** One of the two tables of a comparison. Rows and columns go by the ids of the present table. */
export interface DiffSide {
  readonly columns: readonly Column[];
  /** Where its ids lie, each range to be read as a whole; ascending. */
  readonly ranges: readonly IdRange[];
  /** Whether it is still there when the database was started anew. */
  readonly survivesRestart: boolean;
  /** Whether it has a row for every id within the range, or up to its last one, in order of id. */
  isDense?(range: IdRange): boolean;
  /** It cannot be read any more. */
  readonly isGone?: boolean;
  /** The present table changed within the ranges. */
  handleTouched?(ranges: readonly IdRange[] | "all"): void;
  /** Begins to read what `stage` is about to be asked for. Resolves when it is read, or cannot be: then `stage` tells. */
  prefetch(range: IdRange, columns: readonly Column[]): Promise<void>;
  /** Makes its rows within `range` readable by `connection`, in the transaction that this has begun. */
  stage(connection: Connection, range: IdRange, columns: readonly Column[]): Job<StagedRows>;
  /**
   * The hidden id and `columns`, in transport form, of the rows from the first to the last one that is asked for, without
   * the database. Null: that would take longer, or cannot be.
   */
  readDirectly?(rows: SideRows): Promise<Table> | null;
  /** Lets go of what it holds. */
  close(): Promise<void>;
}

export interface SideRows {
  readonly rowIds: readonly number[];
  /** Of the side. */
  readonly columns: readonly Column[];
  readonly signal?: AbortSignal;
}

/** The table of this page as it is at the moment of the reading. */
export class PresentSide implements DiffSide {
  readonly #columns: () => readonly Column[];
  readonly #extent: () => RowExtent;
  readonly survivesRestart = true;

  constructor({ columns, extent }: { columns: () => readonly Column[]; extent: () => RowExtent }) {
    this.#columns = columns;
    this.#extent = extent;
  }

  get columns(): readonly Column[] {
    return this.#columns();
  }

  get ranges(): readonly IdRange[] {
    const { firstId, endId } = this.#extent();
    return firstId < endId ? [{ firstId, endId }] : [];
  }

  isDense(): boolean {
    const { firstId, endId, rowCount } = this.#extent();
    return endId - firstId === rowCount;
  }

  prefetch(): Promise<void> {
    return Promise.resolve();
  }

  async *stage(_connection: Connection, range: IdRange, columns: readonly Column[]): Job<StagedRows> {
    yield;
    return { relation: tableRelation(ROWS_TABLE, columns, range), tables: [] };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
