import type { ExportFormat } from "../../worker/export-protocol.ts";
import type { RowExtent } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import type { ExportProgress } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import type { ViewModel } from "../models.ts";
import type { RowView } from "../rows/row-source.ts";
import { readViewIds } from "../rows/view-ids.ts";
import { viewSql } from "../rows/view-sql.ts";
import type { InputPacing } from "../scheduling/input-pacing.ts";
import type { Job } from "../scheduling/job.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { Column } from "../schema.ts";
import { exportColumns } from "./export-columns.ts";
import { ExportWorker } from "./export-worker.ts";
import { ProgressReport } from "./progress-report.ts";
import { readViewChunks, type ViewToExport } from "./view-chunks.ts";

/** Chunks on their way to the file: one that is written, one that waits. */
const MAX_CHUNKS_UNDER_WAY = 2;

export interface ExportContents {
  readonly columns: readonly Column[];
  readonly extent: RowExtent;
  readonly model: ViewModel;
  /** The rows of `model`; null: they are still to be found. */
  readonly view: RowView | null;
}

export interface ExportViewOptions {
  readonly queue: QueryQueue;
  /** Folder URL of the workers and `.wasm` files. */
  readonly assetBase: string;
  readonly format: ExportFormat;
  readonly escapeFormulas: boolean;
  /** Called synchronously at the moment of the cut: every change before it is in the file, none after it. */
  readonly takeCut: () => ExportContents;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * The rows of a view as a file, read from one snapshot while changes go on. Rejects with `export-failed`, `worker-died`
 * or what the database rejects with; an abort ends all of it at once.
 */
export async function exportView(options: ExportViewOptions): Promise<Blob> {
  const { queue, assetBase, signal } = options;
  signal.throwIfAborted();
  const worker = new ExportWorker(assetBase);
  const end = () => worker.end();
  signal.addEventListener("abort", end, { once: true });
  let contents: ExportContents | undefined;
  try {
    const progress = await queue.readSnapshot((connection) => exportRows(connection, worker, options, contents), {
      priority: "background",
      signal,
      onCut: () => (contents = options.takeCut()),
    });
    const file = await untilAborted(worker.finish(), signal);
    progress.complete(file.size);
    return file;
  } finally {
    signal.removeEventListener("abort", end);
    worker.end();
  }
}

async function* exportRows(
  connection: Connection,
  worker: ExportWorker,
  options: ExportViewOptions,
  contents: ExportContents | undefined,
): Job<ProgressReport> {
  if (!contents) throw new RangeError("The snapshot was read before its cut.");
  if (contents.columns.length === 0) {
    throw new PersistentTableError("invalid-argument", "There is nothing to export: the table has no columns.");
  }
  const { assetBase, format, escapeFormulas, onProgress } = options;
  const { pacing } = options.queue;
  const exported = exportColumns(format, contents.columns);
  const parquetWasmUrl = new URL("parquet_wasm_bg.wasm", assetBase).href;
  worker.start({ format, columns: exported.columns, escapeFormulas, parquetWasmUrl });
  const view = contents.view ?? (yield* findRows(connection, contents));
  const progress = new ProgressReport(format, view.rowCount, onProgress);
  const underWay: Promise<void>[] = [];
  yield* readViewChunks(connection, { view, exported, tableRows: contents.extent.rowCount }, async function* (chunk) {
    const written = worker.write(chunk.ipc).then(({ rows, byteLength }) => progress.add(rows, chunk.end, byteLength));
    written.catch(() => undefined);
    underWay.push(written);
    const limit = pacing.hasInput ? 1 : MAX_CHUNKS_UNDER_WAY;
    if (underWay.length < limit) yield;
    while (underWay.length >= limit) yield* settled(underWay.shift(), pacing);
  });
  yield* settled(Promise.all(underWay), pacing);
  return progress;
}

/** The worker is busy meanwhile. */
async function* settled(chunks: Promise<unknown> | undefined, pacing: InputPacing): Job<void> {
  yield { until: pacing.work(async () => chunks) };
  await chunks;
}

/** Of a view that nobody has computed for the present table. */
async function* findRows(
  connection: Connection,
  { model, columns, extent }: ExportContents,
): Job<ViewToExport["view"]> {
  const ids = yield* readViewIds(connection, viewSql(model, columns), extent);
  return { rowCount: ids.length, firstId: ids[0] ?? 0, ids };
}
