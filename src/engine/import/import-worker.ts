import { launchWorker } from "../database/launch-worker.ts";
import { PersistentTableError } from "../errors.ts";
import type { ImportEvent, ImportRequest } from "../../worker/import-protocol.ts";

export interface ImportWorkerListener {
  onEvent(event: ImportEvent): void;
  /** The worker is of no use any more. */
  onDeath(error: PersistentTableError): void;
}

/** The worker of one import. Ending it ends a download and all decoding at once. */
export class ImportWorker {
  readonly #worker: Worker;
  readonly #url: string;
  #ended = false;

  /** Throws `worker-died` when the browser refuses to start it. */
  constructor(assetBase: string, listener: ImportWorkerListener) {
    this.#url = new URL("import.worker.js", assetBase).href;
    try {
      this.#worker = launchWorker(this.#url, { name: "persistent-table import" });
    } catch (error) {
      throw this.#died("the browser refused to start it", error);
    }
    this.#worker.addEventListener("message", ({ data }: MessageEvent<ImportEvent>) => {
      if (!this.#ended) listener.onEvent(data);
    });
    const die = (reason: string): void => {
      if (this.#ended) return;
      this.end();
      listener.onDeath(this.#died(reason));
    };
    this.#worker.addEventListener("error", (event) => die(event.message || "its script could not be loaded"));
    this.#worker.addEventListener("messageerror", () => die("a message could not be read"));
  }

  send(request: ImportRequest, transfer: Transferable[] = []): void {
    if (!this.#ended) this.#worker.postMessage(request, transfer);
  }

  end(): void {
    this.#ended = true;
    this.#worker.terminate();
  }

  #died(reason: string, cause?: unknown): PersistentTableError {
    const advice = "Check asset-base and, under a Content Security Policy, worker-src blob:.";
    const text = `The import worker ${this.#url} stopped: ${reason}. ${advice}`;
    return new PersistentTableError("worker-died", text, { cause });
  }
}
