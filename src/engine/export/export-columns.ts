import type { ExportColumn, ExportFormat, ValueForm } from "../../worker/export-protocol.ts";
import { quoteIdentifier } from "../database/sql.ts";
import { storageType } from "../persistence/storage-type.ts";
import { parseTypeName, type TypeNode, typeNameOf } from "../persistence/type-name.ts";
import { typeInfo } from "../rows/column-types.ts";
import type { Column } from "../schema.ts";

/** How the columns of a table get into a file. */
export interface ExportedColumns {
  readonly columns: readonly ExportColumn[];
  /** SELECT list over the table under the alias `t`. */
  readonly list: string;
  /** Whether every value is of as many bytes. */
  readonly isFixedWidth: boolean;
}

/** A value on its way: as which DuckDB type it travels, and what the worker makes of it. */
interface Carried {
  readonly type: TypeNode;
  readonly form: ValueForm;
}

const TEXT: TypeNode = { kind: "scalar", name: "VARCHAR", parameters: "" };

/** Text formats get what a script holds exactly as it is, and everything else as DuckDB's text. */
export function exportColumns(format: ExportFormat, columns: readonly Column[]): ExportedColumns {
  const carried = columns.map((column) => {
    if (format === "parquet" || format === "arrow") return binaryColumn(column.type);
    return format === "csv" ? flatColumn(column.type) : nestedColumn(column.type);
  });
  const list = carried.map(({ type }, index) => {
    const { name, type: ownType } = columns[index] as Column;
    const source = `t.${quoteIdentifier(name)}`;
    const expression = type === ownType ? source : `CAST(${source} AS ${type})`;
    return `${expression} AS ${quoteIdentifier(name)}`;
  });
  return {
    columns: carried.map(({ form }, index) => ({ name: columns[index]?.name ?? "", form })),
    list: list.join(", "),
    isFixedWidth: carried.every(({ type }) => FIXED_WIDTH.has(type)),
  };
}

const FIXED_WIDTH = new Set([
  ...["BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"],
  ...["FLOAT", "DOUBLE", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"],
  "TIMESTAMP WITH TIME ZONE",
]);

/** The same type where Parquet holds it exactly; the types that it does not, also inside of others, as text. */
function binaryColumn(type: string): { type: string; form: ValueForm } {
  const stored = orElse(() => storageType(type), null);
  return { type: stored ?? "VARCHAR", form: { kind: "text" } };
}

function flatColumn(type: string): { type: string; form: ValueForm } {
  const { type: carriedType, form } = carryScalar(type);
  return { type: typeNameOf(carriedType), form };
}

function nestedColumn(type: string): { type: string; form: ValueForm } {
  const { type: carriedType, form } = orElse(() => carry(parseTypeName(type)), carryScalar(type));
  return { type: typeNameOf(carriedType), form };
}

function carry(node: TypeNode): Carried {
  switch (node.kind) {
    case "scalar":
      return carryScalar(typeNameOf(node));
    case "list": {
      const element = carry(node.element);
      return { type: { ...node, element: element.type }, form: { kind: "list", element: element.form } };
    }
    case "struct": {
      const fields = node.fields.map(([name, type]) => ({ name, ...carry(type) }));
      return {
        type: { ...node, fields: fields.map(({ name, type }) => [name, type] as const) },
        form: { kind: "struct", fields: fields.map(({ name, form }) => ({ name: identifierText(name), form })) },
      };
    }
    case "map": {
      const [key, value] = [carry(node.key), carry(node.value)];
      return {
        type: { ...node, key: key.type, value: value.type },
        form: { kind: "map", key: key.form, value: value.form },
      };
    }
    // Which member a value is of, neither its text nor JSON tells.
    case "union":
      return { type: TEXT, form: { kind: "text" } };
  }
}

function carryScalar(type: string): Carried {
  const asItIs: TypeNode = { kind: "scalar", name: type, parameters: "" };
  const { kind, name, range } = typeInfo(type);
  switch (kind) {
    case "boolean":
      return { type: asItIs, form: { kind: "boolean" } };
    case "integer":
      return range && range.max < 2n ** 64n
        ? { type: asItIs, form: { kind: "number" } }
        : { type: TEXT, form: { kind: "digits" } };
    case "float":
      // A FLOAT has its shortest digits, 0.1, only as DuckDB's text.
      return name === "DOUBLE" ? { type: asItIs, form: { kind: "number" } } : { type: TEXT, form: { kind: "digits" } };
    case "decimal":
      return { type: TEXT, form: { kind: "digits" } };
    case "timestamp":
      return { type: TEXT, form: { kind: "timestamp" } };
    case "date":
    case "time":
    case "interval":
    case "uuid":
    case "bit":
      return { type: TEXT, form: { kind: "word" } };
    default:
      return { type: kind === "text" ? asItIs : TEXT, form: { kind: "text" } };
  }
}

/** A name as SQL has it, quoted or not. */
function identifierText(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** `work`, or `otherwise` for a type name that is not understood. */
function orElse<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}
