import { ImportError } from "./import-error.ts";
import { findJsonError } from "./json-error.ts";

const ADVICE = "Expected is a JSON array of objects, or one object a line.";

/** Where a block begins in its file. */
export interface JsonPlace {
  /** From 1. */
  line: number;
  /** Of that line, in front of the block. */
  bytes: number;
}

interface Context {
  /** Bytes `[start, end)` with commas between the objects: one of them is wrong. */
  readonly list?: Uint8Array;
  /** What was due at `start`; `rest`: of an object or of the array. */
  readonly missing?: "object" | "separator" | "rest" | "end";
  /** Objects are not in an array. */
  readonly lines?: boolean;
}

/** What is wrong in bytes `[start, end)` of a block that begins at `place`. */
export function jsonFailure(
  block: Uint8Array,
  start: number,
  end: number,
  place: JsonPlace,
  context: Context,
): ImportError {
  const invalid = invalidUtf8(block.subarray(start, end));
  if (invalid !== null) {
    const byte = (block[start + invalid] ?? 0).toString(16).toUpperCase().padStart(2, "0");
    return failure(
      block,
      start + invalid,
      place,
      `found the byte 0x${byte}, expected text in UTF-8. Save the file as UTF-8.`,
    );
  }
  const text = decoder.decode(block.subarray(start, end));
  const error = context.list ? shifted(findJsonError(`[${decoder.decode(context.list)}]`)) : unexpected(text, context);
  const offset = start + encoder.encode(text.slice(0, error.offset)).length;
  return failure(block, offset, place, `found ${describe(text, error.offset)}, expected ${error.expected}. ${ADVICE}`);
}

function shifted(error: ReturnType<typeof findJsonError>): { offset: number; expected: string } {
  return error ? { ...error, offset: error.offset - 1 } : { offset: 0, expected: "valid JSON" };
}

function unexpected(text: string, { lines, missing }: Context): { offset: number; expected: string } {
  const offset = text.length - text.trimStart().length;
  const inside = missing === "rest" && text[offset] === "{" ? findJsonError(text) : null;
  if (inside) return inside;
  const separator = lines ? "a line break" : '"," or "]"';
  const expected = {
    object: "an object",
    separator,
    rest: lines ? "an object" : separator,
    end: "the end of the file behind the array",
  };
  return { offset, expected: expected[missing ?? "object"] };
}

function describe(text: string, offset: number): string {
  if (offset >= text.length) return "the end of the file";
  return JSON.stringify(text.slice(offset, offset + 16).split("\n")[0] || text.slice(offset, offset + 1));
}

function failure(block: Uint8Array, at: number, place: JsonPlace, what: string): ImportError {
  let line = place.line;
  let lineStart = -place.bytes;
  for (let next = block.indexOf(10); next >= 0 && next < at; next = block.indexOf(10, next + 1)) {
    line++;
    lineStart = next + 1;
  }
  return new ImportError("invalid-input", `line ${line}, byte ${at - lineStart + 1}: ${what}`);
}

/** Offset of the first byte that belongs to no character, null when all do. */
function invalidUtf8(bytes: Uint8Array): number | null {
  const text = decoder.decode(bytes);
  for (let index = text.indexOf("\uFFFD"); index >= 0; index = text.indexOf("\uFFFD", index + 1)) {
    const offset = encoder.encode(text.slice(0, index)).length;
    const meant = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!meant) return offset;
  }
  return null;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
