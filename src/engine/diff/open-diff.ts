import { Emitter } from "../emitter.ts";
import type { CellBox, CellValue } from "../rows/grid-data.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import type { Column } from "../schema.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { IdRange } from "../changes/change.ts";
import { BaseCells } from "./base-cells.ts";
import type { Comparison } from "./comparison.ts";
import { changedAround } from "./changed-around.ts";
import { markFilter } from "./diff-rows.ts";
import type { ShownDiff } from "./diff-row-source.ts";
import type { DiffSide } from "./diff-side.ts";
import type {
  DiffColumn,
  DiffCounts,
  DiffData,
  DiffDataEvents,
  DiffFilter,
  DiffKind,
  DiffMode,
  SchemaChange,
} from "./diff-types.ts";
import { Overview } from "./overview.ts";
import { readRows } from "./read-rows.ts";
import { hasBit, kindOfMark } from "./row-marks.ts";
import { schemaChanges } from "./schema-changes.ts";
import { ViewKinds } from "./view-kinds.ts";
import { nextChange } from "./view-positions.ts";

export interface OpenDiffParts {
  readonly baseName: string;
  readonly base: DiffSide;
  readonly present: DiffSide;
  /** Whether `present` is the table of this page. */
  readonly isLive: boolean;
  readonly comparison: Comparison;
  readonly rows: GridRows;
  readonly queue: () => Promise<QueryQueue>;
  readonly onError: (error: unknown) => void;
}

/** An open comparison, as the grid reads it. */
export class OpenDiff implements DiffData {
  readonly parts: OpenDiffParts;
  readonly #emitter = new Emitter<DiffDataEvents>();
  readonly #cells: BaseCells;
  readonly #kinds: ViewKinds;
  readonly #overview: Overview;
  #state: DiffData["state"] = "computing";
  #mode: DiffMode;
  #filter: DiffFilter = {};

  constructor(parts: OpenDiffParts) {
    this.parts = parts;
    this.#mode = parts.isLive ? "all" : "changes";
    this.#kinds = new ViewKinds(parts.comparison.rows, () => this.tellChange());
    this.#overview = new Overview(parts.comparison.rows, this.#kinds);
    this.#cells = new BaseCells({
      base: parts.base,
      queue: parts.queue,
      changedColumns: (rowId) => this.#changedColumns(rowId),
      around: (rowIds) => changedAround(parts.comparison.rows, rowIds),
      onRows: (rowIds) => this.#emitter.emit("base", { rowIds }),
      onError: parts.onError,
    });
  }

  get baseName(): string {
    return this.parts.baseName;
  }

  get counts(): DiffCounts {
    return this.parts.comparison.rows.counts;
  }

  get columns(): readonly DiffColumn[] {
    const counts = this.parts.comparison.rows.changedByColumn;
    return this.parts.present.columns.flatMap(({ id, name }) => {
      const changed = counts.get(id) ?? 0;
      return changed > 0 ? [{ id, name, changed }] : [];
    });
  }

  get schemaChanges(): readonly SchemaChange[] {
    return schemaChanges(this.parts.base.columns, this.parts.present.columns);
  }

  get state(): DiffData["state"] {
    return this.#state;
  }

  get progress(): number {
    return this.parts.comparison.progress;
  }

  get mode(): DiffMode {
    return this.#mode;
  }

  get filter(): DiffFilter {
    return this.#filter;
  }

  /** For the rows of the grid. */
  get shown(): ShownDiff {
    const { comparison, base, present, isLive } = this.parts;
    const { rows } = comparison;
    const isShown = markFilter(this.#filter, rows.slots);
    return { mode: this.#mode, rows, base, present: isLive ? null : present, isShown };
  }

  kindOf(rowId: number): DiffKind | null {
    const mark = this.parts.comparison.rows.markOf(rowId);
    return mark === undefined ? null : kindOfMark(mark);
  }

  isChanged(rowId: number, columnId: number): boolean {
    const { rows } = this.parts.comparison;
    const mark = rows.markOf(rowId);
    return mark !== undefined && hasBit(mark, rows.slots.bitOf(columnId));
  }

  getBase(rowId: number, columnId: number): CellBox | undefined {
    if (!this.isChanged(rowId, columnId)) return undefined;
    // A column that is new has been NULL.
    if (!this.parts.base.columns.some(({ id }) => id === columnId)) return { value: null, pending: false };
    const value = this.#cells.get(rowId, columnId);
    return value === undefined ? undefined : { value, pending: false };
  }

  ensureBase(rowIds: readonly number[]): void {
    this.#cells.ensure(rowIds.filter((rowId) => this.kindOf(rowId) === "changed"));
  }

  async readBase(rowId: number, columnId: number): Promise<CellValue | undefined> {
    const column = this.parts.base.columns.find(({ id }) => id === columnId);
    if (!column) return undefined;
    const rows = await readRows(this.parts.queue, this.parts.base, { rowIds: [rowId], columns: [column] });
    return rows.get(rowId)?.get(columnId);
  }

  nextChange(row: number, direction: "next" | "previous"): number | null {
    return nextChange(this.parts.rows, this.shown, { row, direction, kinds: this.#kinds });
  }

  overview(buckets: number): readonly DiffCounts[] {
    return this.#overview.count(this.parts.rows.rowView, buckets);
  }

  on<Name extends keyof DiffDataEvents>(name: Name, listener: (detail: DiffDataEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  setState(state: DiffData["state"]): void {
    this.#state = state;
    this.tellChange();
  }

  show({ mode = this.#mode, filter = this.#filter }: { mode?: DiffMode; filter?: DiffFilter }): void {
    this.#mode = this.parts.isLive ? mode : "changes";
    this.#filter = filter;
    this.tellChange();
  }

  tellChange(): void {
    this.#emitter.emit("change", undefined);
  }

  /** Rows of the present table changed within the ranges. */
  forget(ranges: readonly IdRange[] | "all"): void {
    this.#cells.forget(ranges);
  }

  async close(): Promise<void> {
    this.#cells.close();
    this.#kinds.close();
    this.#emitter.clear();
    await Promise.all([this.parts.base.close(), this.parts.present.close()]);
  }

  #changedColumns(rowId: number): readonly Column[] {
    return this.parts.base.columns.filter(({ id }) => this.isChanged(rowId, id));
  }
}
