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
import { sourceInput, type SendRequest, type SourceInput } from "./source-input.ts";
import { stageImport, type StagingOptions } from "./stage-import.ts";

/** Reads `source` into `context.stagingTable`, whole or not at all. */
export function importSource(source: LoadSource, format: LoadFormat, context: ImportContext): Promise<ImportResult> {
  return startImport(source, format, context).into(context);
}

/**
 * Starts to download and decode `source` while the database may still be starting. The first rows of a text file are
 * told without it. When `signal` aborts, all of it ends at once.
 */
export function startImport(source: LoadSource, format: LoadFormat, watcher: ImportWatcher): RunningImport {
  watcher.signal.throwIfAborted();
  return new RunningImport(sourceInput(source), format, watcher);
}

/** A source that is being decoded. */
export class RunningImport {
  readonly #name: string;
  readonly #watcher: ImportWatcher;
  readonly #feed = new ImportFeed();
  readonly #progress: ImportProgress;
  readonly #worker: ImportWorker;
  readonly #end = (): void => {
    this.#worker.end();
  };

  constructor(source: SourceInput, format: LoadFormat, watcher: ImportWatcher) {
    const { input, name } = source;
    const { assetBase, signal } = watcher;
    this.#name = name;
    this.#watcher = watcher;
    this.#progress = new ImportProgress(watcher, input.kind === "blob" ? input.blob.size : undefined);
    this.#worker = new ImportWorker(assetBase, {
      onEvent: (event) => {
        this.#handle(event);
      },
      onDeath: (error) => {
        this.#feed.fail(error);
      },
    });
    signal.addEventListener("abort", this.#end, { once: true });
    const parquetWasmUrl = new URL("parquet_wasm_bg.wasm", assetBase).href;
    this.#worker.send({ type: "start", input, format, parquetWasmUrl });
    const send: SendRequest = (request, transfer) => {
      this.#worker.send(request, transfer);
    };
    source.feed(send, signal).catch((error: unknown) => {
      this.#end();
      if (!signal.aborted) this.#feed.fail(asError(error, name));
    });
  }

  /** Puts the rows into the table; rejects with what went wrong before, too. Call it once. */
  async into({ database, queue, stagingTable }: ImportTarget): Promise<ImportResult> {
    const { signal } = this.#watcher;
    const options: StagingOptions = {
      database,
      table: stagingTable,
      feed: this.#feed,
      sourceName: this.#name,
      onRows: (rows, sourceBytes) => {
        this.#progress.staged(rows, sourceBytes);
      },
      onChunk: () => {
        this.#worker.send({ type: "ack" });
      },
      onPreview: (preview) => {
        void this.#watcher.onPreview(preview);
      },
    };
    try {
      // A reader's turn, not the writer's: the table is nobody else's yet, and edits of the present one go on.
      return await queue.read((connection) => stageImport(connection, options), { priority: "user-visible", signal });
    } finally {
      this.#end();
      signal.removeEventListener("abort", this.#end);
    }
  }

  #handle(event: ImportEvent): void {
    switch (event.type) {
      case "fetched":
        this.#progress.fetched(event.loadedBytes, event.totalBytes);
        break;
      case "decoded":
        this.#progress.staged(0, event.sourceBytes);
        break;
      case "preview": {
        const { columns, ipc, estimatedRows } = event;
        const shown = this.#watcher.onPreview({ columns, rows: tableFromIPC(ipc), estimatedRows });
        void Promise.resolve(shown).then(() => this.#worker.send({ type: "shown" }));
        break;
      }
      case "csv-plan":
        this.#feed.plan = event.plan;
        break;
      case "failure":
        this.#end();
        this.#feed.fail(new PersistentTableError(event.failure.code, `${this.#name}: ${event.failure.message}`));
        break;
      case "done":
        this.#end();
        this.#progress.decoded(event.totalBytes);
        this.#feed.push(event);
        break;
      default:
        this.#feed.push(event);
    }
  }
}

function asError(error: unknown, name: string): PersistentTableError {
  if (error instanceof PersistentTableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new PersistentTableError("invalid-input", `${name} could not be read: ${reason}`, { cause: error });
}
