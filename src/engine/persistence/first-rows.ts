import { type Table, tableFromIPC } from "apache-arrow";
import type { StoredVersion } from "../../worker/protocol.ts";
import { ROW_ID } from "../schema.ts";
import type { PersistenceClient } from "./persistence-client.ts";
import { storedName } from "./snapshot-sql.ts";
import { transportForm } from "./transport-form.ts";

export interface FirstRowsOptions {
  readonly client: PersistenceClient;
  readonly version: StoredVersion;
  /** The version's first rows, as far as they came with its opening. */
  readonly head?: Uint8Array | null;
  /** Position in natural order. */
  readonly firstRow: number;
  readonly count: number;
  readonly signal?: AbortSignal;
}

/**
 * Rows `[firstRow, firstRow + count)` of a stored version in the transport form of a page, without the database. Null
 * when a column's text would take the database to get right (lists, structs, maps).
 */
export async function readFirstRows(options: FirstRowsOptions): Promise<Table | null> {
  const { client, version, head, firstRow, count, signal } = options;
  const toPage = transportForm(version.columns);
  if (!toPage) return null;
  if (head && firstRow === 0) return toPage(tableFromIPC(head));
  const columns = [ROW_ID, ...version.columns.map(storedName)];
  const tables = await Promise.all(
    rangesOf(version, firstRow, count).map(async (range) => {
      const { ipc } = await client.readSegment({ ...range, columns }, signal ? { signal } : {});
      return tableFromIPC(ipc);
    }),
  );
  const [first, ...others] = tables;
  return first ? toPage(first.concat(...others)) : null;
}

function rangesOf(version: StoredVersion, firstRow: number, count: number) {
  let start = 0;
  return version.segments.flatMap((segment) => {
    const fromRow = Math.max(0, firstRow - start);
    const limit = Math.min(segment.rows, firstRow + count - start) - fromRow;
    start += segment.rows;
    return limit > 0 ? [{ segment, fromRow, limit }] : [];
  });
}
