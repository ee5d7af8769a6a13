import type { CellValue } from "../../engine/rows/grid-data.ts";

/** A cell's value as a reader types it: exact, in no locale. NULL and the empty string are both empty. */
export function editText(value: CellValue): string {
  if (value === null) return "";
  if (value instanceof Uint8Array) {
    return `\\x${[...value].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join("")}`;
  }
  return String(value);
}

/** Shown in an empty editor. */
export function editPlaceholder(type: string): string {
  if (type === "DATE") return "YYYY-MM-DD";
  if (type === "BOOLEAN") return "true / false";
  if (type.startsWith("TIMESTAMP")) return "YYYY-MM-DD hh:mm:ss";
  if (type.startsWith("TIME")) return "hh:mm:ss";
  if (type === "BLOB") return "\\x…";
  return "";
}
