import type { AppliedChange, ChangeContext, ChangeOutcome, TableState, UndoRecord } from "../changes/change.ts";
import { rowBytes } from "../changes/rows/set-apart.ts";
import { createDataView } from "../changes/transforms/table-layout.ts";
import { readExtent } from "../current-table.ts";
import type { Connection } from "../database/database.ts";
import { quoteIdentifier } from "../database/sql.ts";
import { DATA_VIEW, ROWS_TABLE, type TableSchema } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";

export interface TableToSwap {
  /** Of the change that puts it in the present one's place. */
  readonly label: string;
  /** The table of the database that holds it. */
  readonly name: string;
  readonly schema: TableSchema;
  readonly nextRowId: number;
}

let tables = 0;

/** Puts the table in the present one's place, which is kept to be put back. */
export async function* swapTable(table: TableToSwap, context: ChangeContext): Job<AppliedChange> {
  const { state: before } = context;
  const extent = yield* readExtent(context.connection, table.name);
  const undo = new SwappedTable(table.label, before, { ...table, extent });
  return { outcome: await undo.take(context, table.name), undo };
}

/** Two tables, of which the history keeps the one that is not the present. */
class SwappedTable implements UndoRecord {
  readonly label: string;
  readonly byteLength: number;
  readonly isInMemory = false;
  readonly #before: TableState;
  readonly #after: TableState;
  readonly #number = ++tables;

  constructor(label: string, before: TableState, after: TableState) {
    this.label = label;
    this.#before = before;
    this.#after = after;
    this.byteLength = Math.max(...[before, after].map(bytesOf));
  }

  get #beforeName(): string {
    return `__pt_undo_before_${this.#number}`;
  }

  get #afterName(): string {
    return `__pt_undo_after_${this.#number}`;
  }

  /** For the first time, from where the table was made. */
  async take({ connection, state }: ChangeContext, stagingTable: string): Promise<ChangeOutcome> {
    await swap(connection, { out: this.#beforeName, in: stagingTable, schema: this.#after.schema });
    return outcomeOf(this.#after, state);
  }

  async *undo({ connection, state }: ChangeContext): Job<ChangeOutcome> {
    yield;
    await swap(connection, { out: this.#afterName, in: this.#beforeName, schema: this.#before.schema });
    return outcomeOf(this.#before, state);
  }

  async *redo({ connection, state }: ChangeContext): Job<ChangeOutcome> {
    yield;
    await swap(connection, { out: this.#beforeName, in: this.#afterName, schema: this.#after.schema });
    return outcomeOf(this.#after, state);
  }

  journalled(): null {
    return null;
  }

  async *former(): Job<null> {
    yield;
    return null;
  }

  async release(connection: Connection): Promise<void> {
    const names = [this.#beforeName, this.#afterName];
    await connection.run(names.map((name) => `DROP TABLE IF EXISTS ${name}`).join("; "));
  }
}

async function swap(connection: Connection, names: { out: string; in: string; schema: TableSchema }): Promise<void> {
  const statements = [
    `DROP VIEW IF EXISTS ${DATA_VIEW}`,
    `ALTER TABLE ${ROWS_TABLE} RENAME TO ${names.out}`,
    `ALTER TABLE ${quoteIdentifier(names.in)} RENAME TO ${ROWS_TABLE}`,
    ...(names.schema.columns.length > 0 ? createDataView(names.schema.columns) : []),
  ];
  await connection.run(statements.join("; "));
}

/** No id of a row or column is ever given again. */
function outcomeOf(now: TableState, then: TableState): ChangeOutcome {
  const nextColumnId = Math.max(now.schema.nextColumnId, then.schema.nextColumnId);
  return {
    state: {
      ...now,
      schema: { ...now.schema, nextColumnId },
      nextRowId: Math.max(now.nextRowId, then.nextRowId, now.extent.endId),
    },
    touched: { kind: "all" },
    changedRows: Math.max(now.extent.rowCount, then.extent.rowCount),
    isOtherTable: true,
  };
}

function bytesOf({ schema, extent }: TableState): number {
  return extent.rowCount * rowBytes(schema.columns);
}
