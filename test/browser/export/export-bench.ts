import { exportView } from "../../../src/engine/export/export-view.ts";
import type { ExportFormat, ExportProgress } from "../../../src/engine/engine-events.ts";
import type { Connection } from "../../../src/engine/database/database.ts";
import { NATURAL_VIEW, type ViewModel } from "../../../src/engine/models.ts";
import { EmbeddedRowSource } from "../../../src/engine/rows/embedded-row-source.ts";
import type { RowView } from "../../../src/engine/rows/row-source.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import { ROWS_TABLE, type Column } from "../../../src/engine/schema.ts";
import { assetBase, ImportBench } from "../import/load.ts";

export interface BenchOptions {
  readonly escapeFormulas?: boolean;
  readonly view?: Partial<ViewModel>;
  /** The view is computed by the export itself. */
  readonly findsRows?: boolean;
  /** Computed earlier. */
  readonly rowView?: RowView;
  readonly signal?: AbortSignal;
  readonly assetBase?: string;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/** A database with one table, as the engine would hold it, to export and import again. */
export class ExportBench {
  columns: readonly Column[] = [];
  extent = { rowCount: 0, firstId: 0, endId: 0 };

  private constructor(readonly imports: ImportBench) {}

  static async open(): Promise<ExportBench> {
    return new ExportBench(await ImportBench.open());
  }

  /** Replaces the table by the rows of a SELECT, numbered from 0. */
  async fill(select: string): Promise<void> {
    await this.write(
      `CREATE OR REPLACE TABLE ${ROWS_TABLE} AS SELECT row_number() OVER () - 1 AS __pt_id, * FROM (${select})`,
    );
    const described = await this.imports.query(`DESCRIBE ${ROWS_TABLE}`);
    const text = (row: number, index: number) => String(described.getChildAt(index)?.get(row));
    this.columns = Array.from({ length: described.numRows - 1 }, (_, index) => {
      return { id: index, name: text(index + 1, 0), type: text(index + 1, 1), nullable: true };
    });
  }

  async write(sql: string): Promise<void> {
    const statement = async function* (connection: Connection): Job<void> {
      await connection.run(sql);
      yield;
    };
    await this.imports.queue.write(statement, { priority: "urgent" });
    const facts = await this.imports.query(
      `SELECT count(*), coalesce(min(__pt_id), 0), coalesce(max(__pt_id) + 1, 0) FROM ${ROWS_TABLE}`,
    );
    const [rowCount = 0, firstId = 0, endId = 0] = [0, 1, 2].map((index) => Number(facts.getChildAt(index)?.get(0)));
    this.extent = { rowCount, firstId, endId };
  }

  openView(model: Partial<ViewModel>): Promise<RowView> {
    const { columns, extent } = this;
    const source = new EmbeddedRowSource(this.imports.queue, { columns, extent: () => extent });
    return source.openView({ ...NATURAL_VIEW, ...model }, {});
  }

  async export(format: ExportFormat, options: BenchOptions = {}): Promise<Blob> {
    const { queue } = this.imports;
    const { columns, extent } = this;
    const model = { ...NATURAL_VIEW, ...options.view };
    const view = options.findsRows ? null : (options.rowView ?? (await this.openView(model)));
    return await exportView({
      queue,
      assetBase: options.assetBase ?? assetBase,
      format,
      escapeFormulas: options.escapeFormulas ?? true,
      takeCut: () => ({ columns, extent, model, view }),
      onProgress: options.onProgress ?? (() => undefined),
      signal: options.signal ?? new AbortController().signal,
    });
  }

  /** As a file says it, its byte order mark included. */
  async text(format: ExportFormat, options: BenchOptions = {}): Promise<string> {
    const file = await this.export(format, options);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await file.arrayBuffer());
  }

  /** All rows of a query as text. */
  async rows(sql: string): Promise<(string | null)[][]> {
    const table = await this.imports.query(`SELECT COLUMNS(*)::VARCHAR FROM (${sql})`);
    return Array.from({ length: table.numRows }, (_, row) =>
      table.schema.fields.map((_field, index) => table.getChildAt(index)?.get(row) as string | null),
    );
  }

  /** Rows of the table, for `fill`: one SELECT of a list of values each. */
  static values(rows: readonly (readonly string[])[]): string {
    return rows.map((row) => `SELECT ${row.join(", ")}`).join(" UNION ALL ");
  }

  close(): Promise<void> {
    return this.imports.database.close();
  }
}
