import type { StartImport } from "../import-protocol.ts";
import { decodeCsv } from "./csv-decoder.ts";
import { detectFormat } from "./detect-format.ts";
import type { ImportPort } from "./import-port.ts";
import { openSource } from "./open-source.ts";
import type { RequestInbox } from "./request-inbox.ts";

const TAB = 9;
const DETECTION_BYTES = 4096;

/** Returns the bytes that the source had. */
export async function decodeInput(start: StartImport, port: ImportPort & { requests: RequestInbox }): Promise<number> {
  const { input } = start;
  if (input.kind === "objects" || input.kind === "ipc") throw new Error("not yet");
  const source = await openSource(input, (loadedBytes, totalBytes) =>
    port.send({ type: "fetched", loadedBytes, ...(totalBytes !== undefined && { totalBytes }) }),
  );
  const head = (await source.blocks.fill(DETECTION_BYTES)).subarray(0, DETECTION_BYTES);
  const format = start.format === "auto" ? detectFormat(head, source) : start.format;
  switch (format) {
    case "csv":
      await decodeCsv(source, port);
      break;
    case "tsv":
      await decodeCsv(source, port, TAB);
      break;
  }
  return source.sourceBytes(Infinity);
}
