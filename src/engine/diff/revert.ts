import type { AppliedChange, ChangeContext } from "../changes/change.ts";
import type { TableChanges } from "../changes/table-changes.ts";
import { createRowTable, createTable, measureTable, type ChangeTable } from "../changes/transforms/change-tables.ts";
import { ProgressMeter } from "../changes/transforms/progress-meter.ts";
import { formerName, newName } from "../changes/transforms/transform-plan.ts";
import { PersistentTableError } from "../errors.ts";
import type { TableFace } from "../faces/table-face.ts";
import type { Operations } from "../operations.ts";
import { findColumn } from "../rows/find-column.ts";
import { ROW_ID, type Column } from "../schema.ts";
import type { Job } from "../scheduling/job.ts";
import type { IdRange } from "../changes/change.ts";
import { anyDiffers, joined, type ColumnPair, type Relations } from "./compare-sql.ts";
import type { DiffKind, RevertSelection } from "./diff-types.ts";
import type { OpenDiff } from "./open-diff.ts";
import { RevertRecord, type RevertedRows } from "./revert-record.ts";

export interface RevertOptions {
  readonly changes: TableChanges;
  readonly face: TableFace;
  readonly operations: Operations;
  readonly signal?: AbortSignal;
}

/** What is taken back, by ids. */
interface Selected {
  readonly kinds: readonly DiffKind[];
  readonly pairs: readonly ColumnPair[];
  /** Null: all rows. */
  readonly rowIds: Float64Array | null;
}

const KINDS: readonly DiffKind[] = ["added", "removed", "changed"];

/** Gives the selected rows and cells what the base has, as one change. Returns how many rows it changed. */
export async function revert(open: OpenDiff, selection: RevertSelection, options: RevertOptions): Promise<number> {
  const { changes, operations, signal } = options;
  if (!open.parts.isLive) {
    throw new PersistentTableError(
      "invalid-argument",
      "Two stored versions are compared: restore one of them, or compare with the present table.",
    );
  }
  const selected = select(open, selection, options);
  const { applied, sequence } = await operations.run("transform", signal, (stop) =>
    changes.inTurn(
      ({ commit }) =>
        commit({
          kind: "transform",
          priority: "user-visible",
          apply: (context) => apply(open, selected, context),
          // What the base has is nowhere in the journal.
          journalled: () => null,
        }),
      { signal: stop },
    ),
  );
  await changes.acknowledged(sequence);
  return applied?.outcome.changedRows ?? 0;
}

function select(open: OpenDiff, { rows, columns, kinds }: RevertSelection, { face }: RevertOptions): Selected {
  const present = open.parts.present.columns;
  const named = columns?.map((name) => findColumn(present, name, "columns").id);
  const wanted = kinds ?? (named ? (["changed"] as const) : KINDS);
  const rowIds = rows && Float64Array.from(rows, (row) => face.rows.rowIdAt(row) ?? outOfRange(row)).sort();
  const pairs = open.parts.comparison.pairs.filter(({ id }) => !named || named.includes(id));
  return { kinds: wanted, pairs, rowIds: rowIds ?? null };
}

function outOfRange(row: number): never {
  throw new PersistentTableError(
    "row-out-of-range",
    `Found row ${row} in \`rows\`, expected positions of rows in the view.`,
  );
}

interface Tables {
  readonly cells: ChangeTable;
  readonly deleted: ChangeTable;
  readonly restored: ChangeTable;
}

async function* apply(open: OpenDiff, selected: Selected, context: ChangeContext): Job<AppliedChange | null> {
  const { connection, state } = context;
  const { columns } = state.schema;
  const tables: Tables = {
    cells: await createTable(connection, cellColumns(selected.pairs)),
    deleted: await createRowTable(connection, columns),
    restored: await createRowTable(connection, columns),
  };
  const meter = new ProgressMeter(context, 1);
  const ranges = open.parts.comparison.rows.filledRanges.filter(
    ({ range }) => idsWithin(selected.rowIds, range) !== "",
  );
  for (const [index, { range }] of ranges.entries()) {
    yield* record(open, { selected, tables, range, columns }, context);
    meter.report((0.7 * (index + 1)) / ranges.length);
  }
  const rows: RevertedRows = {
    cells: yield* measureTable(connection, tables.cells),
    deleted: yield* measureTable(connection, tables.deleted),
    restored: yield* measureTable(connection, tables.restored),
  };
  const changed = rows.cells.rowCount + rows.deleted.rowCount + rows.restored.rowCount;
  const values = selected.pairs.flatMap(({ present }) => (present ? [{ before: present, after: present }] : []));
  const undo = new RevertRecord({ plan: { before: state.schema, after: state.schema, values }, rows });
  if (changed === 0) {
    await undo.release(connection);
    return null;
  }
  return { outcome: yield* undo.redo(context), undo };
}

interface RangeToRecord {
  readonly selected: Selected;
  readonly tables: Tables;
  readonly range: IdRange;
  readonly columns: readonly Column[];
}

/** Keeps what the range's rows have, and what they are to have. */
async function* record(
  open: OpenDiff,
  { selected, tables, range, columns }: RangeToRecord,
  context: ChangeContext,
): Job<void> {
  const { connection } = context;
  const { base, present } = open.parts;
  const ofBase = yield* base.stage(
    connection,
    range,
    base.columns.filter(({ id }) => columns.some((column) => column.id === id)),
  );
  const ofPresent = yield* present.stage(connection, range, columns);
  const relations: Relations = { base: ofBase.relation, present: ofPresent.relation };
  const ids = idsWithin(selected.rowIds, range);
  for (const kind of selected.kinds) {
    const sql = insertSql(kind, { relations, tables, pairs: selected.pairs, columns, baseColumns: base.columns });
    yield* connection.query(ids === null ? sql : `${sql} AND coalesce(p.${ROW_ID}, b.${ROW_ID}) IN (${ids})`);
  }
  const staged = [...ofBase.tables, ...ofPresent.tables];
  if (staged.length > 0) await connection.run(staged.map((name) => `DROP TABLE ${name}`).join("; "));
}

function insertSql(
  kind: DiffKind,
  {
    relations,
    tables,
    pairs,
    columns,
    baseColumns,
  }: {
    relations: Relations;
    tables: Tables;
    pairs: readonly ColumnPair[];
    columns: readonly Column[];
    baseColumns: readonly Column[];
  },
): string {
  const both = joined(relations);
  const has = new Set(baseColumns.map(({ id }) => id));
  const formerly = ({ id, type }: Column) => (has.has(id) ? `CAST(b.c${id} AS ${type})` : `CAST(NULL AS ${type})`);
  switch (kind) {
    case "changed": {
      const cells = pairs.flatMap(({ id, present }) => (present ? [`p.c${id}`, formerly(present)] : []));
      const isOnBoth = `p.${ROW_ID} IS NOT NULL AND b.${ROW_ID} IS NOT NULL`;
      return `INSERT INTO ${tables.cells.name} SELECT ${[`p.${ROW_ID}`, ...cells].join(", ")} FROM ${both} WHERE ${isOnBoth} AND (${anyDiffers(pairs)})`;
    }
    case "added":
      return `INSERT INTO ${tables.deleted.name} SELECT ${[`p.${ROW_ID}`, ...columns.map(({ id }) => `p.c${id}`)].join(", ")} FROM ${both} WHERE b.${ROW_ID} IS NULL`;
    case "removed":
      return `INSERT INTO ${tables.restored.name} SELECT ${[`b.${ROW_ID}`, ...columns.map(formerly)].join(", ")} FROM ${both} WHERE p.${ROW_ID} IS NULL`;
  }
}

function cellColumns(pairs: readonly ColumnPair[]): ChangeTable["columns"] {
  const cells = pairs.flatMap(({ present }) => {
    if (!present) return [];
    const pair = { before: present, after: present };
    return [formerName(pair), newName(pair)].map((name) => ({ name, type: present.type }));
  });
  return [{ name: ROW_ID, type: "BIGINT" }, ...cells];
}

/** Null: all; empty: none. */
function idsWithin(rowIds: Float64Array | null, { firstId, endId }: IdRange): string | null {
  return rowIds && rowIds.filter((id) => id >= firstId && id < endId).join(", ");
}
