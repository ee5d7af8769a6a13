import type { StoredVersion } from "../../worker/protocol.ts";
import type { Connection } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Job } from "../scheduling/job.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { SnapshotParts } from "./snapshot-parts.ts";
import { createTableSql } from "./snapshot-sql.ts";

export interface LoadSnapshotOptions {
  readonly queue: QueryQueue;
  /** Of `version`; may have been read ahead. */
  readonly parts: SnapshotParts;
  readonly version: StoredVersion;
  /** Table to create; it is not there when the load fails. */
  readonly stagingTable: string;
  readonly onProgress?: (progress: { rows: number; loadedBytes: number; totalBytes: number }) => void;
  readonly signal?: AbortSignal;
}

/** Loads a stored version into a new table. Rejects with `storage-corrupt` when a file of it does not verify. */
export async function loadSnapshot(options: LoadSnapshotOptions): Promise<void> {
  // A reader's turn, not the writer's: edits and saves of the present table go on.
  await options.queue.read((connection) => inTransaction(connection, insertParts(connection, options)), {
    priority: "user-visible",
    ...(options.signal && { signal: options.signal }),
  });
}

async function* insertParts(connection: Connection, options: LoadSnapshotOptions): Job<void> {
  const { parts, version, stagingTable, onProgress } = options;
  const { totalBytes } = parts;
  let rows = 0;
  let loadedBytes = 0;
  await connection.run(createTableSql(stagingTable, version.columns));
  for (let part = parts.next(); part; part = parts.next()) {
    yield { until: part.ipc };
    await connection.insertIpc(stagingTable, await part.ipc, { create: false });
    rows += part.rows;
    loadedBytes += part.byteLength;
    onProgress?.({ rows, loadedBytes: Math.round(loadedBytes), totalBytes });
  }
}
