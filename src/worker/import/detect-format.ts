import type { SourceFormat } from "../import-protocol.ts";
import { ImportError } from "./import-error.ts";

/** What the first bytes of a file that is no table tell it to be. */
const OTHER_FORMATS: readonly (readonly [string, string])[] = [
  ["PK\x03\x04", "a ZIP archive or an Excel workbook"],
  ["\xd0\xcf\x11\xe0", "an old Excel workbook"],
  ["%PDF", "a PDF document"],
  ["SQLite format 3", "an SQLite database"],
  ["\x28\xb5\x2f\xfd", "Zstandard-compressed data"],
  ["BZh", "bzip2-compressed data"],
  ["\xfd7zXZ", "xz-compressed data"],
  ["\x89PNG", "a PNG image"],
  ["Obj\x01", "an Avro file"],
  ["ORC", "an ORC file"],
];

/**
 * The format of a file: by its magic bytes, else by the first character that is no space, else by the extension or media
 * type, else CSV. `head` is decompressed and UTF-8 where it is text.
 */
export function detectFormat(head: Uint8Array, hint: { name: string; mediaType: string }): SourceFormat {
  const start = String.fromCharCode(...head.subarray(0, 16));
  if (start.startsWith("PAR1")) return "parquet";
  if (start.startsWith("ARROW1") || start.startsWith("\xff\xff\xff\xff")) return "arrow";
  if (start.startsWith("PARE")) throw unsupported("an encrypted Parquet file");
  for (const [magic, words] of OTHER_FORMATS) if (start.startsWith(magic)) throw unsupported(words);

  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(hint.name.split(/[?#]/)[0] ?? "")?.[1]?.toLowerCase();
  const text = new TextDecoder().decode(head).trimStart();
  const json = jsonFormat(text);
  if (json) return json;
  if (/^<(!doctype|html|\?xml|[a-z]+[ >])/i.test(text) && extension !== "csv") {
    throw unsupported("an HTML or XML document");
  }
  if (extension === "tsv" || extension === "tab" || hint.mediaType.includes("tab-separated")) return "tsv";
  return "csv";
}

function jsonFormat(text: string): SourceFormat | undefined {
  if (/^\[\s*(\{|\]|$)/.test(text)) return "json";
  if (!/^\{\s*("|\}|$)/.test(text)) return undefined;
  return "ndjson";
}

function unsupported(found: string): ImportError {
  return new ImportError(
    "unsupported-format",
    `it is ${found}, expected CSV, TSV, JSON, NDJSON, Parquet or Arrow IPC. Convert it to one of these.`,
  );
}
