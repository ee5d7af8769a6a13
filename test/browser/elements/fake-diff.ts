import type {
  DiffColumn,
  DiffCounts,
  DiffData,
  DiffDataEvents,
  DiffFilter,
  DiffKind,
  DiffMode,
  SchemaChange,
} from "../../../src/engine/diff/diff-types.ts";
import { Emitter } from "../../../src/engine/emitter.ts";
import type { CellBox, CellValue } from "../../../src/engine/rows/grid-data.ts";

export interface FakeRow {
  readonly kind: DiffKind;
  /** Old values of the changed cells by column id. */
  readonly old?: Readonly<Record<number, CellValue>>;
}

/** A comparison that a test makes up, by row id. Old values are here when `deliver` was called, or at once. */
export class FakeDiff implements DiffData {
  baseName = "the version saved at 12:30";
  schemaChanges: readonly SchemaChange[] = [];
  state: DiffData["state"] = "complete";
  progress = 1;
  mode: DiffMode = "all";
  filter: DiffFilter = {};
  counts: DiffCounts;
  columns: readonly DiffColumn[];
  rowCount = 1_000;
  isHolding = false;
  readonly rows: Map<number, FakeRow>;
  readonly requests: (readonly number[])[] = [];
  readonly #here = new Set<number>();
  readonly #emitter = new Emitter<DiffDataEvents>();

  constructor(rows: Readonly<Record<number, FakeRow>>, names: readonly { id: number; name: string }[] = []) {
    this.rows = new Map(Object.entries(rows).map(([id, row]) => [Number(id), row]));
    this.counts = countsOf([...this.rows.values()]);
    this.columns = names
      .map(({ id, name }) => ({
        id,
        name,
        changed: [...this.rows.values()].filter(({ old }) => hasId(old, id)).length,
      }))
      .filter(({ changed }) => changed > 0);
  }

  kindOf(rowId: number): DiffKind | null {
    return this.rows.get(rowId)?.kind ?? null;
  }

  isChanged(rowId: number, columnId: number): boolean {
    return hasId(this.rows.get(rowId)?.old, columnId);
  }

  getBase(rowId: number, columnId: number): CellBox | undefined {
    const value = this.rows.get(rowId)?.old?.[columnId];
    return value === undefined || !this.#here.has(rowId) ? undefined : { value, pending: false };
  }

  ensureBase(rowIds: readonly number[]): void {
    this.requests.push(rowIds);
    if (!this.isHolding) queueMicrotask(() => this.deliver(rowIds));
  }

  deliver(rowIds: readonly number[] = this.requests.at(-1) ?? []): void {
    for (const id of rowIds) this.#here.add(id);
    this.#emitter.emit("base", { rowIds });
  }

  readBase(rowId: number, columnId: number): Promise<CellValue | undefined> {
    return Promise.resolve(this.rows.get(rowId)?.old?.[columnId]);
  }

  nextChange(row: number, direction: "next" | "previous"): number | null {
    const rows = [...this.rows.keys()].sort((a, b) => a - b);
    const found = direction === "next" ? rows.find((each) => each > row) : rows.findLast((each) => each < row);
    return found ?? null;
  }

  overview(buckets: number): readonly DiffCounts[] {
    return Array.from({ length: buckets }, (_, bucket) =>
      countsOf(
        [...this.rows].filter(([row]) => Math.floor((row / this.rowCount) * buckets) === bucket).map(([, r]) => r),
      ),
    );
  }

  on<Name extends keyof DiffDataEvents>(name: Name, listener: (detail: DiffDataEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /** As the engine tells of it. */
  change(
    changes: Partial<Pick<FakeDiff, "state" | "progress" | "mode" | "filter" | "counts" | "schemaChanges">>,
  ): void {
    Object.assign(this, changes);
    this.#emitter.emit("change", undefined);
  }
}

function hasId(old: FakeRow["old"], id: number): boolean {
  return old !== undefined && Object.hasOwn(old, id);
}

function countsOf(rows: readonly FakeRow[]): DiffCounts {
  const count = (kind: DiffKind): number => rows.filter((row) => row.kind === kind).length;
  return { added: count("added"), removed: count("removed"), changed: count("changed") };
}
