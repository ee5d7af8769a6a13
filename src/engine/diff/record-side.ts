import type { FormerPart, FormerState, IdRange, UndoRecord } from "../changes/change.ts";
import type { HistoryEntry } from "../changes/history.ts";
import { idsWithin } from "../changes/transforms/pass-sql.ts";
import { cellsIpc } from "../changes/cells/write-cells-in-bulk.ts";
import type { Connection } from "../database/database.ts";
import { quoteIdentifier } from "../database/sql.ts";
import { PersistentTableError } from "../errors.ts";
import { fromTextSql } from "../rows/cell-values.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import { ROW_ID, ROWS_TABLE, SEGMENT_ROWS, type Column } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import type { DiffSide, StagedRows } from "./diff-side.ts";
import type { OpenSidesOptions } from "./open-sides.ts";

/**
 * The table as it was before the last transform: what is there now, with what the history keeps of that transform and of
 * the changes since then, the oldest of which counts.
 */
export async function openRecordSide({ changes, table, startDatabase, signal }: OpenSidesOptions): Promise<RecordSide> {
  const [transform] = changes.sinceTransform;
  if (!transform) {
    throw new PersistentTableError(
      "invalid-argument",
      "There is no transform to compare with: none was made, or it was undone.",
    );
  }
  const side = new RecordSide({
    since: () => changes.since(transform),
    columns: () => table.schema.columns,
  });
  const { queue } = await startDatabase();
  await queue.read(() => side.refresh(), { priority: "idle", signal });
  return side;
}

export interface RecordSideParts {
  /** The transform and what came after it, the oldest first; empty: it was undone, or forgotten. */
  readonly since: () => readonly HistoryEntry[];
  /** Of the present table. */
  readonly columns: () => readonly Column[];
}

let stagings = 0;

export class RecordSide implements DiffSide {
  readonly survivesRestart = false;
  readonly #sides: RecordSideParts;
  readonly #states = new Map<UndoRecord, FormerState>();
  readonly #blocks = new Set<number>();
  #isAll = false;
  /** The transform's first. */
  #parts: readonly FormerPart[] = [];
  #columns: readonly Column[] = [];
  #edits: readonly CellEdit[] = [];

  constructor(sides: RecordSideParts) {
    this.#sides = sides;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  get ranges(): readonly IdRange[] {
    return this.#parts.flatMap((part) => (part.kind === "rows" ? part.ranges : []));
  }

  get isGone(): boolean {
    return this.#sides.since().length === 0;
  }

  /** Whether rows within the range may be others than the present ones. */
  isTouched({ firstId, endId }: IdRange): boolean {
    if (this.#isAll) return true;
    for (let block = blockOf(firstId); block * SEGMENT_ROWS < endId; block++) if (this.#blocks.has(block)) return true;
    return false;
  }

  handleTouched(ranges: readonly IdRange[] | "all"): void {
    if (ranges === "all") this.#isAll = true;
    else for (const range of ranges) this.#touch(range);
  }

  /** Takes on the changes that were made meanwhile. */
  async *refresh(): Job<void> {
    const entries = this.#sides.since();
    for (const { record } of entries) {
      const state = this.#states.get(record) ?? (yield* record.former());
      if (!state) throw notKept();
      this.#states.set(record, state);
    }
    const states = entries.flatMap(({ record }) => this.#states.get(record) ?? []);
    this.#columns = states.find(({ columns }) => columns)?.columns ?? this.#sides.columns();
    this.#parts = states.flatMap(({ parts }) => parts);
    this.#edits = oldestEdits(this.#parts);
    for (const part of this.#parts) {
      if (part.kind !== "edits") for (const range of part.ranges) this.#touch(range);
      else for (const { rowId } of part.edits) this.#touch({ firstId: rowId, endId: rowId + 1 });
    }
  }

  prefetch(): Promise<void> {
    return Promise.resolve();
  }

  async *stage(connection: Connection, range: IdRange, columns: readonly Column[]): Job<StagedRows> {
    yield* this.refresh();
    const edits = this.#edits.filter(({ rowId }) => rowId >= range.firstId && rowId < range.endId);
    const table = `__pt_before_${++stagings}`;
    if (edits.length > 0) await connection.insertIpc(table, cellsIpc(edits), { create: true });
    yield;
    const edited = edits.length > 0 ? { table, columnIds: new Set(edits.map(({ columnId }) => columnId)) } : null;
    return { relation: this.#relation(range, columns, edited), tables: edited ? [table] : [] };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #touch({ firstId, endId }: IdRange): void {
    for (let block = blockOf(firstId); block * SEGMENT_ROWS < endId; block++) this.#blocks.add(block);
  }

  #relation(range: IdRange, columns: readonly Column[], edited: EditedCells | null): string {
    const within = idsWithin(range);
    const ofRows = this.#parts.filter((part) => part.kind === "rows");
    const starts = [
      `SELECT ${startList(columns, this.#sides.columns())} FROM ${ROWS_TABLE} WHERE ${within}`,
      ...ofRows.map((rows) => `SELECT ${startList(columns, rows.columns)} FROM ${rows.table} WHERE ${within}`),
    ];
    const ofCells = this.#parts.filter((part) => part.kind === "cells");
    const absent = this.#parts.filter((part) => part.kind === "absent").map((part) => `NOT (${isAbsent(part)})`);
    const joins = [
      ...ofCells.map(
        (part, at) =>
          `LEFT JOIN (SELECT * FROM ${part.table} WHERE ${within}) AS t${at} ON t${at}.${ROW_ID} = s.${ROW_ID}`,
      ),
      ...[...(edited?.columnIds ?? [])].map(
        (id) =>
          `LEFT JOIN (SELECT CAST(row_id AS BIGINT) AS id, value FROM ${edited?.table ?? ""} WHERE column_id = ${id}) AS e${id} ON e${id}.id = s.${ROW_ID}`,
      ),
    ];
    const list = columns.map((column) => `${valueOf(column, ofCells, edited)} AS c${column.id}`);
    const where = absent.length > 0 ? ` WHERE ${absent.join(" AND ")}` : "";
    return `SELECT ${[`s.${ROW_ID} AS ${ROW_ID}`, ...list].join(", ")} FROM (${starts.join(" UNION ALL ")}) AS s ${joins.join(" ")}${where}`;
  }
}

function blockOf(id: number): number {
  return Math.floor(id / SEGMENT_ROWS);
}

function notKept(): PersistentTableError {
  return new PersistentTableError(
    "invalid-argument",
    "What the table was before its last transform is a stored version: compare with that.",
  );
}

interface EditedCells {
  readonly table: string;
  readonly columnIds: ReadonlySet<number>;
}

/** Of the columns as they were, what a table has of them under other names, or nothing. */
function startList(columns: readonly Column[], from: readonly Column[]): string {
  const list = columns.map(({ id, type }) => {
    const own = from.find((column) => column.id === id && column.type === type);
    return `${own ? quoteIdentifier(own.name) : `CAST(NULL AS ${type})`} AS c${id}`;
  });
  return [ROW_ID, ...list].join(", ");
}

/** The transform's own record is the oldest, and wins over later edits. */
function valueOf(
  column: Column,
  ofCells: readonly Extract<FormerPart, { kind: "cells" }>[],
  edited: EditedCells | null,
): string {
  const { id } = column;
  const cases = ofCells.flatMap(({ cells }, at) => {
    const cell = cells.find((each) => each.column.id === id);
    return cell ? [`WHEN t${at}.${ROW_ID} IS NOT NULL THEN t${at}.${cell.name}`] : [];
  });
  if (edited?.columnIds.has(id)) cases.push(`WHEN e${id}.id IS NOT NULL THEN ${fromTextSql(column, `e${id}.value`)}`);
  return cases.length > 0 ? `CASE ${cases.join(" ")} ELSE s.c${id} END` : `s.c${id}`;
}

function isAbsent({ ranges, table }: Extract<FormerPart, { kind: "absent" }>): string {
  if (table !== undefined) return `s.${ROW_ID} IN (SELECT ${ROW_ID} FROM ${table})`;
  return (
    ranges.map(({ firstId, endId }) => `(s.${ROW_ID} >= ${firstId} AND s.${ROW_ID} < ${endId})`).join(" OR ") || "FALSE"
  );
}

function oldestEdits(parts: readonly FormerPart[]): CellEdit[] {
  const oldest = new Map<string, CellEdit>();
  for (const part of parts) {
    if (part.kind !== "edits") continue;
    for (const edit of part.edits) {
      const key = `${edit.rowId}:${edit.columnId}`;
      if (!oldest.has(key)) oldest.set(key, edit);
    }
  }
  return [...oldest.values()];
}
