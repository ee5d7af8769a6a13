import type { Connection } from "../../database/database.ts";
import { stringLiteral } from "../../database/sql.ts";
import type { RunningDatabase } from "../../database-runtime.ts";
import { PersistentTableError } from "../../errors.ts";
import type { CellValue } from "../../rows/grid-data.ts";
import type { Column } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { Priority } from "../../scheduling/priority.ts";
import { yieldToMain } from "../../scheduling/yield.ts";
import { parseCellValue } from "../cell-input.ts";

export interface CellToType {
  readonly input: CellValue;
  readonly column: Column;
  /** In front of the reason when the value does not fit, such as `Row 3, column "price": `. */
  readonly place: string;
}

export interface TypeCellsOptions {
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

/** Parsing so many takes the main thread a few ms. */
const CELLS_PER_TASK = 5000;
/** Values that only the database can read, in one statement. */
const CELLS_PER_QUERY = 200;

/** What was written as values of their columns. Rejects with `value-mismatch` at the first that does not fit. */
export async function typeCells(cells: readonly CellToType[], options: TypeCellsOptions): Promise<CellValue[]> {
  const { signal } = options;
  const values = new Array<CellValue>(cells.length).fill(null);
  const asked: number[] = [];
  for (const [index, { input, column, place }] of cells.entries()) {
    if (index % CELLS_PER_TASK === CELLS_PER_TASK - 1) await yieldToMain(signal ? { signal } : {});
    const parsed = parseCellValue(input, column, globalThis.navigator.language);
    if (parsed.ok === true) values[index] = parsed.value;
    else if (parsed.ok === "ask") asked.push(index);
    else throw new PersistentTableError("value-mismatch", `${place}${parsed.reason}`);
  }
  if (asked.length === 0) return values;
  const { queue } = await options.startDatabase();
  const answers = await queue.read((connection) => askDatabase(connection, asked.map((index) => cells[index] as CellToType)), {
    priority: options.priority ?? "urgent",
    ...(signal && { signal }),
  }); // prettier-ignore
  for (const [position, index] of asked.entries()) values[index] = answers[position] ?? null;
  return values;
}

async function* askDatabase(connection: Connection, cells: readonly CellToType[]): Job<CellValue[]> {
  const values: CellValue[] = [];
  for (let start = 0; start < cells.length; start += CELLS_PER_QUERY) {
    const part = cells.slice(start, start + CELLS_PER_QUERY);
    values.push(...((yield* tryCasts(connection, part)) ?? (yield* castEach(connection, part))));
  }
  return values;
}

async function* castEach(connection: Connection, cells: readonly CellToType[]): Job<CellValue[]> {
  const values: CellValue[] = [];
  for (const cell of cells) {
    const [value] = (yield* tryCasts(connection, [cell])) ?? [];
    if (typeof value === "string") values.push(value);
    else throw new PersistentTableError("value-mismatch", `${cell.place}Not a value of type ${cell.column.type}.`);
  }
  return values;
}

/** Null when one of them, not known which, is not of its type. */
async function* tryCasts(connection: Connection, cells: readonly CellToType[]): Job<CellValue[] | null> {
  // TRY_CAST would take "[1, x]" for [1, NULL].
  const casts = cells.map(
    ({ input, column }) => `CAST(CAST(${stringLiteral(String(input))} AS ${column.type}) AS VARCHAR)`,
  );
  try {
    const answer = yield* connection.query(`SELECT ${casts.join(", ")}`);
    const values = cells.map((_, index) => (answer.getChildAt(index)?.get(0) ?? null) as string | null);
    return values.includes(null) ? null : values;
  } catch (error) {
    if (isConversionError(error)) return null;
    throw error;
  }
}

function isConversionError(error: unknown): boolean {
  return error instanceof PersistentTableError && /^(Conversion|Invalid Input|Out of Range) Error/.test(error.message);
}
