import { PersistentTableError } from "../errors.ts";
import type { CellValue } from "../rows/grid-data.ts";

/** Any column or table name, as SQL. Throws `invalid-argument` for a NUL, which no name in DuckDB can hold. */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0")) {
    throw new PersistentTableError(
      "invalid-argument",
      `The name ${JSON.stringify(name)} has a NUL character: remove it`,
    );
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** Any text as SQL. DuckDB's parser ends a statement at a NUL, so that one is spelled as a call. */
export function stringLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes("\0") ? `(${quoted.replaceAll("\0", "' || chr(0) || '")})` : quoted;
}

/**
 * A cell value as a SQL constant of the DuckDB type `type`, exact to the last digit: numbers go as text through a
 * cast, since `1.5` in SQL is a DECIMAL and `-0` loses its sign. Text that is not of the type makes the statement
 * fail with a conversion error. `type` becomes SQL as it is: take it from DuckDB, not from a user.
 */
export function literal(value: CellValue, type: string): string {
  if (value === null) return `CAST(NULL AS ${type})`;
  if (typeof value === "boolean") return typed(value ? "TRUE" : "FALSE", "BOOLEAN", type);
  if (value instanceof Uint8Array) return typed(`from_hex('${hex(value)}')`, "BLOB", type);
  return typed(stringLiteral(valueText(value)), "VARCHAR", type);
}

/** A value as text from which a cast makes it again, exactly; bytes as hexadecimal digits, for `from_hex`. */
export function valueText(value: NonNullable<CellValue>): string {
  if (value instanceof Uint8Array) return hex(value);
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function typed(sql: string, ownType: string, type: string): string {
  return ownType === type ? sql : `CAST(${sql} AS ${type})`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
