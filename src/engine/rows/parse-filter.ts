import { PersistentTableError } from "../errors.ts";
import type { FilterModel, FilterValue } from "../models.ts";

const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge", "contains", "starts-with", "ends-with"] as const;
const GROUPS = ["and", "or"] as const;
const NULL_TESTS = ["is-null", "is-not-null"] as const;
const OPERATORS = [...GROUPS, "not", ...COMPARISONS, "between", "in", ...NULL_TESTS];
const MAX_DEPTH = 64;

/**
 * Reads a filter from JSON text or from a value of unknown shape; empty text, `null` and `undefined` mean none.
 * Throws `invalid-argument` with the path of what is wrong and what is accepted.
 */
export function parseFilter(input: unknown): FilterModel | null {
  if (input === null || input === undefined) return null;
  if (typeof input !== "string") return readCondition(input, "filter", 0);
  if (input.trim() === "") return null;
  let json: unknown;
  try {
    json = JSON.parse(input);
  } catch (cause) {
    throw new PersistentTableError(
      "invalid-argument",
      `filter: this is not JSON. Expected e.g. {"column":"price","op":"gt","value":10}.`,
      { cause },
    );
  }
  return json === null ? null : readCondition(json, "filter", 0);
}

function readCondition(input: unknown, path: string, depth: number): FilterModel {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw invalid(path, `expected an object with "op"`, input);
  }
  if (depth > MAX_DEPTH) {
    throw new PersistentTableError("invalid-argument", `${path}: nested deeper than ${MAX_DEPTH}.`);
  }
  const fields = new Map<string, unknown>(Object.entries(input));
  const op = fields.get("op");
  const group = GROUPS.find((name) => name === op);
  if (group) {
    const conditions = readArray(fields.get("conditions"), `${path}.conditions`);
    return {
      op: group,
      conditions: conditions.map((item, index) => readCondition(item, `${path}.conditions[${index}]`, depth + 1)),
    };
  }
  if (op === "not") return { op, condition: readCondition(fields.get("condition"), `${path}.condition`, depth + 1) };
  return readTest(fields, path);
}

function readTest(fields: ReadonlyMap<string, unknown>, path: string): FilterModel {
  const op = fields.get("op");
  const comparison = COMPARISONS.find((name) => name === op);
  const nullTest = NULL_TESTS.find((name) => name === op);
  if (!comparison && !nullTest && op !== "between" && op !== "in") {
    throw invalid(`${path}.op`, `expected one of ${OPERATORS.join(", ")}`, op);
  }
  const column = fields.get("column");
  if (typeof column !== "string") throw invalid(`${path}.column`, "expected the name of a column", column);
  const value = (name: string): FilterValue => readValue(fields.get(name), `${path}.${name}`);
  if (comparison) return { column, op: comparison, value: value("value") };
  if (nullTest) return { column, op: nullTest };
  if (op === "between") return { column, op, from: value("from"), to: value("to") };
  const values = readArray(fields.get("values"), `${path}.values`);
  return { column, op: "in", values: values.map((item, index) => readValue(item, `${path}.values[${index}]`)) };
}

function readArray(input: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(input)) throw invalid(path, "expected an array", input);
  return input;
}

function readValue(input: unknown, path: string): FilterValue {
  if (input === null) return null;
  if (typeof input === "string" || typeof input === "number") return input;
  if (typeof input === "boolean" || typeof input === "bigint") return input;
  throw invalid(path, "expected text, a number, true, false or null", input);
}

function invalid(path: string, expected: string, found: unknown): PersistentTableError {
  return new PersistentTableError("invalid-argument", `${path}: ${expected}, found ${describe(found)}.`);
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (value === null) return "null";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : `a ${typeof value}`;
}
