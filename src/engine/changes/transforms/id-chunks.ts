import type { RowExtent } from "../../current-table.ts";
import { SEGMENT_ROWS } from "../../schema.ts";
import type { InputPacing } from "../../scheduling/input-pacing.ts";
import type { Job } from "../../scheduling/job.ts";
import type { IdRange } from "../change.ts";
import type { FilledTable } from "./change-tables.ts";

/** DuckDB looks up from its work after so many rows, whatever they take: 50 vectors. */
const TASK_ROWS = 102_400;
/** Whoever waits for the next slice, or for a stop, would feel a longer one. */
const SLICE_MS = 50;
/** While the reader scrolls or types: a longer one could be felt in the frames beside it. */
const INPUT_SLICE_MS = 10;
/** Progress is told after each chunk. */
const CHUNK_MS = 400;
/** What a statement takes, however few rows it is about. */
const STATEMENT_MS = 10;
const PROBE_IDS = 20_480;
const MIN_IDS = 256;
const MAX_IDS = 8 * SEGMENT_ROWS;
/** Of a chunk. */
const REST = 0.125;

export type ChunkPacing = Pick<InputPacing, "hasInput">;

export interface ChunkedIds {
  /** Ascending. */
  readonly ranges: readonly IdRange[];
  /** On average. */
  readonly rowsPerId: number;
}

export function idsOf({ firstId, endId, rowCount }: RowExtent): ChunkedIds {
  return { ranges: firstId < endId ? [{ firstId, endId }] : [], rowsPerId: rowCount / Math.max(1, endId - firstId) };
}

/** Those of the table's rows that a table of the history holds. */
export function idsOfTable({ ranges, rowCount }: Pick<FilledTable, "ranges" | "rowCount">): ChunkedIds {
  const ids = ranges.reduce((sum, { firstId, endId }) => sum + endId - firstId, 0);
  return { ranges, rowsPerId: rowCount / Math.max(1, ids) };
}

/**
 * Does `work` for one chunk of the ids after the other. The first one is small and tells what rows cost; the others are as
 * large as leaves slices short: a few for what is cheap, many for what is not, or while there is input. `share`: of the
 * ids, with the chunk's.
 */
export async function* inChunks(
  { ranges, rowsPerId }: ChunkedIds,
  work: (chunk: IdRange, share: number) => Job<void>,
  { pacing, now = () => performance.now() }: { pacing?: ChunkPacing | undefined; now?: () => number } = {},
): Job<void> {
  const firstId = ranges.at(0)?.firstId ?? 0;
  const span = (ranges.at(-1)?.endId ?? 0) - firstId;
  let size = PROBE_IDS;
  for (let chunk = nextChunk(ranges, -Infinity, size); chunk; chunk = nextChunk(ranges, chunk.endId, size)) {
    const durationMs = yield* timed(work(chunk, (chunk.endId - firstId) / span), now);
    const done = { ids: chunk.endId - chunk.firstId, durationMs, rowsPerId };
    size = pacing?.hasInput ? pacedChunkSize(done) : chunkSize(done);
    yield;
  }
}

/** How many ids the next chunk has, when one of `ids` took so long. */
export function chunkSize({
  ids,
  durationMs,
  rowsPerId,
}: {
  ids: number;
  durationMs: number;
  rowsPerId: number;
}): number {
  // At least half of it is for the rows: a small chunk that was soon done is no reason for a huge one.
  const idMs = Math.max(durationMs - STATEMENT_MS, durationMs / 2) / ids;
  const isCheap = idMs * Math.min(MAX_IDS, TASK_ROWS / rowsPerId) <= SLICE_MS;
  return withinLimits((isCheap ? CHUNK_MS : SLICE_MS) / idMs);
}

/** The same while there is input: each chunk is one slice, with what its statement takes. */
function pacedChunkSize({ ids, durationMs }: { ids: number; durationMs: number }): number {
  return withinLimits((ids * INPUT_SLICE_MS) / durationMs);
}

function withinLimits(ids: number): number {
  return Math.min(MAX_IDS, Math.max(MIN_IDS, Math.floor(ids)));
}

/** About `size` ids from `fromId` on, with those in between that no range has. */
export function nextChunk(ranges: readonly IdRange[], fromId: number, size: number): IdRange | null {
  const next = ranges.find(({ endId }) => endId > fromId);
  if (!next) return null;
  const firstId = Math.max(next.firstId, fromId);
  const lastId = ranges.at(-1)?.endId ?? firstId;
  // A small rest is not worth a statement of its own.
  if (lastId - firstId <= size * (1 + REST)) return { firstId, endId: lastId };
  // Row groups begin at multiples.
  const limit = size < SEGMENT_ROWS ? firstId + size : Math.floor((firstId + size) / SEGMENT_ROWS) * SEGMENT_ROWS;
  const last = ranges.findLast((range) => range.firstId < limit) ?? next;
  return { firstId, endId: Math.min(limit, last.endId) };
}

/** Runs `job`; returns how long its slices took, without what ran in between. */
async function* timed(job: Job<void>, now: () => number): Job<number> {
  let durationMs = 0;
  try {
    for (;;) {
      const startedAt = now();
      const step = await job.next();
      durationMs += now() - startedAt;
      if (step.done) return durationMs;
      yield step.value;
    }
  } finally {
    await job.return();
  }
}
