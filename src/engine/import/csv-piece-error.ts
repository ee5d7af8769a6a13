import { PersistentTableError } from "../errors.ts";
import type { CsvPiece } from "../../worker/import-protocol.ts";

/** The database's complaint about a piece of CSV, with the place in the whole file. */
export async function pieceError(error: unknown, piece: CsvPiece, sourceName: string): Promise<unknown> {
  if (!(error instanceof PersistentTableError) || error.code !== "query-failed") return error;
  if (/unicode|utf-?8/i.test(error.message)) {
    const found = findInvalidUtf8(new Uint8Array(await piece.blob.arrayBuffer()));
    if (found) return notUtf8(found, piece, sourceName, error);
  }
  const line = /on Line: (\d+)/.exec(error.message)?.[1];
  const place = line ? `line ${piece.firstLine + Number(line) - 1}` : `from line ${piece.firstLine} on`;
  const reason = /Original Line:.*?(?=Error when|Value with|Expected|$)/.exec(error.message);
  const text = reason ? error.message.slice(reason.index + reason[0].length) : error.message;
  const sentence = text.split(/ Possible | {2}file = | Column /)[0]?.trim() ?? text;
  return new PersistentTableError("invalid-input", `${sourceName}: ${place}: ${sentence}`, { cause: error });
}

interface InvalidByte {
  readonly byte: number;
  /** From 0, of the piece. */
  readonly line: number;
  /** From 1, within the line. */
  readonly position: number;
}

/** The first byte that is part of no UTF-8 character. */
export function findInvalidUtf8(bytes: Uint8Array): InvalidByte | null {
  let line = 0;
  let lineStart = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] as number;
    const length = characterLength(bytes, at);
    if (length === 0) return { byte, line, position: at - lineStart + 1 };
    at += length;
    if (byte === 10) {
      line++;
      lineStart = at;
    }
  }
  return null;
}

/** 0: no character starts here. */
function characterLength(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] as number;
  if (byte < 0x80) return 1;
  const length =
    byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
  const second = bytes[at + 1] ?? 0;
  if (byte === 0xe0 && second < 0xa0) return 0;
  if (byte === 0xed && second > 0x9f) return 0;
  if (byte === 0xf0 && second < 0x90) return 0;
  if (byte === 0xf4 && second > 0x8f) return 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function notUtf8(found: InvalidByte, piece: CsvPiece, sourceName: string, cause: unknown): PersistentTableError {
  const hex = found.byte.toString(16).toUpperCase().padStart(2, "0");
  const place = `line ${piece.firstLine + found.line}, byte ${found.position}`;
  const advice = "Save the file as UTF-8 and load it again.";
  const text = `${sourceName}: ${place}: found the byte 0x${hex}, expected text in UTF-8. ${advice}`;
  return new PersistentTableError("invalid-input", text, { cause });
}
