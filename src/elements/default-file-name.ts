import type { ExportFormat } from "../engine/engine-events.ts";

const KNOWN_EXTENSION = /\.(csv|tsv|tab|txt|json|ndjson|jsonl|parquet|arrow|feather|ipc)$/i;

/** What a file made of the table is called: after its storage key, else after the file that it came from. */
export function defaultFileName(
  table: { readonly name: string; readonly src: string },
  format: ExportFormat,
  suffix = "",
): string {
  return `${table.name || sourceName(table.src) || "table"}${suffix}.${format}`;
}

function sourceName(src: string): string {
  const path = src.split(/[?#]/)[0] ?? "";
  const encoded = path.slice(path.lastIndexOf("/") + 1);
  return decoded(encoded)
    .replace(/\.(gz|zip)$/i, "")
    .replace(KNOWN_EXTENSION, "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
