import type { TableEngine } from "../../../src/engine/table-engine.ts";

/** All cells as text (NULL: null), rows in natural order with their id in front. */
export async function contentsOf(engine: TableEngine): Promise<(string | null)[][]> {
  const casts = engine.data.columns.map(({ name }) => `, CAST("${name.replaceAll('"', '""')}" AS VARCHAR)`);
  const result = await engine.query(`SELECT CAST(__pt_id AS VARCHAR)${casts.join("")} FROM __pt_rows ORDER BY __pt_id`);
  const width = engine.data.columns.length + 1;
  return Array.from({ length: result.numRows }, (_, row) =>
    Array.from({ length: width }, (__, column) => result.getChildAt(column)?.get(row) as string | null),
  );
}

/** One number for all cells, ids and their order. */
export async function hashOf(engine: TableEngine): Promise<string> {
  const result = await engine.query(
    "SELECT CAST(sum(hash(r)) AS VARCHAR), CAST(count(*) AS VARCHAR) FROM __pt_rows AS r",
  );
  return [0, 1].map((index) => String(result.getChildAt(index)?.get(0))).join(":");
}

/** The cells of one column as the view shows them. */
export async function columnOf(engine: TableEngine, column: string): Promise<unknown[]> {
  const cells: unknown[] = [];
  for (let row = 0; row < engine.data.rowCount; row++) cells.push(await engine.readCell(row, column));
  return cells;
}
