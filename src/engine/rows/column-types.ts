export type TypeKind =
  | "boolean"
  | "integer"
  | "float"
  | "decimal"
  | "text"
  | "blob"
  | "date"
  | "time"
  | "timestamp"
  | "interval"
  | "uuid"
  | "enum"
  | "bit"
  | "nested"
  | "other";

/** What a DuckDB type name says. */
export interface TypeInfo {
  readonly kind: TypeKind;
  /** The name by which DuckDB calls the type, without parameters: `DECIMAL`, `TIMESTAMP WITH TIME ZONE`, `STRUCT`. */
  readonly name: string;
  /** Smallest and largest value of an integer type. BIGNUM has none. */
  readonly range?: { readonly min: bigint; readonly max: bigint };
  /** Digits of a DECIMAL, all and behind the point. */
  readonly precision?: number;
  readonly scale?: number;
  /** Digits behind the second that a TIME or TIMESTAMP holds: 0, 3, 6 or 9. */
  readonly secondDigits?: number;
  readonly withTimeZone?: boolean;
  /** The values of an ENUM in their order. */
  readonly values?: readonly string[];
}

const ALIASES: Readonly<Record<string, string>> = {
  BOOL: "BOOLEAN",
  INT1: "TINYINT",
  INT2: "SMALLINT",
  INT: "INTEGER",
  INT4: "INTEGER",
  INT8: "BIGINT",
  LONG: "BIGINT",
  REAL: "FLOAT",
  FLOAT4: "FLOAT",
  FLOAT8: "DOUBLE",
  NUMERIC: "DECIMAL",
  TEXT: "VARCHAR",
  STRING: "VARCHAR",
  BYTEA: "BLOB",
  VARINT: "BIGNUM",
  DATETIME: "TIMESTAMP",
  TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
  TIMETZ: "TIME WITH TIME ZONE",
  BITSTRING: "BIT",
};

const signed = (bits: bigint) => ({ min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n });
const unsigned = (bits: bigint) => ({ min: 0n, max: (1n << bits) - 1n });

const SIMPLE = new Map<string, Omit<TypeInfo, "name">>([
  ["BOOLEAN", { kind: "boolean" }],
  ["TINYINT", { kind: "integer", range: signed(8n) }],
  ["SMALLINT", { kind: "integer", range: signed(16n) }],
  ["INTEGER", { kind: "integer", range: signed(32n) }],
  ["BIGINT", { kind: "integer", range: signed(64n) }],
  ["HUGEINT", { kind: "integer", range: signed(128n) }],
  ["UTINYINT", { kind: "integer", range: unsigned(8n) }],
  ["USMALLINT", { kind: "integer", range: unsigned(16n) }],
  ["UINTEGER", { kind: "integer", range: unsigned(32n) }],
  ["UBIGINT", { kind: "integer", range: unsigned(64n) }],
  ["UHUGEINT", { kind: "integer", range: unsigned(128n) }],
  ["BIGNUM", { kind: "integer" }],
  ["FLOAT", { kind: "float" }],
  ["DOUBLE", { kind: "float" }],
  ["DECIMAL", { kind: "decimal", precision: 18, scale: 3 }],
  ["VARCHAR", { kind: "text" }],
  ["BLOB", { kind: "blob" }],
  ["DATE", { kind: "date" }],
  ["TIME", { kind: "time", secondDigits: 6 }],
  ["TIME_NS", { kind: "time", secondDigits: 9 }],
  ["TIME WITH TIME ZONE", { kind: "time", secondDigits: 6, withTimeZone: true }],
  ["TIMESTAMP", { kind: "timestamp", secondDigits: 6 }],
  ["TIMESTAMP_S", { kind: "timestamp", secondDigits: 0 }],
  ["TIMESTAMP_MS", { kind: "timestamp", secondDigits: 3 }],
  ["TIMESTAMP_NS", { kind: "timestamp", secondDigits: 9 }],
  ["TIMESTAMP WITH TIME ZONE", { kind: "timestamp", secondDigits: 6, withTimeZone: true }],
  ["INTERVAL", { kind: "interval" }],
  ["UUID", { kind: "uuid" }],
  ["BIT", { kind: "bit" }],
]);

const known = new Map<string, TypeInfo>();

/** Reads a DuckDB type name; a name that it does not know is of kind `other`. */
export function typeInfo(type: string): TypeInfo {
  const cached = known.get(type);
  if (cached) return cached;
  const info = parseType(type.trim());
  known.set(type, info);
  return info;
}

function parseType(type: string): TypeInfo {
  if (type.endsWith("]")) return { kind: "nested", name: "LIST" };
  const [, word = "", parameters] = /^([^(]*)(?:\((.*)\))?$/s.exec(type) ?? [];
  const upper = word.trim().toUpperCase();
  const name = ALIASES[upper] ?? upper;
  if (name === "STRUCT" || name === "MAP" || name === "UNION") return { kind: "nested", name };
  if (name === "ENUM") return { kind: "enum", name, values: enumValues(parameters ?? "") };
  const simple = SIMPLE.get(name);
  if (!simple) return { kind: "other", name };
  if (name !== "DECIMAL" || parameters === undefined) return { name, ...simple };
  const [precision = 18, scale = 0] = parameters.split(",").map(Number);
  return { name, kind: "decimal", precision, scale };
}

function enumValues(list: string): string[] {
  return Array.from(list.matchAll(/'((?:[^']|'')*)'/g), ([, quoted = ""]) => quoted.replaceAll("''", "'"));
}

export function isNumeric(type: string): boolean {
  const { kind } = typeInfo(type);
  return kind === "integer" || kind === "float" || kind === "decimal";
}

export function isInteger(type: string): boolean {
  return typeInfo(type).kind === "integer";
}

export function isTemporal(type: string): boolean {
  const { kind } = typeInfo(type);
  return kind === "date" || kind === "time" || kind === "timestamp";
}

/** The side on which cells of the type line up: numbers and times at the end, the rest at the start. */
export function alignmentOf(type: string): "start" | "end" {
  return isNumeric(type) || isTemporal(type) ? "end" : "start";
}
