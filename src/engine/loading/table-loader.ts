import type { CurrentTable } from "../current-table.ts";
import type { DatabaseRuntime } from "../database-runtime.ts";
import { quoteIdentifier } from "../database/sql.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import { startImport } from "../import/import-source.ts";
import type { ImportPreview, LoadFormat, LoadSource } from "../import/import-types.ts";
import type { GridRows } from "../rows/grid-rows.ts";
import { loadSnapshot } from "../persistence/snapshot-loader.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import { nextPaint } from "../scheduling/next-paint.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { yieldToMain } from "../scheduling/yield.ts";
import type { TableStorage } from "../table-storage.ts";
import type { StoredVersion } from "../../worker/protocol.ts";
import type { TableSchema } from "../schema.ts";
import { importedSchema } from "./imported-schema.ts";

export interface TableLoaderParts {
  readonly assetBase: string;
  readonly runtime: DatabaseRuntime;
  readonly table: CurrentTable;
  readonly rows: GridRows;
  readonly storage: TableStorage;
  /** Called synchronously when another table has taken the present one's place, before its rows are shown. */
  readonly onReplaced: () => void;
  readonly events: Emitter<EngineEvents>;
}

/** A table that is ready in the database to take the present one's place. */
interface StagedTable {
  readonly table: string;
  readonly schema: TableSchema;
  readonly nextRowId?: number;
  /** Called synchronously when it has become the table. */
  readonly onReplaced: () => void;
}

/** Rows that are painted before the database has any. */
const FIRST_SCREEN_ROWS = 128;
const OVERSCAN_ROWS = 32;
/** The database, whose start takes all cores, waits no longer for the first rows of a source. */
const FIRST_ROWS_PATIENCE_MS = 300;

/** Brings tables in, from outside or from storage, each beside the present one until it is whole. */
export class TableLoader {
  readonly #parts: TableLoaderParts;
  #loads = 0;

  constructor(parts: TableLoaderParts) {
    this.#parts = parts;
  }

  /** Rejects, and leaves the present table as it is, when the source cannot be read to its end. */
  async import(source: LoadSource, options: { format: LoadFormat; signal: AbortSignal }): Promise<void> {
    const { assetBase, runtime, table, storage, events } = this.#parts;
    const { format } = options;
    const failure = new AbortController();
    const signal = AbortSignal.any([options.signal, failure.signal]);
    const firstRows = Promise.withResolvers<void>();
    const importing = startImport(source, format, {
      assetBase,
      signal,
      onProgress: (progress) => events.emit("load-progress", progress),
      onPreview: (preview) => {
        const shown = this.#showPreview(preview, signal);
        firstRows.resolve(shown);
        return shown;
      },
    });
    setTimeout(firstRows.resolve, FIRST_ROWS_PATIENCE_MS);
    const starting = runtime.start(firstRows.promise);
    starting.catch(() => undefined);
    try {
      const { database, queue } = await untilAborted(starting, signal);
      const stagingTable = this.#stagingName();
      const { columns } = await importing.into({ database, queue, stagingTable });
      const schema = importedSchema(columns, table.schema);
      await this.#replace({ table: stagingTable, schema, onReplaced: () => storage.replaced() }, options.signal);
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  }

  /** Paints the rows from `paintFrom` on as soon as they are read, then starts the database and loads all into it. */
  async openVersion(version: StoredVersion, options: { paintFrom: number | null; signal: AbortSignal }): Promise<void> {
    const { paintFrom } = options;
    const loading = new AbortController();
    const signal = AbortSignal.any([options.signal, loading.signal]);
    // What is wrong with the stored rows, the load tells.
    const painting = paintFrom === null ? undefined : this.#showFirstRows(version, paintFrom, signal);
    try {
      await this.#loadVersion(version, {
        signal: options.signal,
        ...(painting && { after: painting.catch(() => undefined) }),
      });
    } finally {
      loading.abort();
    }
  }

  async restore(version: StoredVersion, signal: AbortSignal): Promise<void> {
    await this.#loadVersion(version, { signal });
  }

  /** Decodes while the database starts, both `after` what is more urgent: they would take its turns. */
  async #loadVersion(
    version: StoredVersion,
    { signal, after = Promise.resolve() }: { signal: AbortSignal; after?: Promise<void> },
  ): Promise<void> {
    const { runtime, storage, events, table } = this.#parts;
    const starting = untilAborted(runtime.start(after), signal);
    starting.catch(() => undefined);
    await untilAborted(after, signal);
    const parts = await storage.stored.decode(version, { signal });
    const { queue } = await starting;
    const stagingTable = this.#stagingName();
    await loadSnapshot({
      queue,
      parts,
      version,
      stagingTable,
      signal,
      onProgress: (progress) => events.emit("load-progress", { phase: "read", ...progress }),
    });
    const schema = {
      columns: version.columns,
      nextColumnId: Math.max(version.nextColumnId, table.schema.nextColumnId),
    };
    const nextRowId = Math.max(version.nextRowId, table.nextRowId);
    const onReplaced = () => storage.restored(version);
    await this.#replace({ table: stagingTable, schema, nextRowId, onReplaced }, signal);
  }

  async #replace(staged: StagedTable, signal: AbortSignal): Promise<void> {
    const { runtime, table } = this.#parts;
    const { queue } = await runtime.start();
    const onReplaced = (): void => {
      this.#parts.onReplaced();
      staged.onReplaced();
    };
    try {
      await table.replace(queue, staged, { signal, onReplaced });
    } catch (error) {
      await dropTable(queue, staged.table).catch(() => undefined);
      throw error;
    }
  }

  async #showPreview({ columns, rows, estimatedRows }: ImportPreview, signal: AbortSignal): Promise<void> {
    // Decoding and painting are a task each: together they could be felt.
    await yieldToMain();
    if (signal.aborted || this.#parts.table.exists) return;
    const schema = importedSchema(columns, this.#parts.table.schema);
    this.#parts.rows.showPreview({ columns: schema.columns, rows, rowCount: estimatedRows });
    await nextPaint();
  }

  /** Resolves when they are painted; shows nothing when `signal` aborts before they are there. */
  async #showFirstRows(version: StoredVersion, firstRow: number, signal: AbortSignal): Promise<void> {
    const { storage, rows } = this.#parts;
    const start = Math.max(0, Math.min(firstRow, version.rows - FIRST_SCREEN_ROWS) - OVERSCAN_ROWS);
    const page = await storage.stored.readFirstRows(version, { firstRow: start, count: FIRST_SCREEN_ROWS });
    if (!page || signal.aborted || this.#parts.table.exists) return;
    rows.showPreview({ columns: version.columns, rows: page, firstRow: start, rowCount: version.rows });
    await nextPaint();
  }

  #stagingName(): string {
    return `__pt_load_${++this.#loads}`;
  }
}

function dropTable(queue: QueryQueue, table: string): Promise<void> {
  return queue.write(
    async function* (connection) {
      yield;
      await connection.run(`DROP TABLE IF EXISTS ${quoteIdentifier(table)}`);
    },
    { priority: "user-visible" },
  );
}
