import type { ImportEvent, ImportRequest, StartImport } from "./import-protocol.ts";
import { decodeInput } from "./import/decode-input.ts";
import { ImportError } from "./import/import-error.ts";
import { RequestInbox } from "./import/request-inbox.ts";

/** Decodes one source for one import: told what by `start`, then sends events until `done` or `failure`. */
const inbox = new RequestInbox();

function send(event: ImportEvent, transfer: readonly Transferable[] = []): void {
  postMessage(event, { transfer: [...transfer] });
}

async function run(start: StartImport): Promise<void> {
  try {
    const totalBytes = await decodeInput(start, {
      send,
      ready: (most) => inbox.ready(most),
      shown: () => inbox.shown(),
      requests: inbox,
    });
    send({ type: "done", totalBytes });
  } catch (error) {
    const known = error instanceof ImportError;
    const message = known
      ? error.message
      : `it could not be read: ${error instanceof Error ? error.message : String(error)}`;
    send({ type: "failure", failure: { code: known ? error.code : "invalid-input", message } });
  }
}

addEventListener("message", ({ data }: MessageEvent<ImportRequest>) => {
  if (data.type === "start") void run(data);
  else inbox.receive(data);
});
