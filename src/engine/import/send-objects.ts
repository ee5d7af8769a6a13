import { PersistentTableError } from "../errors.ts";
import { yieldToMain } from "../scheduling/yield.ts";
import type { SendRequest } from "./source-input.ts";

/** Copying a part of the rows to the worker takes a few ms of the main thread. */
const CELLS_PER_MESSAGE = 20_000;

/** Throws `invalid-input` naming the row that is no object or cannot be copied to a worker. */
export async function sendObjects(rows: readonly unknown[], send: SendRequest, signal: AbortSignal): Promise<void> {
  let start = 0;
  do {
    const first = rows[start];
    const columns = typeof first === "object" && first !== null ? Object.keys(first).length : 1;
    const end = Math.min(rows.length, start + Math.max(1, Math.floor(CELLS_PER_MESSAGE / Math.max(1, columns))));
    const part = rows.slice(start, end);
    part.forEach((row, index) => assertObject(row, start + index));
    try {
      send({ type: "objects", rows: part as object[], last: end === rows.length });
    } catch (error) {
      throw notCopied(part, start, error);
    }
    start = end;
    await yieldToMain({ signal });
  } while (start < rows.length);
}

function assertObject(row: unknown, index: number): void {
  if (typeof row === "object" && row !== null && !Array.isArray(row)) return;
  const found = row === null ? "null" : Array.isArray(row) ? "an array" : `a ${typeof row}`;
  throw new PersistentTableError(
    "invalid-input",
    `Row ${index} of the array: found ${found}, expected an object with one property a column.`,
  );
}

function notCopied(part: readonly unknown[], start: number, cause: unknown): PersistentTableError {
  const index = part.findIndex((row) => {
    try {
      structuredClone(row);
      return false;
    } catch {
      return true;
    }
  });
  const text = `Row ${start + Math.max(0, index)} of the array has a value that is no data (a function, say): found by copying it to a worker. Leave that property out.`;
  return new PersistentTableError("invalid-input", text, { cause });
}
