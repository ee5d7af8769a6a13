import type { TableChanges } from "../changes/table-changes.ts";
import type { CurrentTable, RowExtent } from "../current-table.ts";
import type { DatabaseRuntime } from "../database-runtime.ts";
import { quoteIdentifier } from "../database/sql.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import type { TableFaces } from "../faces/table-faces.ts";
import { startImport } from "../import/import-source.ts";
import type { ImportPreview, LoadFormat, LoadSource } from "../import/import-types.ts";
import { entriesAfter } from "../journal/entries-after.ts";
import { leadingCells } from "../journal/journalled-cells.ts";
import type { Replay } from "../journal/replay-changes.ts";
import type { CellPatch } from "../persistence/cell-patch.ts";
import { storedExtent } from "../persistence/dense-segments.ts";
import { loadSnapshot } from "../persistence/snapshot-loader.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import { nextPaint } from "../scheduling/next-paint.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { yieldToMain } from "../scheduling/yield.ts";
import type { TableStorage } from "../table-storage.ts";
import type { StoredVersion } from "../../worker/protocol.ts";
import type { TableSchema } from "../schema.ts";
import { importedSchema } from "./imported-schema.ts";
import { openStoredTable, type OpenStoredParts, type StoredOpening } from "./open-stored.ts";

export interface TableLoaderParts {
  readonly assetBase: string;
  readonly runtime: DatabaseRuntime;
  readonly table: CurrentTable;
  readonly faces: TableFaces;
  readonly storage: TableStorage;
  /** Called synchronously when another table has taken the present one's place, before its rows are shown. */
  readonly onReplaced: (how: { keepsHistory: boolean }) => void;
  readonly changes: Pick<TableChanges, "release" | "recovered">;
  readonly events: Emitter<EngineEvents>;
}

/** A table that is ready in the database to take the present one's place. */
interface StagedTable {
  readonly table: string;
  readonly schema: TableSchema;
  readonly nextRowId?: number;
  /** Null: not known. */
  readonly extent?: RowExtent | null;
  /** Called synchronously when it has become the table. */
  readonly onReplaced: () => void;
  /** It is the same table as before. */
  readonly keepsHistory?: boolean;
}

interface LoadOptions {
  readonly signal: AbortSignal;
  /** What is more urgent. */
  readonly after?: Promise<void>;
  /** Cells that the rows are given on their way. */
  readonly patch?: CellPatch | null;
}

interface VersionLoad extends LoadOptions, Pick<StagedTable, "onReplaced" | "keepsHistory"> {
  /** Of the next column that is added. */
  readonly nextColumnId: number;
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

  /**
   * Opens what is stored, with every change since the last save: first paints the rows from `paintFrom` on, then starts
   * the database and loads all into it. Where files are damaged, an older version takes the newest one's place, and the
   * reader is told. False: nothing is stored.
   */
  async openStored(options: { paintFrom: number | null; signal: AbortSignal }): Promise<boolean> {
    const { paintFrom } = options;
    const loading = new AbortController();
    const signal = AbortSignal.any([options.signal, loading.signal]);
    const [newest] = this.#parts.storage.stored.candidates;
    // What is wrong with the stored rows, the load tells.
    const painting = newest && paintFrom !== null ? this.#showFirstRows(newest, paintFrom, signal) : undefined;
    try {
      const replay = await this.#open({
        signal: options.signal,
        ...(painting && { after: painting.catch(() => undefined) }),
      });
      await this.#parts.changes.release([...(replay?.records.values() ?? [])]);
      return replay !== null;
    } finally {
      loading.abort();
    }
  }

  /** Brings the table back that the database lost, with every change; what can be undone stays so where possible. */
  async recover(signal: AbortSignal): Promise<void> {
    const replay = await this.#open({ signal, keepsHistory: true });
    this.#parts.changes.recovered(replay?.records ?? new Map());
  }

  /** For when there is no table that it takes the place of. */
  async restore(version: StoredVersion, signal: AbortSignal): Promise<void> {
    const nextColumnId = Math.max(version.nextColumnId, this.#parts.table.schema.nextColumnId);
    await this.#loadVersion(version, { signal, nextColumnId, onReplaced: () => this.#parts.storage.restored(version) });
  }

  /**
   * Loads `version` into a table of its own beside the present one, and resolves to its name. Decodes while the database
   * starts, both `after` what is more urgent: they would take its turns.
   */
  async stage(version: StoredVersion, options: LoadOptions): Promise<string> {
    const { signal, after = Promise.resolve(), patch = null } = options;
    const { runtime, storage, events } = this.#parts;
    const starting = untilAborted(runtime.start(after), signal);
    starting.catch(() => undefined);
    await untilAborted(after, signal);
    const parts = await storage.stored.decode(version, { signal, patch });
    const { queue } = await starting;
    const stagingTable = this.#stagingName();
    try {
      await loadSnapshot({
        queue,
        parts,
        version,
        stagingTable,
        signal,
        onProgress: (progress) => events.emit("load-progress", { phase: "read", ...progress }),
      });
    } catch (error) {
      if (parts.damaged) await storage.stored.setAside(parts.damaged).catch(() => undefined);
      throw error;
    }
    return stagingTable;
  }

  /** Of a staged table that came to nothing. */
  async drop(table: string): Promise<void> {
    const { queue } = await this.#parts.runtime.start();
    await dropTable(queue, table).catch(() => undefined);
  }

  async #open(options: StoredOpening): Promise<Replay | null> {
    const load: OpenStoredParts["load"] = async (version, how) => {
      const onReplaced = () => this.#parts.storage.reopened(version);
      // Columns that the changes after it add get the ids again by which later changes know them.
      await this.#loadVersion(version, { ...how, nextColumnId: version.nextColumnId, onReplaced });
    };
    return await openStoredTable({ ...this.#parts, load }, options);
  }

  async #loadVersion(
    version: StoredVersion,
    { nextColumnId, onReplaced, keepsHistory = false, ...options }: VersionLoad,
  ): Promise<void> {
    const table = await this.stage(version, options);
    const schema = { columns: version.columns, nextColumnId };
    const nextRowId = Math.max(version.nextRowId, this.#parts.table.nextRowId);
    const extent = storedExtent(version);
    await this.#replace({ table, schema, nextRowId, extent, onReplaced, keepsHistory }, options.signal);
  }

  async #replace(staged: StagedTable, signal: AbortSignal): Promise<void> {
    const { runtime, table } = this.#parts;
    const { queue } = await runtime.start();
    const onReplaced = (): void => {
      this.#parts.onReplaced({ keepsHistory: staged.keepsHistory === true });
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
    this.#parts.faces.showPreview({ columns: schema.columns, rows, rowCount: estimatedRows });
    await nextPaint();
  }

  /** Resolves when they are painted; shows nothing when `signal` aborts before they are there. */
  async #showFirstRows(version: StoredVersion, firstRow: number, signal: AbortSignal): Promise<void> {
    const { storage, faces } = this.#parts;
    const start = Math.max(0, Math.min(firstRow, version.rows - FIRST_SCREEN_ROWS) - OVERSCAN_ROWS);
    // Other changes than of cells only the database can make.
    const changed = leadingCells(entriesAfter(storage.stored.journal, version.version));
    const page =
      changed.isAll && (await storage.stored.readFirstRows(version, { firstRow: start, count: FIRST_SCREEN_ROWS }));
    if (!page || signal.aborted || this.#parts.table.exists) return;
    const ids = new Set(page.getChildAt(0));
    const cells = changed.cells.filter(({ rowId }) => ids.has(BigInt(rowId)));
    faces.showPreview({ columns: version.columns, rows: page, firstRow: start, rowCount: version.rows }, cells);
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
