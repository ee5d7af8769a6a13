import type { Table } from "apache-arrow";
import type { IdRange } from "../changes/change.ts";
import type { Connection } from "../database/database.ts";
import { inSnapshot } from "../database/transaction.ts";
import type { Column } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { compareSql, pairColumns, type ColumnPair } from "./compare-sql.ts";
import { DiffRows } from "./diff-rows.ts";
import type { DiffSide } from "./diff-side.ts";
import { overlaps, planChunks } from "./plan-chunks.ts";
import { hasWholeRows, readMarks } from "./read-marks.ts";

export interface ComparisonParts {
  readonly base: DiffSide;
  readonly present: DiffSide;
  /** Whether the rows within the range are known to be the same on both sides. */
  readonly isSame: (range: IdRange) => boolean;
  /** Ids of the columns that may differ in rows of both sides; null: any. */
  readonly columnsToCompare: () => ReadonlySet<number> | null;
  /** More is known. */
  readonly onChange: () => void;
}

/** Finds the rows that differ, range by range; a range that changed meanwhile is compared again. */
export class Comparison {
  readonly #parts: ComparisonParts;
  readonly #chunks: IdRange[];
  readonly rows: DiffRows;
  readonly #pending: Set<number>;
  #done = 0;

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
    const { base, present } = parts;
    this.#chunks = planChunks([...base.ranges, ...wholeRanges(present)], present.ranges);
    this.rows = new DiffRows(this.#chunks);
    this.#pending = new Set(this.#chunks.keys());
  }

  /** In 0..1, of the first run. */
  get progress(): number {
    const { length } = this.#chunks;
    return length === 0 ? 1 : Math.min(1, this.#done / length);
  }

  /** Columns of the present, whether or not the base has them. */
  get allPairs(): readonly ColumnPair[] {
    const { base, present } = this.#parts;
    return pairColumns(base.columns, present.columns).filter((pair) => pair.present !== null);
  }

  /** Those that are compared in rows of both sides. */
  get pairs(): readonly ColumnPair[] {
    const wanted = this.#parts.columnsToCompare();
    return this.allPairs.filter(({ id }) => !wanted || wanted.has(id));
  }

  /** Rows within these ranges changed: they are compared again. */
  invalidate(ranges: readonly IdRange[] | "all"): void {
    this.#extend();
    for (const [index, chunk] of this.#chunks.entries()) {
      if (ranges === "all" || ranges.some((range) => overlaps(range, chunk))) this.#pending.add(index);
    }
  }

  /** New rows have ids above all others. */
  #extend(): void {
    const { present } = this.#parts;
    const end = this.#chunks.at(-1)?.endId ?? 0;
    for (const range of planChunks([], present.ranges)) {
      if (range.endId <= end) continue;
      const added = { firstId: Math.max(end, range.firstId), endId: range.endId };
      this.#chunks.push(added);
      this.rows.add(added);
      this.#pending.add(this.#chunks.length - 1);
    }
  }

  /** Compares what is pending. */
  async run(queue: QueryQueue, signal: AbortSignal): Promise<void> {
    for (let index = this.#next(); index !== undefined; index = this.#next()) {
      // What changes from now on makes it pending again.
      this.#pending.delete(index);
      try {
        await this.#compare(queue, index, signal);
      } catch (error) {
        this.#pending.add(index);
        throw error;
      }
      this.#done++;
      this.#parts.onChange();
    }
  }

  #next(): number | undefined {
    const [index] = this.#pending;
    return index;
  }

  async #compare(queue: QueryQueue, index: number, signal: AbortSignal): Promise<void> {
    const { base, present, isSame } = this.#parts;
    const range = this.#chunks[index];
    if (!range) return;
    if (isSame(range)) {
      this.rows.set(index, { offsets: new Uint32Array(), marks: new Uint32Array() });
      return;
    }
    const columns = this.#columns();
    const reading = [base.prefetch(range, columns.base), present.prefetch(range, columns.present)];
    // While there is input, a file is decoded while nothing else goes on: frames need the other core.
    if (queue.pacing.hasInput) {
      await untilAborted(
        queue.pacing.work(() => Promise.all(reading), { isIdle: true }),
        signal,
      );
    } else this.#prefetchNext(index);
    const found = await queue.read((connection) => this.#find(connection, range, columns), {
      priority: "idle",
      signal,
    });
    this.rows.set(index, readMarks(found, columns.pairs, this.rows.slots));
  }

  /** The files are decoded while the database compares. */
  #prefetchNext(index: number): void {
    const { base, present, isSame } = this.#parts;
    const next = [...this.#pending].find((at) => at !== index && !isSame(this.#chunks[at] ?? NO_IDS));
    const range = next === undefined ? undefined : this.#chunks[next];
    if (!range) return;
    const columns = this.#columns();
    void base.prefetch(range, columns.base);
    void present.prefetch(range, columns.present);
  }

  #columns(): ComparedColumns {
    const { pairs } = this;
    return {
      pairs,
      base: pairs.flatMap((pair) => pair.base ?? []),
      present: pairs.flatMap((pair) => pair.present ?? []),
    };
  }

  async *#find(connection: Connection, range: IdRange, columns: ComparedColumns): Job<Table> {
    const { base, present } = this.#parts;
    const isAligned = base.isDense?.(range) === true && present.isDense?.(range) === true;
    return yield* staged(connection, { sides: this.#parts, range, ...columns }, async function* (relations) {
      const find = (options: { isAligned: boolean }) =>
        connection.query(compareSql(relations, columns.pairs, { firstId: range.firstId, ...options }));
      const found = isAligned ? yield* find({ isAligned }) : null;
      return found && !hasWholeRows(found) ? found : yield* find({ isAligned: false });
    });
  }
}

interface ComparedColumns {
  readonly pairs: readonly ColumnPair[];
  readonly base: readonly Column[];
  readonly present: readonly Column[];
}

const NO_IDS: IdRange = { firstId: 0, endId: 0 };

interface Staging {
  readonly sides: Pick<ComparisonParts, "base" | "present">;
  readonly range: IdRange;
  readonly base: readonly Column[];
  readonly present: readonly Column[];
}

/** `work` on both sides' rows within the range, as they are at one moment; nothing of it stays in the database. */
export async function* staged<T>(
  connection: Connection,
  { sides, range, base, present }: Staging,
  work: (relations: { base: string; present: string }) => Job<T>,
): Job<T> {
  return yield* inSnapshot(connection, async function* () {
    const staging = {
      base: yield* sides.base.stage(connection, range, base),
      present: yield* sides.present.stage(connection, range, present),
    };
    return yield* work({ base: staging.base.relation, present: staging.present.relation });
  });
}

/** A side that is stored is read by its segments. */
function wholeRanges(side: DiffSide): readonly IdRange[] {
  return side.ranges.length > 1 ? side.ranges : [];
}
