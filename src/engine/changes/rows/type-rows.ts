import { PersistentTableError } from "../../errors.ts";
import { typeInfo } from "../../rows/column-types.ts";
import { findColumn } from "../../rows/find-column.ts";
import type { CellValue } from "../../rows/grid-data.ts";
import type { Column } from "../../schema.ts";
import { yieldToMain } from "../../scheduling/yield.ts";
import { typeCells, type CellToType, type TypeCellsOptions } from "../cells/type-cells.ts";

/** Rows to add: of the columns that any of them names, a value each. */
export interface TypedRows {
  readonly rowCount: number;
  readonly columns: readonly TypedColumn[];
}

export interface TypedColumn {
  readonly column: Column;
  /** By row; NULL where a row has none. */
  readonly values: CellValue[];
}

/** Reading so many takes the main thread a few ms. */
const CELLS_PER_TASK = 5000;
const TEXT_SHOWN = 60;

interface PropertyValue {
  readonly row: number;
  readonly value: unknown;
}

/**
 * Objects as rows of the table. Throws at the first property that names no column (`unknown-column`) and the first value
 * that does not fit (`value-mismatch`), naming the row.
 */
export async function typeRows(
  objects: readonly unknown[],
  columns: readonly Column[],
  options: Omit<TypeCellsOptions, "describe">,
): Promise<TypedRows> {
  const { signal } = options;
  const typed = new Map<number, TypedColumn>();
  let cells: (CellToType & PropertyValue)[] = [];
  const typeSome = async (): Promise<void> => {
    const part = cells;
    cells = [];
    const describe = (index: number, reason: string) => describeMismatch(part[index], reason);
    const values = await typeCells(part, { ...options, describe });
    for (const [index, { row, column }] of part.entries()) {
      const target = typed.get(column.id) ?? { column, values: new Array<CellValue>(objects.length).fill(null) };
      typed.set(column.id, target);
      target.values[row] = values[index] ?? null;
    }
    await yieldToMain(signal ? { signal } : {});
  };
  const find = columnFinder(columns);
  for (const [row, object] of objects.entries()) {
    for (const [name, value] of propertiesOf(object, row)) {
      const column = find(name, row);
      cells.push({ row, value, column, input: cellInput(value, column, row) });
    }
    if (cells.length >= CELLS_PER_TASK) await typeSome();
  }
  await typeSome();
  return { rowCount: objects.length, columns: [...typed.values()] };
}

function propertiesOf(object: unknown, row: number): [string, unknown][] {
  if (typeof object === "object" && object !== null && !Array.isArray(object)) return Object.entries(object);
  const found = object === null ? "null" : Array.isArray(object) ? "an array" : `a ${typeof object}`;
  throw new PersistentTableError(
    "invalid-argument",
    `appendRows: row ${row} is ${found}, expected an object with one property a column.`,
  );
}

function columnFinder(columns: readonly Column[]): (name: string, row: number) => Column {
  const known = new Map<string, Column>();
  return (name, row) => {
    const column = known.get(name) ?? findColumn(columns, name, `appendRows, row ${row}`);
    known.set(name, column);
    return column;
  };
}

function cellInput(value: unknown, column: Column, row: number): CellValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean" || value instanceof Uint8Array) return value;
  if (value instanceof Date) return dateText(value, column.type);
  throw new PersistentTableError(
    "value-mismatch",
    describeMismatch({ row, column, value }, "A cell takes text, a number, true, false, bytes, a Date or null."),
  );
}

/** In UTC, like every time of day in a table. */
function dateText(date: Date, type: string): string {
  if (Number.isNaN(date.getTime())) return String(date);
  const iso = date.toISOString();
  const { kind } = typeInfo(type);
  if (kind === "date") return iso.slice(0, iso.indexOf("T"));
  return kind === "time" ? iso.slice(iso.indexOf("T") + 1, -1) : iso;
}

function describeMismatch(cell: { row: number; column: Column; value: unknown } | undefined, reason: string): string {
  if (!cell) return reason;
  const { row, column, value } = cell;
  return `appendRows, row ${row}, column "${column.name}" (${column.type}): ${reason} Found ${describe(value)}.`;
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, TEXT_SHOWN));
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (value instanceof Date) return `the Date ${String(value)}`;
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
