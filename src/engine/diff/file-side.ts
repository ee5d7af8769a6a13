import { quoteIdentifier } from "../database/sql.ts";
import { PersistentTableError } from "../errors.ts";
import { startImport } from "../import/import-source.ts";
import type { ImportedColumn } from "../import/import-types.ts";
import { findColumn } from "../rows/find-column.ts";
import { ROW_ID, ROWS_TABLE, type Column } from "../schema.ts";
import type { Connection } from "../database/database.ts";
import type { Job } from "../scheduling/job.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { DiffSide } from "./diff-side.ts";
import type { DiffFile } from "./diff-types.ts";
import type { OpenSidesOptions } from "./open-sides.ts";
import { TableSide } from "./table-side.ts";

let files = 0;

/**
 * Reads the file into a table of its own and gives its rows the ids of the present rows with the same keys; rows without
 * one get ids above all others. Rejects with `unknown-column`, or with `invalid-argument` when keys are not unique.
 */
export async function openFileSide(
  { file, format = "auto", keys }: DiffFile,
  options: OpenSidesOptions,
): Promise<{ base: DiffSide; baseName: string }> {
  const { assetBase, startDatabase, table, signal } = options;
  if (keys.length === 0) {
    throw new PersistentTableError(
      "invalid-argument",
      "Found no key columns, expected the names of one or more in `keys`: they tell which row of the file is which.",
    );
  }
  const ownKeys = keys.map((name) => findColumn(table.schema.columns, name, "keys"));
  const { database, queue } = await startDatabase();
  const staging = `__pt_diff_file_${++files}`;
  const drop = () => dropTables(queue, [staging, `${staging}_ids`]);
  const importing = startImport(file, format, {
    assetBase,
    signal,
    onProgress: () => undefined,
    onPreview: () => Promise.resolve(),
  });
  try {
    const { columns } = await importing.into({ database, queue, stagingTable: staging });
    const fileKeys = keys.map((name) => keyColumn(columns, name));
    const pairs = ownKeys.map((own, at) => ({ own, other: fileKeys[at] ?? own }));
    const name = `${staging}_ids`;
    const endId = await queue.read(
      (connection) => giveIds(connection, { staging, name, pairs, nextRowId: table.nextRowId }),
      {
        priority: "idle",
        signal,
      },
    );
    const base = new TableSide({
      name,
      columns: sharedColumns(columns, table.schema.columns),
      ids: { firstId: 0, endId },
      drop,
    });
    return { base, baseName: file instanceof File ? file.name : "the other table" };
  } catch (error) {
    await drop().catch(() => undefined);
    throw error;
  }
}

interface KeyPair {
  readonly own: Column;
  readonly other: ImportedColumn;
}

/** Columns of the file go by the ids of the present ones of their name; others are of no use for a comparison. */
function sharedColumns(columns: readonly ImportedColumn[], present: readonly Column[]): Column[] {
  return columns.flatMap(({ name, type }) => {
    const own = present.find((column) => column.name.toLowerCase() === name.toLowerCase());
    return own ? [{ id: own.id, name, type, nullable: true }] : [];
  });
}

function keyColumn(columns: readonly ImportedColumn[], name: string): ImportedColumn {
  const found = columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const known = columns.map((column) => `"${column.name}"`).join(", ");
  throw new PersistentTableError("unknown-column", `The file has no key column "${name}". It has ${known}.`);
}

/** Returns one more than the highest id. */
async function* giveIds(
  connection: Connection,
  { staging, name, pairs, nextRowId }: { staging: string; name: string; pairs: readonly KeyPair[]; nextRowId: number },
): Job<number> {
  const own = pairs.map(({ own: { name: column } }) => quoteIdentifier(column));
  const other = pairs.map(({ other: { name: column } }) => quoteIdentifier(column));
  yield* assertUnique(connection, { table: ROWS_TABLE, columns: own, whose: "the present table" });
  yield* assertUnique(connection, { table: staging, columns: other, whose: "the file" });
  const equal = pairs.map(({ own: key, other: { type } }, at) => {
    const value = `f.${other[at] ?? ""}`;
    return `p.${own[at] ?? ""} IS NOT DISTINCT FROM ${type === key.type ? value : `TRY_CAST(${value} AS ${key.type})`}`;
  });
  const id = `coalesce(p.${ROW_ID}, ${nextRowId} + f.${ROW_ID})`;
  const list = `CAST(${id} AS BIGINT) AS ${ROW_ID}, f.* EXCLUDE (${ROW_ID})`;
  yield* connection.query(
    `CREATE TABLE ${name} AS SELECT ${list} FROM ${staging} AS f LEFT JOIN ${ROWS_TABLE} AS p ON ${equal.join(" AND ")} ORDER BY 1`,
  );
  await connection.run(`DROP TABLE ${staging}`);
  const found = yield* connection.query(`SELECT coalesce(max(${ROW_ID}) + 1, 0)::DOUBLE FROM ${name}`);
  return Number(found.getChildAt(0)?.get(0));
}

async function* assertUnique(
  connection: Connection,
  { table, columns, whose }: { table: string; columns: readonly string[]; whose: string },
): Job<void> {
  const list = columns.join(", ");
  const texts = columns.map((column) => `coalesce(CAST(${column} AS VARCHAR), 'NULL')`).join(" || ', ' || ");
  const twice = yield* connection.query(
    `SELECT ${texts} FROM (SELECT ${list} FROM ${table} GROUP BY ${list} HAVING count(*) > 1 LIMIT 1)`,
  );
  if (twice.numRows === 0) return;
  const value = String(twice.getChildAt(0)?.get(0));
  throw new PersistentTableError(
    "invalid-argument",
    `The key ${list} does not tell the rows of ${whose} apart: ${value} is there more than once. Choose other or more key columns.`,
  );
}

async function dropTables(queue: QueryQueue, names: readonly string[]): Promise<void> {
  await queue.write(
    async function* (connection) {
      yield;
      await connection.run(names.map((name) => `DROP TABLE IF EXISTS ${name}`).join("; "));
    },
    { priority: "user-visible" },
  );
}
