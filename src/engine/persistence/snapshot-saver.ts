import type { Connection } from "../database/database.ts";
import type { InputPacing } from "../scheduling/input-pacing.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { Job } from "../scheduling/job.ts";
import type { TableSchema } from "../schema.ts";
import type { ColumnLayout, Compression, SavePlan, SaveSummary, SegmentPlan } from "../../worker/protocol.ts";
import type { PersistenceClient } from "./persistence-client.ts";
import { exportLayouts, exportList, exportSql, rangeFactsSql } from "./snapshot-sql.ts";

/** Cells of one chunk, as many as DuckDB exports in about 10 ms. */
const CHUNK_CELLS = 450_000;
/** A slice copies as many bytes in about as long. */
const CHUNK_BYTES = 16 * 2 ** 20;
/** DuckDB filters whole vectors away when a chunk begins and ends with one. */
const VECTOR_ROWS = 2048;
/** Chunks on their way to the file: one that is encoded, one that waits. */
const MAX_CHUNKS_UNDER_WAY = 2;
/** While there is input, chunks are so many times smaller: a frame's reads wait for less. */
const INPUT_DIVISOR = 3;
/** Share of the progress that handing over makes; the rest is writing, and a last bit the commit. */
const EXPORT_SHARE = 0.3;
const WRITE_SHARE = 0.68;

export interface SnapshotContents {
  readonly version: number;
  readonly schema: TableSchema;
  readonly nextRowId: number;
  readonly segments: readonly SegmentPlan[];
}

export interface SaveProgress {
  readonly phase: "export" | "write" | "commit";
  /** Rows that this version's files hold so far, those of unchanged segments from the start. */
  readonly rowsWritten: number;
  readonly totalRows: number;
  /** Bytes that this save has written. */
  readonly bytesWritten: number;
  /** 0…1, never falling. */
  readonly progress: number;
}

export interface SaveOptions {
  readonly queue: QueryQueue;
  readonly client: PersistenceClient;
  readonly table: string;
  readonly compression: Compression;
  readonly keepVersions: number;
  /** Called synchronously at the moment of the cut: every change before it is in the snapshot, none after it. */
  readonly takeCut: () => SnapshotContents;
  readonly onProgress?: (progress: SaveProgress) => void;
  readonly signal?: AbortSignal;
}

/** Writes one snapshot. When it rejects, the last saved version is as it was. */
export async function saveSnapshot(options: SaveOptions): Promise<SaveSummary> {
  const { queue, client, signal } = options;
  const abortable = signal ? { signal } : {};
  let run: SaveRun | undefined;
  try {
    await queue.readSnapshot((connection) => exportSnapshot(connection, options, () => run), {
      priority: "background",
      onCut: () => (run = new SaveRun(options, options.takeCut())),
      ...abortable,
    });
    run?.report("commit");
    // Whoever stops it now would not know what is stored.
    const summary = await client.commitSave();
    run?.complete(summary);
    return summary;
  } catch (error) {
    await client.abortSave().catch(() => undefined);
    throw error;
  }
}

async function* exportSnapshot(
  connection: Connection,
  { client, table, queue: { pacing } }: SaveOptions,
  currentRun: () => SaveRun | undefined,
): Job<void> {
  const run = currentRun();
  if (!run) throw new RangeError("The snapshot was read before its cut.");
  const begun = client.beginSave(run.plan);
  begun.catch(() => undefined);
  const ranges = yield* measureRanges(connection, table, run);
  yield { until: begun };
  await begun;
  const underWay: Promise<void>[] = [];
  for (const range of ranges) {
    for (const chunk of chunksOf(range, run, pacing)) {
      const sql = exportSql(table, run.exportList, { ...chunk, sorted: range.sorted });
      const ipc = await connection.readIpc(sql);
      run.measure(ipc.byteLength, chunk.endId - chunk.firstId);
      const writing = client.writeChunk({ index: range.index, ipc, last: chunk.endId === range.endId });
      const tracked = run.track(writing, chunk.endId - chunk.firstId);
      tracked.catch(() => undefined);
      underWay.push(tracked);
      run.report("export");
      const limit = pacing.hasInput ? 1 : MAX_CHUNKS_UNDER_WAY;
      if (underWay.length < limit) yield;
      while (underWay.length >= limit) yield* written(underWay.shift(), pacing);
    }
  }
  yield* written(Promise.all(underWay), pacing);
}

/** The codec is busy meanwhile. */
async function* written(chunk: Promise<unknown> | undefined, pacing: InputPacing): Job<void> {
  yield { until: pacing.work(async () => chunk) };
  await chunk;
}

interface DirtyRange {
  readonly index: number;
  readonly firstId: number;
  readonly endId: number;
  readonly rows: number;
  readonly sorted: boolean;
}

async function* measureRanges(connection: Connection, table: string, run: SaveRun): Job<DirtyRange[]> {
  const ranges: DirtyRange[] = [];
  for (const [index, { firstId, endId, reuse }] of run.plan.segments.entries()) {
    if (reuse) continue;
    const facts = await connection.run(rangeFactsSql(table, { firstId, endId }));
    const rows = Number(facts.getChildAt(0)?.get(0));
    run.addRows(rows, endId - firstId);
    ranges.push({ index, firstId, endId, rows, sorted: facts.getChildAt(1)?.get(0) === true });
    yield;
  }
  return ranges;
}

/** Chunks of about the same size, which the first of a save finds out. */
function* chunksOf(
  range: DirtyRange,
  run: SaveRun,
  pacing: InputPacing,
): Generator<{ firstId: number; endId: number }> {
  const idsPerRow = (range.endId - range.firstId) / Math.max(1, range.rows);
  for (let firstId = range.firstId; firstId < range.endId;) {
    const left = range.endId - firstId;
    const chunkIds = run.chunkIds(idsPerRow) / (pacing.hasInput ? INPUT_DIVISOR : 1);
    const count = Math.ceil(left / (run.hasMeasure ? chunkIds : VECTOR_ROWS));
    const ids = Math.ceil(left / count / VECTOR_ROWS) * VECTOR_ROWS;
    yield { firstId, endId: Math.min(range.endId, firstId + ids) };
    firstId += ids;
  }
}

function isFixedWidth(layout: ColumnLayout): boolean {
  return layout === "integer" || layout === "float";
}

/** What one save has done so far. */
class SaveRun {
  readonly exportList: string;
  readonly plan: SavePlan;
  readonly #chunkRows: number;
  /** Of the last chunk; null: unknown. */
  #bytesPerId: number | null;
  readonly #onProgress: SaveOptions["onProgress"];
  readonly #reusedRows: number;
  #dirtyRows = 0;
  /** Ids rather than rows measure headway: a range may have gaps. */
  #dirtyIds = 0;
  #exportedIds = 0;
  #writtenIds = 0;
  #rowsWritten = 0;
  #bytesWritten = 0;
  #progress = 0;

  constructor(options: SaveOptions, contents: SnapshotContents) {
    this.#onProgress = options.onProgress;
    const { version, schema, nextRowId, segments } = contents;
    this.exportList = exportList(schema.columns);
    this.plan = {
      version,
      columns: schema.columns,
      layouts: exportLayouts(schema.columns),
      nextColumnId: schema.nextColumnId,
      nextRowId,
      compression: options.compression,
      keepVersions: options.keepVersions,
      segments,
    };
    this.#bytesPerId = this.plan.layouts.every(isFixedWidth) ? 0 : null;
    this.#chunkRows = Math.max(VECTOR_ROWS, Math.floor(CHUNK_CELLS / (schema.columns.length + 1)));
    this.#reusedRows = segments.reduce((sum, { reuse }) => sum + (reuse?.rows ?? 0), 0);
  }

  /** Whether it is known how large rows are. */
  get hasMeasure(): boolean {
    return this.#bytesPerId !== null;
  }

  measure(bytes: number, ids: number): void {
    this.#bytesPerId = bytes / ids;
  }

  /** How many ids one chunk may span. */
  chunkIds(idsPerRow: number): number {
    const byCells = this.#chunkRows * idsPerRow;
    const byBytes = CHUNK_BYTES / Math.max(1e-6, this.#bytesPerId ?? 0);
    return Math.max(VECTOR_ROWS, Math.min(byCells, byBytes));
  }

  addRows(rows: number, ids: number): void {
    this.#dirtyRows += rows;
    this.#dirtyIds += ids;
  }

  async track(written: Promise<{ rowsWritten: number; bytesWritten: number }>, ids: number): Promise<void> {
    this.#exportedIds += ids;
    const { rowsWritten, bytesWritten } = await written;
    this.#writtenIds += ids;
    this.#rowsWritten = rowsWritten;
    this.#bytesWritten = bytesWritten;
    this.report("write");
  }

  report(phase: SaveProgress["phase"]): void {
    const ids = Math.max(1, this.#dirtyIds);
    const done = (EXPORT_SHARE * this.#exportedIds + WRITE_SHARE * this.#writtenIds) / ids;
    this.#emit(phase, phase === "commit" ? EXPORT_SHARE + WRITE_SHARE : done);
  }

  complete(summary: SaveSummary): void {
    this.#bytesWritten = summary.bytesWritten;
    this.#emit("commit", 1);
  }

  #emit(phase: SaveProgress["phase"], progress: number): void {
    this.#progress = Math.max(this.#progress, progress);
    this.#onProgress?.({
      phase,
      rowsWritten: this.#reusedRows + this.#rowsWritten,
      totalRows: this.#reusedRows + this.#dirtyRows,
      bytesWritten: this.#bytesWritten,
      progress: this.#progress,
    });
  }
}
