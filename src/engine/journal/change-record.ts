import type { CellEdit } from "../rows/edit-overlay.ts";
import type { CellValue } from "../rows/grid-data.ts";
import type { IdRange } from "../changes/change.ts";
import type { TransformStep } from "../changes/transform-types.ts";

/** A change as the journal keeps it: enough to make it again on the table as it was before. */
export type ChangeRecord =
  | { readonly kind: "cells"; readonly edits: readonly CellEdit[] }
  /** `values` by row, of the columns that were given any. */
  | {
      readonly kind: "add-rows";
      readonly firstId: number;
      readonly rowCount: number;
      readonly columns: readonly { readonly columnId: number; readonly values: readonly CellValue[] }[];
    }
  | { readonly kind: "delete-rows"; readonly ids: readonly IdRange[] }
  | { readonly kind: "transform"; readonly steps: readonly TransformStep[] }
  /** Of the change with the sequence `of`, which is in the journal before this one. */
  | { readonly kind: "undo" | "redo"; readonly of: number };

const [OPENING = 0, COMMA = 0, CLOSING = 0] = new TextEncoder().encode("[,]");

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** JSON in UTF-8: exact for every value, and readable should it ever have to be. */
export function encodeRecord(record: ChangeRecord): Uint8Array {
  return encoder.encode(JSON.stringify(toJson(record)));
}

/** Throws when the bytes are no record that this release knows. */
export function decodeRecord(payload: Uint8Array): ChangeRecord {
  return fromJson(JSON.parse(decoder.decode(payload)) as JsonRecord);
}

/** The same of many. Throws when any of them is none, and says not which. */
export function decodeRecords(payloads: readonly Uint8Array[]): ChangeRecord[] {
  const text = new Uint8Array(payloads.reduce((sum, { length }) => sum + length + 1, 1));
  let end = 0;
  for (const payload of payloads) {
    text[end] = end === 0 ? OPENING : COMMA;
    text.set(payload, end + 1);
    end += 1 + payload.length;
  }
  if (end === 0) return [];
  text[end] = CLOSING;
  const records = JSON.parse(decoder.decode(text)) as JsonRecord[];
  if (records.length !== payloads.length) throw new RangeError("One of the changes is more or less than one.");
  return records.map(fromJson);
}

function fromJson([kind, ...fields]: JsonRecord): ChangeRecord {
  switch (kind) {
    case "cells":
      return { kind, edits: (fields[0] as JsonEdit[]).map(editFrom) };
    case "add-rows": {
      const [firstId, rowCount, columns] = fields as [number, number, [number, JsonValue[]][]];
      return {
        kind,
        firstId,
        rowCount,
        columns: columns.map(([columnId, values]) => ({ columnId, values: values.map(valueFrom) })),
      };
    }
    case "delete-rows":
      return { kind, ids: (fields[0] as [number, number][]).map(([firstId, endId]) => ({ firstId, endId })) };
    case "transform":
      return { kind, steps: fields[0] as unknown as TransformStep[] };
    case "undo":
    case "redo":
      return { kind, of: fields[0] as number };
    default:
      throw new RangeError(`The journal has a change of kind "${kind}", which this release does not know.`);
  }
}

type JsonRecord = [string, ...Json[]];
type Json = null | boolean | number | string | Json[];
/** What JSON has no form for is tagged: whole numbers of 64 bits, numbers that are not finite or -0, bytes. */
type JsonValue = null | boolean | number | string | ["integer" | "number" | "bytes", string];
type JsonEdit = [rowId: number, columnId: number, value: JsonValue];

function toJson(record: ChangeRecord): unknown[] {
  const { kind } = record;
  switch (kind) {
    case "cells":
      return [kind, record.edits.map(({ rowId, columnId, value }): JsonEdit => [rowId, columnId, valueTo(value)])];
    case "add-rows": {
      const columns = record.columns.map(({ columnId, values }) => [columnId, values.map(valueTo)]);
      return [kind, record.firstId, record.rowCount, columns];
    }
    case "delete-rows":
      return [kind, record.ids.map(({ firstId, endId }) => [firstId, endId])];
    case "transform":
      return [kind, record.steps];
    case "undo":
    case "redo":
      return [kind, record.of];
  }
}

function editFrom([rowId, columnId, value]: JsonEdit): CellEdit {
  return { rowId, columnId, value: valueFrom(value) };
}

function valueTo(value: CellValue): JsonValue {
  if (typeof value === "bigint") return ["integer", String(value)];
  if (typeof value === "number") {
    if (Object.is(value, -0)) return ["number", "-0"];
    return Number.isFinite(value) ? value : ["number", String(value)];
  }
  return value instanceof Uint8Array ? ["bytes", latin1(value)] : value;
}

function valueFrom(value: JsonValue): CellValue {
  if (!Array.isArray(value)) return value;
  const [tag, text] = value;
  if (tag === "integer") return BigInt(text);
  return tag === "number" ? Number(text) : Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
