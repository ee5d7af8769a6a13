import type { ColumnFormat } from "../cells/format-types.ts";
import { PersistentTableError } from "../../engine/errors.ts";
import { parseBy } from "./attribute-spec.ts";
import type { AttributeSpec } from "./attribute-spec.ts";

/** One entry of the `columns` attribute. Columns that are not named follow in the table's order. */
export interface ColumnSpec {
  readonly name: string;
  /** Pixels. */
  readonly width?: number;
  /** Shown in the header instead of the name. */
  readonly label?: string;
  readonly hidden?: boolean;
  readonly pinned?: "start" | "end";
  readonly format?: ColumnFormat;
  readonly readonly?: boolean;
}

const STYLES = ["decimal", "percent", "currency", "plain"] as const;
const TIME_STYLES = ["full", "long", "medium", "short"] as const;
const MAX_FRACTION_DIGITS = 20;

export function columnsAttribute(attribute: string): AttributeSpec<readonly ColumnSpec[]> {
  return {
    attribute,
    defaultValue: [],
    accepted:
      'a JSON array like [{"name": "price", "width": 120, "label": "Price", "hidden": false, "pinned": "start", ' +
      '"format": {"style": "currency", "currency": "EUR"}, "readonly": true}]',
    defaultLabel: "all columns in the table's order",
    parse: (value) => parseBy(() => parseColumnSpecs(typeof value === "string" ? parseJson(value) : value)),
  };
}

/** Throws `invalid-argument`, with the path of what is wrong. Keys that it does not know are left out. */
export function parseColumnSpecs(json: unknown): readonly ColumnSpec[] {
  if (!Array.isArray(json)) throw invalid("It must be an array");
  const names = new Set<string>();
  return json.map((entry: unknown, index) => {
    const spec = parseColumnSpec(entry, `[${index}]`);
    if (names.has(spec.name)) throw invalid(`[${index}].name repeats "${spec.name}"`);
    names.add(spec.name);
    return spec;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw invalid(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function invalid(problem: string): PersistentTableError {
  return new PersistentTableError("invalid-argument", `columns: ${problem}.`);
}

function parseColumnSpec(json: unknown, path: string): ColumnSpec {
  if (!isObject(json)) throw invalid(`${path} must be an object`);
  const name = optional(json, "name", path, "a column's name", (value) => typeof value === "string");
  if (name === undefined) throw invalid(`${path}.name is missing`);
  const format = json["format"];
  return compact({
    name,
    width: optional(json, "width", path, "a number above 0", isPositive),
    label: optional(json, "label", path, "text", (value) => typeof value === "string"),
    hidden: optional(json, "hidden", path, "true or false", (value) => typeof value === "boolean"),
    pinned: oneOf(json, "pinned", path, ["start", "end"] as const),
    format: format === undefined || format === null ? undefined : parseFormat(format, `${path}.format`),
    readonly: optional(json, "readonly", path, "true or false", (value) => typeof value === "boolean"),
  });
}

function parseFormat(json: unknown, path: string): ColumnFormat {
  if (!isObject(json)) throw invalid(`${path} must be an object`);
  const style = oneOf(json, "style", path, STYLES);
  const currency = optional(json, "currency", path, "an ISO 4217 code like EUR", isCurrency);
  if (style === "currency" && currency === undefined) throw invalid(`${path}.currency is missing`);
  const digits = `a whole number from 0 to ${MAX_FRACTION_DIGITS}`;
  return compact({
    style,
    currency,
    minimumFractionDigits: optional(json, "minimumFractionDigits", path, digits, isDigitCount),
    maximumFractionDigits: optional(json, "maximumFractionDigits", path, digits, isDigitCount),
    dateStyle: oneOf(json, "dateStyle", path, TIME_STYLES),
    timeStyle: oneOf(json, "timeStyle", path, TIME_STYLES),
  });
}

function optional<T>(
  json: JsonObject,
  key: string,
  path: string,
  expected: string,
  isValid: (value: unknown) => value is T,
): T | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  if (!isValid(value)) throw invalid(`${path}.${key} must be ${expected}`);
  return value;
}

function oneOf<const Values extends readonly string[]>(
  json: JsonObject,
  key: string,
  path: string,
  values: Values,
): Values[number] | undefined {
  const isValue = (value: unknown): value is Values[number] => values.some((candidate) => candidate === value);
  return optional(json, key, path, `one of ${values.join(", ")}`, isValue);
}

const isPositive = (value: unknown): value is number => typeof value === "number" && value > 0 && value < Infinity;

const isDigitCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_FRACTION_DIGITS;

const isCurrency = (value: unknown): value is string => typeof value === "string" && /^[a-z]{3}$/i.test(value);

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Compact<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Without the keys whose value is undefined. */
function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Compact<T>;
}
