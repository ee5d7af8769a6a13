import type { ExportEvent, ExportRequest } from "./export-protocol.ts";
import type { FileWriter } from "./export/file-writer.ts";
import { openFile } from "./export/open-file.ts";

/** Makes one file for one export: told what by `start`, then answers each chunk in turn, and `finish` with the file. */
let writer: FileWriter | undefined;
let turn = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<ExportRequest>) => {
  turn = turn.then(() => answer(data));
  // After a failure the engine ends this worker.
  turn.catch((error: unknown) => {
    send({ type: "failure", message: error instanceof Error ? error.message : String(error) });
  });
});

async function answer(request: ExportRequest): Promise<void> {
  if (request.type === "start") {
    writer = await openFile(request);
    return;
  }
  if (!writer) throw new Error(`a ${request.type} came before the start`);
  if (request.type === "finish") {
    send({ type: "done", file: await writer.finish() });
  } else {
    const rows = await writer.write(request.ipc);
    send({ type: "written", rows, byteLength: writer.byteLength });
  }
}

function send(event: ExportEvent): void {
  postMessage(event);
}
