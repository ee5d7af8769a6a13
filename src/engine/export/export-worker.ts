import type { ExportEvent, ExportRequest, StartExport } from "../../worker/export-protocol.ts";
import { launchWorker } from "../database/launch-worker.ts";
import { PersistentTableError } from "../errors.ts";

type Written = Omit<Extract<ExportEvent, { type: "written" }>, "type">;

/**
 * The worker of one export. Its calls reject with `export-failed` or `worker-died`; after `end` they do not settle
 * any more.
 */
export class ExportWorker {
  readonly #worker: Worker;
  readonly #url: string;
  readonly #file = Promise.withResolvers<Blob>();
  readonly #chunks: PromiseWithResolvers<Written>[] = [];
  #failure: PersistentTableError | null = null;

  /** Throws `worker-died` when the browser refuses to start it. */
  constructor(assetBase: string) {
    this.#url = new URL("export.worker.js", assetBase).href;
    this.#file.promise.catch(() => undefined);
    try {
      this.#worker = launchWorker(this.#url, { name: "persistent-table export" });
    } catch (error) {
      throw this.#died("the browser refused to start it", error);
    }
    this.#worker.addEventListener("message", ({ data }: MessageEvent<ExportEvent>) => this.#handle(data));
    const die = (reason: string): void => this.#fail(this.#died(reason));
    this.#worker.addEventListener("error", (event) => die(event.message || "its script could not be loaded"));
    this.#worker.addEventListener("messageerror", () => die("a message could not be read"));
  }

  start(options: Omit<StartExport, "type">): void {
    this.#send({ type: "start", ...options });
  }

  /** The buffer is transferred. Resolves when the rows are in the file. */
  write(ipc: Uint8Array): Promise<Written> {
    if (this.#failure) return Promise.reject(this.#failure);
    const chunk = Promise.withResolvers<Written>();
    chunk.promise.catch(() => undefined);
    this.#chunks.push(chunk);
    this.#send({ type: "chunk", ipc }, [ipc.buffer as ArrayBuffer]);
    return chunk.promise;
  }

  finish(): Promise<Blob> {
    this.#send({ type: "finish" });
    return this.#file.promise;
  }

  end(): void {
    this.#worker.terminate();
  }

  #send(request: ExportRequest, transfer: Transferable[] = []): void {
    if (!this.#failure) this.#worker.postMessage(request, transfer);
  }

  #handle(event: ExportEvent): void {
    switch (event.type) {
      case "written":
        this.#chunks.shift()?.resolve(event);
        break;
      case "done":
        this.#file.resolve(event.file);
        break;
      case "failure":
        this.#fail(new PersistentTableError("export-failed", `The file could not be made: ${event.message}.`));
        break;
    }
  }

  #fail(error: PersistentTableError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.end();
    this.#file.reject(error);
    for (const chunk of this.#chunks.splice(0)) chunk.reject(error);
  }

  #died(reason: string, cause?: unknown): PersistentTableError {
    const advice = "Check asset-base and, under a Content Security Policy, worker-src blob:.";
    const text = `The export worker ${this.#url} stopped: ${reason}. ${advice}`;
    return new PersistentTableError("worker-died", text, { cause });
  }
}
