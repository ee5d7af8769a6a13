import { PersistentTableError } from "../../engine/errors.ts";

/** A value that fits, or what is wrong with it (empty: the list of accepted values says enough). */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** What an attribute, or the property of the same meaning, may hold. */
export interface AttributeSpec<T> {
  readonly attribute: string;
  readonly defaultValue: T;
  /** Accepted values, in words for the console. */
  readonly accepted: string;
  /** Shown in place of the default's value where that says little. */
  readonly defaultLabel?: string;
  /** Booleans are mirrored to the attribute, as in HTML. */
  readonly reflect?: boolean;
  /** `value` is the attribute's text, or whatever was assigned to the property; never null or undefined. */
  parse(value: unknown): Parsed<T>;
}

export const ok = <T>(value: T): Parsed<T> => ({ value });
export const bad = (problem = ""): Parsed<never> => ({ problem });

/** For parsers that throw `invalid-argument`. */
export function parseBy<T>(parse: () => T): Parsed<T> {
  try {
    return ok(parse());
  } catch (error) {
    if (error instanceof PersistentTableError) return bad(error.message);
    throw error;
  }
}

const MAX_SHOWN_VALUE = 120;
const warned = new WeakMap<Element, Set<string>>();

/**
 * The value to use. Null and undefined mean the default; what does not fit is reported once by `console.warn` for each
 * element, attribute and value, and the default is used.
 */
export function readAttribute<T>(element: Element, spec: AttributeSpec<T>, value: unknown): T {
  if (value === null || value === undefined) return spec.defaultValue;
  const parsed = spec.parse(value);
  if ("value" in parsed) return parsed.value;
  warnOnce(element, spec, describe(value), parsed.problem);
  return spec.defaultValue;
}

function warnOnce<T>(element: Element, spec: AttributeSpec<T>, value: string, problem: string): void {
  const key = `${spec.attribute}=${value}`;
  const seen = warned.get(element) ?? new Set();
  if (seen.has(key)) return;
  warned.set(element, seen.add(key));
  const shown = value.length > MAX_SHOWN_VALUE ? `${value.slice(0, MAX_SHOWN_VALUE)}…` : value;
  const reason = problem === "" ? "" : ` ${problem}`;
  console.warn(
    `<${element.localName}>: ${spec.attribute}="${shown}" is not valid.${reason} ` +
      `Accepted: ${spec.accepted}. Using the default: ${spec.defaultLabel ?? String(spec.defaultValue)}.`,
  );
}

function describe(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json ?? String(value);
  } catch {
    return String(value);
  }
}
