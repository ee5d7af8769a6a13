import type { StoredVersion } from "../../worker/protocol.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import { quoteIdentifier } from "../database/sql.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import { ExportWorker } from "../export/export-worker.ts";
import { ProgressReport } from "../export/progress-report.ts";
import { storedName } from "../persistence/snapshot-sql.ts";
import type { SnapshotParts } from "../persistence/snapshot-parts.ts";
import { storageType } from "../persistence/storage-type.ts";
import type { Operations } from "../operations.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { TableStorage } from "../table-storage.ts";

export interface ExportVersionParts {
  /** Folder URL of the workers and `.wasm` files. */
  readonly assetBase: string;
  readonly storage: Pick<TableStorage, "open" | "stored">;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
}

/**
 * A stored version as one Parquet file, its columns under their names of then, without the hidden ids. Read from the
 * version's files part by part; the database has no part in it. Rejects as `exportView`, and with `unknown-version` or
 * `storage-corrupt`.
 */
export async function exportVersion(number: number, parts: ExportVersionParts, signal?: AbortSignal): Promise<Blob> {
  return await parts.operations.run("export", signal, async (stop) => {
    await parts.storage.open({ signal: stop });
    const { stored } = parts.storage;
    const version = stored.find(number);
    const release = await stored.hold(number);
    try {
      return await writeFile(version, await stored.decode(version, { signal: stop }), parts, stop);
    } finally {
      release();
    }
  });
}

async function writeFile(
  version: StoredVersion,
  rows: SnapshotParts,
  { assetBase, startDatabase, events }: ExportVersionParts,
  signal: AbortSignal,
): Promise<Blob> {
  const worker = new ExportWorker(assetBase);
  const progress = new ProgressReport("parquet", version.rows, (detail) => events.emit("export-progress", detail));
  try {
    worker.start({
      format: "parquet",
      columns: version.columns.map(({ name }) => ({ name, form: { kind: "text" } })),
      sources: version.columns.map(storedName),
      escapeFormulas: false,
      parquetWasmUrl: new URL("parquet_wasm_bg.wasm", assetBase).href,
    });
    let written: Promise<unknown> = Promise.resolve();
    let end = 0;
    for (let part = rows.next(); part; part = rows.next()) {
      const ipc = await untilAborted(part.ipc, signal);
      await untilAborted(written, signal);
      end += part.rows;
      const position = end;
      written = worker.write(ipc).then(({ rows: count, byteLength }) => progress.add(count, position, byteLength));
      written.catch(() => undefined);
    }
    // No part tells of which types the columns are.
    if (end === 0) written = worker.write(await emptyRows(version, startDatabase, signal));
    await untilAborted(written, signal);
    const file = await untilAborted(worker.finish(), signal);
    progress.complete(file.size);
    return file;
  } finally {
    worker.end();
  }
}

async function emptyRows(
  { columns }: StoredVersion,
  startDatabase: ExportVersionParts["startDatabase"],
  signal: AbortSignal,
): Promise<Uint8Array> {
  const list = columns.map((column) => {
    return `CAST(NULL AS ${storageType(column.type) ?? "VARCHAR"}) AS ${quoteIdentifier(storedName(column))}`;
  });
  const { queue } = await untilAborted(startDatabase(), signal);
  return await queue.read((connection) => connection.queryIpc(`SELECT ${list.join(", ")} WHERE false`), {
    priority: "user-visible",
    signal,
  });
}
