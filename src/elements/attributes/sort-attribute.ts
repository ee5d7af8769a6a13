import type { SortKey, SortModel } from "../../engine/models.ts";
import { bad, ok } from "./attribute-spec.ts";
import type { AttributeSpec, Parsed } from "./attribute-spec.ts";

const KEY = /^(?:"((?:[^"]|"")*)"|([^"]*?))(?:\s+(asc|desc))?$/i;
const NEEDS_QUOTES = /[",]|^\s|\s$|^$|\s(?:asc|desc)$/i;

/**
 * `price desc, name` to a model. A name with commas, quotes, or a trailing `asc` or `desc` of its own stands in
 * double quotes, quotes in it doubled: `"unit price, net" desc`.
 */
export function parseSort(text: string): Parsed<SortModel> {
  if (text.trim() === "") return ok([]);
  const keys: SortKey[] = [];
  for (const term of splitTerms(text)) {
    const match = KEY.exec(term.trim());
    const name = match?.[1]?.replaceAll('""', '"') ?? match?.[2];
    if (match === null || name === undefined || (name === "" && match[1] === undefined)) {
      return bad(`"${term.trim()}" is not a column name with an optional direction`);
    }
    keys.push({ column: name, direction: match[3]?.toLowerCase() === "desc" ? "desc" : "asc" });
  }
  return ok(keys);
}

export function formatSort(model: SortModel): string {
  return model
    .map(({ column, direction }) => {
      const name = NEEDS_QUOTES.test(column) ? `"${column.replaceAll('"', '""')}"` : column;
      return direction === "desc" ? `${name} desc` : name;
    })
    .join(", ");
}

/** The model of a `sort` that `readAttribute` has let through. */
export function sortModel(sort: string): SortModel {
  const parsed = parseSort(sort);
  return "value" in parsed ? parsed.value : [];
}

/** Text, also when a model was assigned to the property. */
export function sortAttribute(attribute: string): AttributeSpec<string> {
  return {
    attribute,
    defaultValue: "",
    accepted: 'column names with an optional direction, like "price desc, name"',
    defaultLabel: "natural order",
    parse(value) {
      const text = isSortModel(value) ? formatSort(value) : value;
      if (typeof text !== "string") return bad();
      const parsed = parseSort(text);
      return "value" in parsed ? ok(formatSort(parsed.value)) : parsed;
    },
  };
}

function isSortModel(value: unknown): value is SortModel {
  return (
    Array.isArray(value) &&
    value.every((key: Partial<SortKey> | null) => {
      return typeof key?.column === "string" && (key.direction === "asc" || key.direction === "desc");
    })
  );
}

/** Splits at commas outside of quotes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    if (at < text.length && (text[at] !== "," || isQuoted)) continue;
    terms.push(text.slice(start, at));
    start = at + 1;
  }
  return terms;
}
