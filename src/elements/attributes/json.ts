import { bad, ok } from "./attribute-spec.ts";
import type { Parsed } from "./attribute-spec.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The attribute's JSON, or the value itself when a property was assigned. */
export function parseJson(value: unknown): Parsed<unknown> {
  if (typeof value !== "string") return ok(value);
  try {
    return ok(JSON.parse(value) as unknown);
  } catch (error) {
    return bad(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Thrown by a parser in the middle of a nested value, with the path; never leaves this folder. */
export class JsonProblem extends Error {}

/** Runs a parser that throws `JsonProblem`. */
export function parseWith<T>(value: unknown, parse: (json: unknown) => T): Parsed<T> {
  const json = parseJson(value);
  if ("problem" in json) return json;
  try {
    return ok(parse(json.value));
  } catch (error) {
    if (error instanceof JsonProblem) return bad(error.message);
    throw error;
  }
}
