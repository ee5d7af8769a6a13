import type { Connection } from "../../database/database.ts";
import { quoteIdentifier } from "../../database/sql.ts";
import { typeInfo } from "../../rows/column-types.ts";
import { ROW_ID, ROWS_TABLE, type Column } from "../../schema.ts";
import type { Job } from "../../scheduling/job.ts";
import type { IdRange } from "../change.ts";
import { describeRows, nextUndoTable } from "../rows/set-apart.ts";
import { recordColumns } from "./changes-sql.ts";
import { idsWithin } from "./pass-sql.ts";
import type { TransformPlan } from "./transform-plan.ts";

/** A table that a record of the history keeps, under ids of rows. */
export interface ChangeTable {
  readonly name: string;
  readonly columns: readonly Pick<Column, "name" | "type">[];
}

export interface FilledTable {
  readonly name: string;
  readonly rowCount: number;
  /** Where the ids lie, ascending. */
  readonly ranges: readonly IdRange[];
  /** About. */
  readonly byteLength: number;
}

/** Widths are averages of so many rows. */
const SAMPLE_ROWS = 10_240;
const FIXED_BYTES = 8;
/** Of a value with a length of its own, beside its bytes. */
const VALUE_BYTES = 16;

/** For the former and the new cells of the plan's columns. */
export async function createCellTable(connection: Connection, plan: TransformPlan): Promise<ChangeTable> {
  return await createTable(connection, recordColumns(plan));
}

/** For whole rows. */
export async function createRowTable(connection: Connection, columns: readonly Column[]): Promise<ChangeTable> {
  return await createTable(connection, [{ name: ROW_ID, type: "BIGINT" }, ...columns]);
}

/** The rows within `range` whose ids `ids` selects. */
export function wholeRowsSql({ columns }: ChangeTable, ids: string, range: IdRange): string {
  return `SELECT ${columnList(columns)} FROM ${ROWS_TABLE} WHERE ${idsWithin(range)} AND ${ROW_ID} IN (${ids})`;
}

export function columnList(columns: readonly Pick<Column, "name">[]): string {
  return columns.map(({ name }) => quoteIdentifier(name)).join(", ");
}

export async function* measureTable(connection: Connection, { name, columns }: ChangeTable): Job<FilledTable> {
  const { rowCount, ranges } = yield* describeRows(connection, name);
  const wide = columns.filter(({ type }) => hasLength(type));
  const lengths = wide.map((column) => `coalesce(avg(${lengthSql(column)}), 0)::DOUBLE`).join(" + ");
  const sample = `(SELECT ${columnList(wide)} FROM ${name} LIMIT ${SAMPLE_ROWS})`;
  const measured = wide.length > 0 ? yield* connection.query(`SELECT ${lengths} FROM ${sample}`) : null;
  const rowBytes =
    Number(measured?.getChildAt(0)?.get(0) ?? 0) +
    wide.length * VALUE_BYTES +
    (columns.length - wide.length) * FIXED_BYTES;
  const ascending = [...ranges].sort((a, b) => a.firstId - b.firstId);
  return { name, rowCount, ranges: ascending, byteLength: Math.round(rowCount * rowBytes) };
}

export async function createTable(connection: Connection, columns: ChangeTable["columns"]): Promise<ChangeTable> {
  const name = nextUndoTable();
  const list = columns.map((column) => `${quoteIdentifier(column.name)} ${column.type}`).join(", ");
  await connection.run(`CREATE TABLE ${name} (${list})`);
  return { name, columns };
}

function hasLength(type: string): boolean {
  const { kind } = typeInfo(type);
  return kind === "text" || kind === "blob" || kind === "nested" || kind === "bit" || kind === "other";
}

function lengthSql({ name, type }: Pick<Column, "name" | "type">): string {
  const quoted = quoteIdentifier(name);
  return typeInfo(type).kind === "blob" ? `octet_length(${quoted})` : `strlen(CAST(${quoted} AS VARCHAR))`;
}
