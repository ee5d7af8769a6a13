import { tableFromIPC } from "apache-arrow";
import { PersistentTableError } from "../errors.ts";
import type { ImportEvent } from "../../worker/import-protocol.ts";
import { ImportFeed } from "./import-feed.ts";
import { ImportProgress } from "./import-progress.ts";
import type {
  ImportContext,
  ImportResult,
  ImportTarget,
  ImportWatcher,
  LoadFormat,
  LoadSource,
} from "./import-types.ts";
import { ImportWorker } from "./import-worker.ts";
import { sourceInput } from "./source-input.ts";
import { stageImport } from "./stage-import.ts";

/** Reads `source` into `context.stagingTable`, whole or not at all. */
export function importSource(source: LoadSource, format: LoadFormat, context: ImportContext): Promise<ImportResult> {
  return startImport(source, format, context).into(context);
}

export interface RunningImport {
  /** Puts the rows into the table; rejects with what went wrong before, too. Call it once. */
  into(target: ImportTarget): Promise<ImportResult>;
}

/**
 * Starts to download and decode `source` while the database may still be starting. The first rows of a text file are
 * told without it. When `signal` aborts, all of it ends at once.
 */
export function startImport(source: LoadSource, format: LoadFormat, watcher: ImportWatcher): RunningImport {
  const { assetBase, signal } = watcher;
  signal.throwIfAborted();
  const { input, name, feed: feedWorker } = sourceInput(source);
  const feed = new ImportFeed();
  const progress = new ImportProgress(watcher, input.kind === "blob" ? input.blob.size : undefined);
  const worker = new ImportWorker(assetBase, {
    onEvent: (event) => handle(event),
    onDeath: (error) => feed.fail(error),
  });

  const handle = (event: ImportEvent): void => {
    switch (event.type) {
      case "fetched":
        return progress.fetched(event.loadedBytes, event.totalBytes);
      case "preview":
        return watcher.onPreview({
          columns: event.columns,
          rows: tableFromIPC(event.ipc),
          estimatedRows: event.estimatedRows,
        });
      case "decoded":
        return progress.staged(0, event.sourceBytes);
      case "csv-plan":
        feed.plan = event.plan;
        return;
      case "failure":
        worker.end();
        return feed.fail(new PersistentTableError(event.failure.code, `${name}: ${event.failure.message}`));
      case "done":
        worker.end();
        progress.decoded(event.totalBytes);
        return feed.push(event);
      default:
        return feed.push(event);
    }
  };

  const end = (): void => worker.end();
  signal.addEventListener("abort", end, { once: true });
  worker.send({ type: "start", input, format, parquetWasmUrl: new URL("parquet_wasm_bg.wasm", assetBase).href });
  feedWorker((request, transfer) => worker.send(request, transfer), signal).catch((error: unknown) => {
    worker.end();
    if (!signal.aborted) feed.fail(asError(error, name));
  });

  return {
    async into({ database, queue, stagingTable }) {
      try {
        const staging = {
          database,
          table: stagingTable,
          feed,
          sourceName: name,
          onRows: (rows: number, sourceBytes: number) => progress.staged(rows, sourceBytes),
          onChunk: () => worker.send({ type: "ack" }),
          onPreview: watcher.onPreview.bind(watcher),
        };
        // A reader's turn, not the writer's: the table is nobody else's yet, and edits of the present one go on.
        return await queue.read((connection) => stageImport(connection, staging), { priority: "user-visible", signal });
      } finally {
        worker.end();
        signal.removeEventListener("abort", end);
      }
    },
  };
}

function asError(error: unknown, name: string): PersistentTableError {
  if (error instanceof PersistentTableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PersistentTableError("invalid-input", `${name} could not be read: ${reason}`, { cause: error });
}
