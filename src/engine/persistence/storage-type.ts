import type { ColumnLayout } from "../../worker/protocol.ts";
import { parseTypeName, type TypeNode, typeNameOf } from "./type-name.ts";

/** Scalar types that Parquet refuses, or gives back changed: kept as DuckDB's text, which casts back to the same value. */
const KEPT_AS_TEXT = new Set([
  "INTERVAL",
  "BIT",
  "TIME WITH TIME ZONE",
  "HUGEINT",
  "UHUGEINT",
  "BIGNUM",
  "VARINT",
  "UUID",
  "ENUM",
]);

/**
 * The type in which a snapshot holds a column of DuckDB type `type`: the same, with such types in it as VARCHAR.
 * Null for a type that neither Parquet nor text can hold (UNION: its text does not tell the member).
 */
export function storageType(type: string): string | null {
  const node = parseTypeName(type);
  return holdsUnion(node) ? null : typeNameOf(mapScalars(node));
}

const INTEGERS = new Set([
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "UBIGINT",
  "DATE",
  "TIME",
  "TIMESTAMP",
  "TIMESTAMP_S",
  "TIMESTAMP_MS",
  "TIMESTAMP_NS",
  "TIMESTAMP WITH TIME ZONE",
]);
/** A DECIMAL of more digits is a string of 16 bytes. */
const INTEGER_DECIMAL_DIGITS = 18;

/** How Parquet holds values of a storage type. */
export function columnLayout(type: string): ColumnLayout {
  const node = parseTypeName(type);
  if (node.kind !== "scalar") return "other";
  if (INTEGERS.has(node.name)) return "integer";
  if (node.name === "FLOAT" || node.name === "DOUBLE") return "float";
  if (node.name === "VARCHAR" || node.name === "BLOB") return "bytes";
  const digits = node.name === "DECIMAL" ? parseInt(node.parameters.slice(1), 10) : Infinity;
  return digits <= INTEGER_DECIMAL_DIGITS ? "integer" : "other";
}

function holdsUnion(node: TypeNode): boolean {
  switch (node.kind) {
    case "scalar":
      return false;
    case "list":
      return holdsUnion(node.element);
    case "map":
      return holdsUnion(node.key) || holdsUnion(node.value);
    case "struct":
      return node.fields.some(([, type]) => holdsUnion(type));
    case "union":
      return true;
  }
}

function mapScalars(node: TypeNode): TypeNode {
  switch (node.kind) {
    case "scalar":
      return KEPT_AS_TEXT.has(node.name) ? { kind: "scalar", name: "VARCHAR", parameters: "" } : node;
    case "list":
      return { ...node, element: mapScalars(node.element) };
    case "map":
      return { ...node, key: mapScalars(node.key), value: mapScalars(node.value) };
    case "struct":
    case "union":
      return { ...node, fields: node.fields.map(([name, type]) => [name, mapScalars(type)] as const) };
  }
}
