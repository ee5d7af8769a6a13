import type { StartImport } from "../import-protocol.ts";
import { decodeArrow, decodeArrowTable } from "./arrow-decoder.ts";
import { decodeCsv } from "./csv-decoder.ts";
import { detectFormat } from "./detect-format.ts";
import type { ImportPort } from "./import-port.ts";
import { decodeJson, decodeObjects } from "./json-decoder.ts";
import { openSource } from "./open-source.ts";
import { decodeParquet } from "./parquet-decoder.ts";
import type { RequestInbox } from "./request-inbox.ts";

const TAB = 9;
const DETECTION_BYTES = 4096;
const PROGRESS_INTERVAL_MS = 30;

/** Returns the bytes that the source had. */
export async function decodeInput(start: StartImport, port: ImportPort & { requests: RequestInbox }): Promise<number> {
  const { input } = start;
  if (input.kind === "ipc") {
    await decodeArrowTable(port.requests, input.rows, port);
    return 0;
  }
  if (input.kind === "objects") {
    await decodeObjects(port.requests, input.count, port);
    return 0;
  }
  const source = await openSource(input, fetchTeller(port));
  const head = (await source.blocks.fill(DETECTION_BYTES)).subarray(0, DETECTION_BYTES);
  const format = start.format === "auto" ? detectFormat(head, source) : start.format;
  switch (format) {
    case "csv":
      await decodeCsv(source, port);
      break;
    case "tsv":
      await decodeCsv(source, port, TAB);
      break;
    case "json":
    case "ndjson":
      await decodeJson(source, port, format);
      break;
    case "parquet":
      await decodeParquet(source, port, start.parquetWasmUrl);
      break;
    case "arrow":
      await decodeArrow(source, port);
      break;
  }
  return source.sourceBytes(Infinity);
}

/** Tells the page now and then, and at the end where that is known. */
function fetchTeller(port: ImportPort): (loadedBytes: number, totalBytes: number | undefined) => void {
  let toldAt = -Infinity;
  return (loadedBytes, totalBytes) => {
    const now = performance.now();
    if (now - toldAt < PROGRESS_INTERVAL_MS && loadedBytes !== totalBytes) return;
    toldAt = now;
    port.send({ type: "fetched", loadedBytes, ...(totalBytes !== undefined && { totalBytes }) });
  };
}
