import { PersistentTableError } from "../errors.ts";
import type { SortKey, SortModel } from "../models.ts";

const KEY = /\s*(?:"((?:[^"]|"")*)"|([^\s",][^,]*?))(?:\s+(asc|desc))?\s*(,|$)/iy;

/**
 * Reads `price desc, name`. A name with a comma, quotes, or `asc`/`desc` at its end goes in double quotes, a quote in
 * it doubled: `"unit, price" desc`. Throws `invalid-argument` with the place.
 */
export function parseSort(text: string): SortModel {
  const keys: SortKey[] = [];
  if (text.trim() === "") return keys;
  KEY.lastIndex = 0;
  for (let separator = ","; separator === ",";) {
    const start = KEY.lastIndex;
    const match = KEY.exec(text);
    const column = match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.trim();
    if (!match || !column) throw malformed(text, start);
    keys.push({ column, direction: match[3]?.toLowerCase() === "desc" ? "desc" : "asc" });
    separator = match[4] ?? "";
  }
  return keys;
}

/** The text that `parseSort` reads as `sort`. */
export function formatSort(sort: SortModel): string {
  return sort.map(({ column, direction }) => `${formatName(column)}${direction === "desc" ? " desc" : ""}`).join(", ");
}

function formatName(name: string): string {
  const isPlain = name !== "" && name.trim() === name && !/[",]/.test(name) && !/(?:^|\s)(?:asc|desc)$/i.test(name);
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}

function malformed(text: string, offset: number): PersistentTableError {
  return new PersistentTableError(
    "invalid-argument",
    `sort "${text}": expected a column name at character ${offset + 1}, as in: price desc, "unit, price".`,
  );
}
