import { type EncodedColumn, encodeText, isValid } from "./json-values.ts";
import { typeOfClasses } from "./value-classes.ts";

type Kind = EncodedColumn["kind"];

/** The DuckDB type that holds every value of all chunks exactly. */
export function columnType(chunks: readonly (EncodedColumn | undefined)[]): string {
  const present = chunks.flatMap((chunk) => (chunk && chunk.kind !== "null" ? [chunk] : []));
  const kinds = new Set<Kind>(present.map((chunk) => chunk.kind));
  const only = (...allowed: Kind[]): boolean => kinds.size > 0 && [...kinds].every((kind) => allowed.includes(kind));
  if (only("boolean")) return "BOOLEAN";
  if (only("integer")) return "BIGINT";
  if (only("integer", "huge")) return "HUGEINT";
  if (only("double")) return "DOUBLE";
  if (only("blob")) return "BLOB";
  if (only("text")) {
    return typeOfClasses(
      present.reduce((classes, chunk) => (chunk.kind === "text" ? classes & chunk.classes : 0), 254),
    );
  }
  const exactAsDouble = present.every((chunk) => chunk.kind !== "integer" || chunk.safe);
  return only("integer", "double") && exactAsDouble ? "DOUBLE" : "VARCHAR";
}

/** A chunk as a column of `type` takes it: numbers and booleans as they are, other types as text that the database casts. */
export function convert(chunk: EncodedColumn, type: string): EncodedColumn {
  if (chunk.kind === "null") return chunk;
  if (type === "DOUBLE" && chunk.kind === "integer") {
    return { kind: "double", rows: chunk.rows, valid: chunk.valid, data: Float64Array.from(chunk.data, Number) };
  }
  const fits = { BOOLEAN: "boolean", BIGINT: "integer", DOUBLE: "double", BLOB: "blob" }[type] === chunk.kind;
  if (fits || (type !== "BLOB" && isText(chunk.kind))) return chunk;
  return encodeText(
    "mixed",
    chunkTexts(chunk).map((text) => text ?? ""),
    chunk.valid,
  );
}

function isText(kind: Kind): boolean {
  return kind === "text" || kind === "mixed" || kind === "huge";
}

/** The values as text, NULL as null; at most `limit`. */
export function chunkTexts(chunk: EncodedColumn, limit = chunk.rows): (string | null)[] {
  const text = textReader(chunk);
  const valid = chunk.kind === "null" ? null : chunk.valid;
  return Array.from({ length: Math.min(limit, chunk.rows) }, (_, row) => {
    return chunk.kind !== "null" && isValid(valid, row) ? text(row) : null;
  });
}

function textReader(chunk: EncodedColumn): (row: number) => string {
  switch (chunk.kind) {
    case "null":
      return () => "";
    case "boolean":
      return (row) => String(isValid(chunk.bits, row));
    case "integer":
    case "double":
      return (row) => (Object.is(chunk.data[row], -0) ? "-0" : String(chunk.data[row]));
    case "blob":
      return (row) => hex(chunk.bytes.subarray(chunk.offsets[row], chunk.offsets[row + 1]));
    default:
      return (row) => decoder.decode(chunk.bytes.subarray(chunk.offsets[row], chunk.offsets[row + 1]));
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
