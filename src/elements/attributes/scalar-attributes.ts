import { bad, ok } from "./attribute-spec.ts";
import type { AttributeSpec } from "./attribute-spec.ts";

/** One of a few words; case does not matter, as in HTML. */
export function enumAttribute<const Values extends readonly string[]>(
  attribute: string,
  values: Values,
  defaultValue: Values[number],
): AttributeSpec<Values[number]> {
  return {
    attribute,
    defaultValue,
    accepted: values.join(", "),
    parse(value) {
      const word = typeof value === "string" ? value.trim().toLowerCase() : value;
      const found = values.find((candidate) => candidate === word);
      return found === undefined ? bad() : ok(found);
    },
  };
}

export function numberAttribute(
  attribute: string,
  { defaultValue, min, max, integer = false }: { defaultValue: number; min: number; max?: number; integer?: boolean },
): AttributeSpec<number> {
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    attribute,
    defaultValue,
    accepted: `${integer ? "a whole number" : "a number"} ${range}`,
    parse(value) {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number)) return bad();
      if (number < min || number > (max ?? Infinity) || (integer && !Number.isInteger(number))) return bad();
      return ok(number);
    },
  };
}

/** True when the attribute is there, whatever its text, as in HTML. */
export function booleanAttribute(attribute: string): AttributeSpec<boolean> {
  return {
    attribute,
    defaultValue: false,
    accepted: "present or absent",
    reflect: true,
    parse: (value) => ok(typeof value === "string" || Boolean(value)),
  };
}

export function stringAttribute(attribute: string): AttributeSpec<string> {
  return {
    attribute,
    defaultValue: "",
    accepted: "text",
    defaultLabel: "empty",
    parse: (value) => (typeof value === "string" || typeof value === "number" ? ok(String(value)) : bad()),
  };
}

/** Kept as written; resolved against the document only to see whether it is a URL. */
export function urlAttribute(attribute: string, defaultLabel: string): AttributeSpec<string> {
  return {
    attribute,
    defaultValue: "",
    accepted: "a URL, absolute or relative to the page",
    defaultLabel,
    parse(value) {
      const text = value instanceof URL ? value.href : value;
      if (typeof text !== "string") return bad();
      return URL.canParse(text.trim(), document.baseURI) ? ok(text.trim()) : bad();
    },
  };
}
