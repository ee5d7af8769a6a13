import type { ExportFormat } from "../../worker/export-protocol.ts";
import type { TableChanges } from "../changes/table-changes.ts";
import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents, ExportOptions } from "../engine-events.ts";
import type { EngineStatus } from "../engine-status.ts";
import { PersistentTableError } from "../errors.ts";
import type { ViewModel } from "../models.ts";
import type { Operations } from "../operations.ts";
import type { ViewRunner } from "../view-runner.ts";
import { type ExportContents, exportView } from "./export-view.ts";

export interface ViewExportsParts {
  /** Folder URL of the workers and `.wasm` files. */
  readonly assetBase: string;
  readonly table: CurrentTable;
  readonly views: ViewRunner;
  readonly changes: TableChanges;
  /** The view that the reader asked for last. */
  readonly wanted: { readonly view: ViewModel };
  readonly status: EngineStatus;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
}

/** Makes files of what the reader sees. */
export class ViewExports {
  readonly #parts: ViewExportsParts;

  constructor(parts: ViewExportsParts) {
    this.#parts = parts;
  }

  async run(format: ExportFormat, options: ExportOptions & { signal?: AbortSignal }): Promise<Blob> {
    assertFormat(format);
    const { assetBase, changes, startDatabase, operations, events } = this.#parts;
    const { escapeFormulas = true } = options;
    return await operations.run("export", options.signal, async (signal) => {
      // Edits show before they are in the database.
      await changes.settled({ signal });
      const { queue } = await startDatabase();
      return await exportView({
        queue,
        assetBase,
        format,
        escapeFormulas,
        takeCut: () => this.#contents(),
        onProgress: (progress) => events.emit("export-progress", progress),
        signal,
      });
    });
  }

  #contents(): ExportContents {
    const { table, views, wanted, status } = this.#parts;
    // While a table comes in, the rows that are shown may still be the former one's.
    const view = status.state === "ready" ? views.current : null;
    return { columns: table.schema.columns, extent: table.extent, model: wanted.view, view };
  }
}

const FORMATS: readonly ExportFormat[] = ["csv", "json", "ndjson", "parquet", "arrow"];

function assertFormat(format: unknown): asserts format is ExportFormat {
  if (FORMATS.some((known) => known === format)) return;
  throw new PersistentTableError(
    "invalid-argument",
    `Found ${JSON.stringify(format)} as the format of an export, expected one of ${FORMATS.join(", ")}.`,
  );
}
