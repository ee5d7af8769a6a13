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

/** The type in which a snapshot holds a column of DuckDB type `type`: the same, with such types in it as VARCHAR. */
export function storageType(type: string): string {
  return typeNameOf(mapScalars(parseTypeName(type)));
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
