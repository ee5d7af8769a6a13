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
}

export interface TypeCellsOptions {
  /** The message for the reader when the cell at `index` does not fit. */
  readonly describe: (index: number, reason: string) => string;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

/** Parsing so many takes the main thread a few ms. */
const CELLS_PER_TASK = 5000;
/** Values that only the database can read, in one statement. */
const CELLS_PER_QUERY = 200;

/**
 * As `typeCells`, at once; null when that takes the database, or longer than a task may. Throws `value-mismatch` at the
 * first that does not fit.
 */
export function typeAtOnce(cells: readonly CellToType[], describe: TypeCellsOptions["describe"]): CellValue[] | null {
  if (cells.length > CELLS_PER_TASK) return null;
  const values = cells.map((cell, index) => parseCell(cell, (reason) => describe(index, reason)));
  return values.includes(undefined) ? null : (values as CellValue[]);
}

/** What was written as values of their columns. Rejects with `value-mismatch` at the first that does not fit. */
export async function typeCells(cells: readonly CellToType[], options: TypeCellsOptions): Promise<CellValue[]> {
  const { signal, describe } = options;
  const values = new Array<CellValue>(cells.length).fill(null);
  const asked: number[] = [];
  for (const [index, cell] of cells.entries()) {
    if (index % CELLS_PER_TASK === CELLS_PER_TASK - 1) await yieldToMain(signal ? { signal } : {});
    const value = parseCell(cell, (reason) => describe(index, reason));
    if (value === undefined) asked.push(index);
    else values[index] = value;
  }
  if (asked.length === 0) return values;
  const { queue } = await options.startDatabase();
  const cellsAsked = asked.flatMap((index) => cells[index] ?? []);
  const answers = await queue.read((connection) => askDatabase(connection, cellsAsked), {
    priority: options.priority ?? "urgent",
    ...(signal && { signal }),
  });
  for (const [position, index] of asked.entries()) {
    const value = answers[position] ?? null;
    const reason = `Not a value of type ${cells[index]?.column.type}.`;
    if (value === null) throw new PersistentTableError("value-mismatch", describe(index, reason));
    values[index] = value;
  }
  return values;
}

/** Undefined: only the database can tell. */
function parseCell({ input, column }: CellToType, describe: (reason: string) => string): CellValue | undefined {
  const parsed = parseCellValue(input, column, globalThis.navigator.language);
  if (parsed.ok === true) return parsed.value;
  if (parsed.ok === "ask") return undefined;
  throw new PersistentTableError("value-mismatch", describe(parsed.reason));
}

/** Null for those that are not of their type. */
async function* askDatabase(connection: Connection, cells: readonly CellToType[]): Job<(string | null)[]> {
  const values: (string | null)[] = [];
  for (let start = 0; start < cells.length; start += CELLS_PER_QUERY) {
    const part = cells.slice(start, start + CELLS_PER_QUERY);
    values.push(...((yield* tryCasts(connection, part)) ?? (yield* castEach(connection, part))));
  }
  return values;
}

async function* castEach(connection: Connection, cells: readonly CellToType[]): Job<(string | null)[]> {
  const values: (string | null)[] = [];
  for (const cell of cells) values.push((yield* tryCasts(connection, [cell]))?.[0] ?? null);
  return values;
}

/** Null when one of them, it is not known which, is not of its type. */
async function* tryCasts(connection: Connection, cells: readonly CellToType[]): Job<(string | null)[] | null> {
  // TRY_CAST would take "[1, x]" for [1, NULL].
  const casts = cells.map(
    ({ input, column }) => `CAST(CAST(${stringLiteral(String(input))} AS ${column.type}) AS VARCHAR)`,
  );
  try {
    const answer = yield* connection.query(`SELECT ${casts.join(", ")}`);
    return cells.map((_, index) => (answer.getChildAt(index)?.get(0) ?? null) as string | null);
  } catch (error) {
    if (isConversionError(error)) return null;
    throw error;
  }
}

function isConversionError(error: unknown): boolean {
  return error instanceof PersistentTableError && /^(Conversion|Invalid Input|Out of Range) Error/.test(error.message);
}
