import type { IdRange } from "../changes/change.ts";
import { stringLiteral } from "../database/sql.ts";
import type { ExportProgress } from "../engine-events.ts";
import { exportColumns } from "../export/export-columns.ts";
import { ExportWorker } from "../export/export-worker.ts";
import { ROW_ID, type Column } from "../schema.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { staged } from "./comparison.ts";
import { anyDiffers, differs, joined, type ColumnPair, type Relations } from "./compare-sql.ts";
import type { DiffFormat } from "./diff-types.ts";
import type { OpenDiff } from "./open-diff.ts";

export interface ExportDiffOptions {
  readonly queue: QueryQueue;
  /** Folder URL of the workers and `.wasm` files. */
  readonly assetBase: string;
  readonly format: DiffFormat;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal;
}

const column = (id: number, name: string, type: string): Column => ({ id, name, type, nullable: true });
const COLUMNS = [column(0, "id", "BIGINT"), column(1, "column", "VARCHAR"), column(2, "old", "VARCHAR"), column(3, "new", "VARCHAR")]; // prettier-ignore

/** A row for each cell that differs; of rows that were added or removed, each that is not NULL. */
export async function exportDiff(diff: OpenDiff, options: ExportDiffOptions): Promise<Blob> {
  const { assetBase, format, onProgress, signal } = options;
  const { comparison } = diff.parts;
  const worker = new ExportWorker(assetBase);
  const end = (): void => worker.end();
  signal.addEventListener("abort", end, { once: true });
  try {
    const { columns } = exportColumns(format, COLUMNS);
    const parquetWasmUrl = new URL("parquet_wasm_bg.wasm", assetBase).href;
    worker.start({ format, columns, escapeFormulas: true, parquetWasmUrl });
    const totalRows = comparison.rows.size;
    const done = { rows: 0, bytes: 0 };
    for (const { range, count } of comparison.rows.filledRanges) {
      onProgress({ format, rowsDone: done.rows, totalRows, bytes: done.bytes, progress: done.rows / totalRows });
      const written = await untilAborted(worker.write(await readCells(diff, range, options)), signal);
      done.bytes = written.byteLength;
      done.rows += count;
    }
    const file = await untilAborted(worker.finish(), signal);
    onProgress({ format, rowsDone: totalRows, totalRows, bytes: file.size, progress: 1 });
    return file;
  } finally {
    signal.removeEventListener("abort", end);
    worker.end();
  }
}

function readCells({ parts }: OpenDiff, range: IdRange, options: ExportDiffOptions): Promise<Uint8Array> {
  const { allPairs, pairs } = parts.comparison;
  const { list } = exportColumns(options.format, COLUMNS);
  const base = allPairs.flatMap((pair) => pair.base ?? []);
  const present = allPairs.flatMap((pair) => pair.present ?? []);
  return options.queue.read(
    (connection) =>
      staged(connection, { sides: parts, range, base, present }, (relations) =>
        connection.queryIpc(
          `SELECT ${list} FROM (${cellsSql(relations, { allPairs, pairs })}) AS t ORDER BY t.id, t."column"`,
        ),
      ),
    { priority: "background", signal: options.signal },
  );
}

/** `id, column, old, new` of the cells that differ. */
function cellsSql(
  relations: Relations,
  { allPairs, pairs }: { allPairs: readonly ColumnPair[]; pairs: readonly ColumnPair[] },
): string {
  const [p, b] = [`p.${ROW_ID}`, `b.${ROW_ID}`];
  const compared = new Set(pairs.map(({ id }) => id));
  const cells = allPairs.map((pair) => {
    const old = pair.base ? `CAST(b.c${pair.id} AS VARCHAR)` : "CAST(NULL AS VARCHAR)";
    const now = `CAST(p.c${pair.id} AS VARCHAR)`;
    const isMeant = `CASE WHEN ${p} IS NULL THEN ${old} IS NOT NULL WHEN ${b} IS NULL THEN ${now} IS NOT NULL ELSE ${compared.has(pair.id) ? differs(pair) : "FALSE"} END`;
    return `{'name': ${stringLiteral(pair.present?.name ?? "")}, 'old': ${old}, 'new': ${now}, 'is_meant': ${isMeant}}`;
  });
  const rows = `SELECT coalesce(${p}, ${b}) AS id, unnest([${cells.join(", ")}]) AS cell FROM ${joined(relations)} WHERE ${anyDiffers(pairs)}`;
  return `SELECT id, cell.name AS "column", cell.old AS old, cell.new AS new FROM (${rows}) WHERE cell.is_meant`;
}
