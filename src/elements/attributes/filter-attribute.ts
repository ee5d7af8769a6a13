import type { FilterModel, FilterValue } from "../../engine/models.ts";
import type { AttributeSpec } from "./attribute-spec.ts";
import { isObject, JsonProblem, parseWith } from "./json.ts";
import type { JsonObject } from "./json.ts";

const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge", "contains", "starts-with", "ends-with"] as const;
const NULL_CHECKS = ["is-null", "is-not-null"] as const;
const MAX_DEPTH = 32;

export function filterAttribute(attribute: string): AttributeSpec<FilterModel | null> {
  return {
    attribute,
    defaultValue: null,
    accepted:
      'JSON like {"column": "price", "op": "gt", "value": 10} or {"op": "and", "conditions": […]}; op is one of ' +
      [...COMPARISONS, "between", "in", ...NULL_CHECKS, "and", "or", "not"].join(", "),
    defaultLabel: "no filter",
    parse: (value) =>
      parseWith(value === "" ? null : value, (json) => (json === null ? null : parseFilter(json, "filter", 0))),
  };
}

/** A copy with nothing but what a filter has. Throws `JsonProblem`. */
export function parseFilter(json: unknown, path: string, depth: number): FilterModel {
  if (!isObject(json)) throw new JsonProblem(`${path} must be an object`);
  if (depth > MAX_DEPTH) throw new JsonProblem(`It is nested more than ${MAX_DEPTH} levels deep`);
  const op = json["op"];
  if (op === "and" || op === "or") {
    const conditions = listOf(json, "conditions", path);
    return { op, conditions: conditions.map((each, at) => parseFilter(each, `${path}.conditions[${at}]`, depth + 1)) };
  }
  if (op === "not") return { op, condition: parseFilter(json["condition"], `${path}.condition`, depth + 1) };
  return parseCondition(json, path);
}

function parseCondition(json: JsonObject, path: string): FilterModel {
  const { column, op } = json;
  if (typeof column !== "string") throw new JsonProblem(`${path}.column must be a column's name`);
  const comparison = COMPARISONS.find((candidate) => candidate === op);
  if (comparison) return { column, op: comparison, value: valueOf(json["value"], `${path}.value`) };
  const nullCheck = NULL_CHECKS.find((candidate) => candidate === op);
  if (nullCheck) return { column, op: nullCheck };
  if (op === "between") {
    return { column, op, from: valueOf(json["from"], `${path}.from`), to: valueOf(json["to"], `${path}.to`) };
  }
  if (op === "in") {
    const values = listOf(json, "values", path).map((value, at) => valueOf(value, `${path}.values[${at}]`));
    return { column, op, values };
  }
  throw new JsonProblem(`${path}.op is ${op === undefined ? "missing" : `unknown: ${JSON.stringify(op) ?? typeof op}`}`);
}

function listOf(json: JsonObject, key: string, path: string): readonly unknown[] {
  const list = json[key];
  if (!Array.isArray(list)) throw new JsonProblem(`${path}.${key} must be an array`);
  return list;
}

function valueOf(value: unknown, path: string): FilterValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return value;
  throw new JsonProblem(`${path} must be text, a number, true, false or null`);
}
