import type { Table } from "apache-arrow";
import { DuckDbDatabase } from "../../../src/engine/database/duckdb-database.ts";
import { importSource } from "../../../src/engine/import/import-source.ts";
import type {
  ImportPreview,
  ImportResult,
  LoadFormat,
  LoadProgress,
  LoadSource,
} from "../../../src/engine/import/import-types.ts";
import { transportExpression } from "../../../src/engine/rows/cell-values.ts";
import { PooledQueryQueue } from "../../../src/engine/scheduling/pooled-query-queue.ts";

export const assetBase = new URL("/dist/assets/", location.href).href;
export const dataUrl = (name: string): string => `/node_modules/vega-datasets/data/${name}`;

/** A database that imports go to, one after the other. */
export class ImportBench {
  readonly progress: LoadProgress[] = [];
  readonly previews: ImportPreview[] = [];

  private constructor(
    readonly database: DuckDbDatabase,
    readonly queue: PooledQueryQueue,
  ) {}

  static async open(): Promise<ImportBench> {
    const database = await DuckDbDatabase.open({ assetBase });
    return new ImportBench(database, new PooledQueryQueue(database));
  }

  /** Into the table `staging`. */
  async load(
    source: LoadSource,
    options: { format?: LoadFormat; signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void } = {},
  ): Promise<ImportResult> {
    this.progress.length = 0;
    this.previews.length = 0;
    await this.query("DROP TABLE IF EXISTS staging");
    return await importSource(source, options.format ?? "auto", {
      database: this.database,
      queue: this.queue,
      assetBase,
      stagingTable: "staging",
      signal: options.signal ?? new AbortController().signal,
      onProgress: (progress) => {
        this.progress.push(progress);
        options.onProgress?.(progress);
      },
      onPreview: (preview) => void this.previews.push(preview),
    });
  }

  loadText(text: string, format: LoadFormat = "auto"): Promise<ImportResult> {
    return this.load(new Blob([text]), { format });
  }

  query(sql: string): Promise<Table> {
    return this.queue.read((connection) => connection.query(sql), { priority: "urgent" });
  }

  /** One value, exact. */
  async value(sql: string): Promise<unknown> {
    const result = await this.query(sql);
    return result.getChildAt(0)?.get(0);
  }

  /** All rows without the id, cells in the transport form of a page, bigints as numbers. */
  async rows({ columns }: ImportResult): Promise<unknown[][]> {
    const list = columns.map((column) => transportExpression(column)).join(", ");
    return cells(await this.query(`SELECT ${list} FROM staging ORDER BY __pt_id`));
  }

  async exists(): Promise<boolean> {
    return Number(await this.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'staging'")) > 0;
  }
}

export function cells(table: Table): unknown[][] {
  return Array.from({ length: table.numRows }, (_, row) =>
    table.schema.fields.map((_field, column) => {
      const value: unknown = table.getChildAt(column)?.get(row);
      return typeof value === "bigint" ? Number(value) : value;
    }),
  );
}

export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  return error as Error;
}
