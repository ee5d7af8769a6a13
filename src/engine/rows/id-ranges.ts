import type { RowExtent } from "../current-table.ts";
import type { Job } from "../scheduling/job.ts";
import { ROW_ID } from "../schema.ts";

/** DuckDB tests so many rows in one slice, however costly the condition: only a shorter range makes it shorter. */
const SLICE_IDS = 102_400;
const FIRST_IDS = 20_480;
const FEWEST_IDS = 4096;
/** Where slices are short anyway. */
const MOST_IDS = 1_024_000;
const SLICE_MS = 60;

/** The ids of a table in ranges of which each takes short slices, as the slices of those before tell. */
export class IdRanges {
  #firstId: number;
  #length = FIRST_IDS;
  readonly #endId: number;

  constructor({ firstId, endId }: Pick<RowExtent, "firstId" | "endId">) {
    this.#firstId = firstId;
    this.#endId = endId;
  }

  get hasNext(): boolean {
    return this.#firstId < this.#endId;
  }

  /** Rows of the present range. */
  get condition(): string {
    return `${ROW_ID} >= ${this.#firstId} AND ${ROW_ID} < ${Math.min(this.#firstId + this.#length, this.#endId)}`;
  }

  /** Runs the query over the present range and goes on to the next one. */
  async *measure<T>(query: AsyncGenerator<void, T, void>): Job<T> {
    let longestMs = 0;
    try {
      for (;;) {
        const startedAt = performance.now();
        const step = await query.next();
        longestMs = Math.max(longestMs, performance.now() - startedAt);
        if (step.done) {
          this.#advance(longestMs);
          return step.value;
        }
        yield;
      }
    } finally {
      await query.return(undefined as T);
    }
  }

  #advance(longestMs: number): void {
    this.#firstId += this.#length;
    const length = (Math.min(this.#length, SLICE_IDS) * SLICE_MS) / Math.max(1, longestMs);
    this.#length = length >= SLICE_IDS ? MOST_IDS : Math.max(FEWEST_IDS, Math.floor(length / 2048) * 2048);
  }
}
