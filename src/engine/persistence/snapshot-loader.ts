import type { StoredSegment, StoredVersion } from "../../worker/protocol.ts";
import type { Connection } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Job } from "../scheduling/job.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import { ROW_ID } from "../schema.ts";
import type { PersistenceClient } from "./persistence-client.ts";
import { createTableSql, storedName } from "./snapshot-sql.ts";

/** Cells inserted in one slice of about 20 ms. */
const PART_CELLS = 1_400_000;
/** Parts that are decoded ahead while one is inserted. */
const READ_AHEAD = 2;

export interface LoadSnapshotOptions {
  readonly queue: QueryQueue;
  readonly client: PersistenceClient;
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

interface Part {
  readonly segment: StoredSegment;
  readonly fromRow: number;
  readonly rows: number;
}

async function* insertParts(connection: Connection, options: LoadSnapshotOptions): Job<void> {
  const { client, version, stagingTable, onProgress } = options;
  const columns = [ROW_ID, ...version.columns.map(storedName)];
  const parts = partsOf(version);
  const decoding: Promise<{ ipc: Uint8Array }>[] = [];
  let next = 0;
  const readAhead = (): void => {
    for (; next < parts.length && decoding.length < READ_AHEAD; next++) {
      const { segment, fromRow, rows } = parts[next] as Part;
      const whole = rows === segment.rows;
      const read = client.readSegment({ segment, columns, ...(!whole && { fromRow, limit: rows }) });
      read.catch(() => undefined);
      decoding.push(read);
    }
  };
  const totalBytes = version.segments.reduce((sum, segment) => sum + segment.byteLength, 0);
  let rows = 0;
  let loadedBytes = 0;
  readAhead();
  await connection.run(createTableSql(stagingTable, version.columns));
  for (const part of parts) {
    const decoded = decoding.shift();
    yield decoded && { until: decoded };
    const { ipc } = (await decoded) as { ipc: Uint8Array };
    readAhead();
    await connection.insertIpc(stagingTable, ipc, { create: false });
    rows += part.rows;
    loadedBytes += (part.rows / part.segment.rows) * part.segment.byteLength;
    onProgress?.({ rows, loadedBytes: Math.round(loadedBytes), totalBytes });
  }
}

function partsOf(version: StoredVersion): Part[] {
  const partRows = Math.max(2048, Math.floor(PART_CELLS / (version.columns.length + 1)));
  return version.segments.flatMap((segment) => {
    const count = Math.ceil(segment.rows / partRows);
    const rows = Math.ceil(segment.rows / count);
    return Array.from({ length: count }, (_, index) => ({
      segment,
      fromRow: index * rows,
      rows: Math.min(rows, segment.rows - index * rows),
    }));
  });
}
