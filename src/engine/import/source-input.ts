import { PersistentTableError } from "../errors.ts";
import type { ImportInput, ImportRequest } from "../../worker/import-protocol.ts";
import type { LoadSource } from "./import-types.ts";
import { isArrowTable, sendArrowTable } from "./send-arrow-table.ts";
import { sendObjects } from "./send-objects.ts";

export type SendRequest = (request: ImportRequest, transfer?: Transferable[]) => void;

export interface SourceInput {
  readonly input: ImportInput;
  /** For messages. */
  readonly name: string;
  /** Sends what the worker does not read by itself; resolves when all was sent. */
  feed(send: SendRequest, signal: AbortSignal): Promise<void>;
}

/** Throws `invalid-argument` for what is no source. */
export function sourceInput(source: LoadSource): SourceInput {
  if (typeof source === "string" || source instanceof URL) return urlInput(String(source));
  if (source instanceof Blob) {
    return blobInput(source, source instanceof File && source.name ? source.name : "the file");
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return blobInput(new Blob([source as BufferSource]), "the buffer");
  }
  if (isArrowTable(source)) {
    const name = "the Arrow table";
    return {
      name,
      input: { kind: "ipc", rows: source.numRows },
      feed: (send, signal) => sendArrowTable(source, send, signal),
    };
  }
  if (Array.isArray(source)) {
    const rows: readonly unknown[] = source;
    const name = "the array";
    return {
      name,
      input: { kind: "objects", count: rows.length },
      feed: (send, signal) => sendObjects(rows, send, signal),
    };
  }
  throw new PersistentTableError(
    "invalid-argument",
    `Found ${describe(source)} as the source of a load, expected a URL, Blob, File, ArrayBuffer, typed array, Arrow table or an array of objects.`,
  );
}

function urlInput(text: string): SourceInput {
  if (!URL.canParse(text, document.baseURI)) {
    throw new PersistentTableError(
      "invalid-argument",
      `Found ${JSON.stringify(text)}, expected the URL of a file to load.`,
    );
  }
  const { href } = new URL(text, document.baseURI);
  return { name: href, input: { kind: "url", url: href }, feed: () => Promise.resolve() };
}

function blobInput(blob: Blob, name: string): SourceInput {
  return { name, input: { kind: "blob", blob, name }, feed: () => Promise.resolve() };
}

function describe(source: unknown): string {
  if (source === null || source === undefined) return String(source);
  return typeof source === "object" ? `an object (${Object.prototype.toString.call(source)})` : `a ${typeof source}`;
}
