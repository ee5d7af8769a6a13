import { Table, tableFromIPC } from "apache-arrow";
import type { StoredSegment, StoredVersion } from "../../worker/protocol.ts";
import type { IdRange } from "../changes/change.ts";
import { idsWithin } from "../changes/transforms/pass-sql.ts";
import type { Connection } from "../database/database.ts";
import { quoteIdentifier } from "../database/sql.ts";
import { isDense } from "../persistence/dense-segments.ts";
import type { PersistenceClient } from "../persistence/persistence-client.ts";
import { storedName } from "../persistence/snapshot-sql.ts";
import { storageType } from "../persistence/storage-type.ts";
import { transportForm } from "../persistence/transport-form.ts";
import { ROW_ID, type Column } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import { overlaps } from "./plan-chunks.ts";
import type { DiffSide, SideRows, StagedRows } from "./diff-side.ts";

export interface VersionSideParts {
  readonly client: () => Promise<Pick<PersistenceClient, "readSegment">>;
  readonly version: StoredVersion;
  /** Lets the storage overwrite the version's files again. */
  readonly release: () => void;
}

interface Reading {
  readonly segment: StoredSegment;
  readonly ipc: Promise<Uint8Array>;
}

/** The range that is compared and the next one, and a page or two. */
const MAX_AHEAD = 4;

/** Of one range that is read past the database, each a few ms of the page's time. */
const MAX_DIRECT_ROWS = 4096;
/** As they are stored. */
const MAX_DIRECT_BYTES = 2 ** 20;

let tables = 0;

/** A stored version, read from its files as far as it is looked at. */
export class VersionSide implements DiffSide {
  readonly survivesRestart = true;
  readonly columns: readonly Column[];
  readonly version: StoredVersion;
  readonly #parts: VersionSideParts;
  readonly #ahead = new Map<string, readonly Reading[]>();

  constructor(parts: VersionSideParts) {
    this.#parts = parts;
    this.version = parts.version;
    this.columns = parts.version.columns;
  }

  get ranges(): readonly IdRange[] {
    return this.version.segments;
  }

  segmentsOf(range: IdRange): readonly StoredSegment[] {
    return segmentsWithin(this.version, range);
  }

  isDense(range: IdRange): boolean {
    const segments = this.segmentsOf(range);
    return segments.length === 1 && segments.every((segment) => isDense(segment, this.version));
  }

  async prefetch(range: IdRange, columns: readonly Column[]): Promise<void> {
    const key = keyOf(range, columns);
    const readings = this.#ahead.get(key) ?? this.#read(range, columns);
    this.#ahead.set(key, readings);
    // Whoever asked for the oldest has stopped, or comes and reads it anew.
    for (const oldest of this.#ahead.keys()) if (this.#ahead.size > MAX_AHEAD) this.#ahead.delete(oldest);
    await Promise.allSettled(readings.map(({ ipc }) => ipc));
  }

  async *stage(connection: Connection, range: IdRange, columns: readonly Column[]): Job<StagedRows> {
    const key = keyOf(range, columns);
    const readings = this.#ahead.get(key) ?? this.#read(range, columns);
    this.#ahead.delete(key);
    const list = columns.map((column) => `${ownType(column)} AS c${column.id}`);
    const relations: string[] = [];
    const staged: string[] = [];
    for (const { ipc } of readings) {
      yield { until: ipc };
      const table = `__pt_base_${++tables}`;
      // The buffer is transferred.
      await connection.insertIpc(table, await ipc, { create: true });
      staged.push(table);
      yield;
      relations.push(`SELECT ${[ROW_ID, ...list].join(", ")} FROM ${table} WHERE ${idsWithin(range)}`);
    }
    return { relation: relations.join(" UNION ALL ") || emptyRelation(columns), tables: staged };
  }

  /** By the rows' positions in their segments, which no missing id moves. */
  readDirectly({ rowIds, columns, signal }: SideRows): Promise<Table> | null {
    const sorted = Float64Array.from(rowIds).sort();
    const range = { firstId: sorted[0] ?? 0, endId: (sorted.at(-1) ?? -1) + 1 };
    const segments = this.segmentsOf(range);
    const toPage = transportForm(columns);
    const isEach = segments.length > 0 && segments.every((segment) => isDense(segment, this.version));
    if (!toPage || !isEach || isMuch(range, segments)) return null;
    return this.#readStored(segments, { range, columns, ...(signal && { signal }) }).then(toPage);
  }

  async #readStored(
    segments: readonly StoredSegment[],
    { range, columns, signal }: { range: IdRange; columns: readonly Column[]; signal?: AbortSignal },
  ): Promise<Table> {
    const client = await this.#parts.client();
    const names = [ROW_ID, ...columns.map(storedName)];
    const parts = segments.map(async (segment) => {
      // Also of a whole one: what is read in part, the worker keeps for the next part.
      const part = { fromRow: 0, limit: segment.rows, ...this.#rowsOf(segment, range) };
      return tableFromIPC(
        (await client.readSegment({ segment, columns: names, ...part }, signal ? { signal } : {})).ipc,
      );
    });
    const [first, ...others] = await Promise.all(parts);
    return first ? first.concat(...others) : new Table();
  }

  close(): Promise<void> {
    this.#ahead.clear();
    this.#parts.release();
    return Promise.resolve();
  }

  #read(range: IdRange, columns: readonly Column[]): Reading[] {
    const names = [ROW_ID, ...columns.map(storedName)];
    return this.segmentsOf(range).map((segment) => {
      const client = this.#parts.client();
      const read = client.then((open) =>
        open.readSegment({ segment, columns: names, ...this.#rowsOf(segment, range) }),
      );
      const ipc = read.then((answer) => answer.ipc);
      ipc.catch(() => undefined);
      return { segment, ipc };
    });
  }

  /** Positions of the ids within the segment, where no id is missing in it; else it is read as a whole. */
  #rowsOf(segment: StoredSegment, range: IdRange): { fromRow?: number; limit?: number } {
    const { firstId } = segment;
    const isWhole = range.firstId <= firstId && range.endId >= segment.endId;
    if (isWhole || !isDense(segment, this.version)) return {};
    const fromRow = Math.max(0, range.firstId - firstId);
    return { fromRow, limit: Math.max(0, Math.min(segment.rows, range.endId - firstId) - fromRow) };
  }
}

/** Whether to pass the range through the page would be felt. */
function isMuch({ firstId, endId }: IdRange, segments: readonly StoredSegment[]): boolean {
  const rows = endId - firstId;
  const bytesPerRow = Math.max(...segments.map((segment) => segment.byteLength / Math.max(1, segment.rows)));
  return rows > MAX_DIRECT_ROWS || rows * bytesPerRow > MAX_DIRECT_BYTES;
}

/** The segments that hold the ids within `range`. */
export function segmentsWithin({ segments }: StoredVersion, range: IdRange): readonly StoredSegment[] {
  return segments.filter((segment) => overlaps(segment, range));
}

/** What a segment holds of the column, in the column's type. */
function ownType(column: Column): string {
  const name = quoteIdentifier(storedName(column));
  return storageType(column.type) === column.type ? name : `CAST(${name} AS ${column.type})`;
}

function emptyRelation(columns: readonly Column[]): string {
  const list = columns.map(({ id, type }) => `CAST(NULL AS ${type}) AS c${id}`);
  return `SELECT ${[`CAST(NULL AS BIGINT) AS ${ROW_ID}`, ...list].join(", ")} WHERE FALSE`;
}

function keyOf({ firstId, endId }: IdRange, columns: readonly Column[]): string {
  return [firstId, endId, ...columns.map(({ id }) => id)].join();
}
