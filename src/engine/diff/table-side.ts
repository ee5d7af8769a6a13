import type { IdRange } from "../changes/change.ts";
import type { Connection } from "../database/database.ts";
import type { Column } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import { tableRelation } from "./compare-sql.ts";
import type { DiffSide, StagedRows } from "./diff-side.ts";

/** A table of the database whose rows have ids as the present ones. */
export class TableSide implements DiffSide {
  readonly survivesRestart = false;
  readonly columns: readonly Column[];
  readonly ranges: readonly IdRange[];
  readonly #table: string;
  readonly #drop: () => Promise<void>;

  constructor(table: { name: string; columns: readonly Column[]; ids: IdRange; drop: () => Promise<void> }) {
    this.#table = table.name;
    this.columns = table.columns;
    this.ranges = table.ids.firstId < table.ids.endId ? [table.ids] : [];
    this.#drop = table.drop;
  }

  prefetch(): Promise<void> {
    return Promise.resolve();
  }

  async *stage(_connection: Connection, range: IdRange, columns: readonly Column[]): Job<StagedRows> {
    yield;
    return { relation: tableRelation(this.#table, columns, range), tables: [] };
  }

  close(): Promise<void> {
    return this.#drop();
  }
}
