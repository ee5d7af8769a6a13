import type { PreviewRow, TransformPreview, TransformStep } from "../../engine/changes/transform-types.ts";
import type { Engine } from "../../engine/engine.ts";
import { quoteIdentifier } from "../../engine/database/sql.ts";
import type { CellValue } from "../../engine/rows/grid-data.ts";
import type { Column } from "../../engine/schema.ts";
import { cellFormatter, type FormattedCell } from "../cells/format.ts";
import { countText } from "../chrome/status-text.ts";

export interface PreviewColumn {
  readonly label: string;
  /** `old`: would be overwritten or be gone. */
  readonly look: "old" | "new" | "same";
}

/** What a transform would do, as a small table. */
export interface PreviewTable {
  /** How many rows it is about. */
  readonly summary: string;
  readonly columns: readonly PreviewColumn[];
  readonly rows: readonly (readonly FormattedCell[])[];
}

export type PreviewSource = Pick<Engine, "previewTransform" | "query">;

export interface PreviewOptions {
  readonly columns: readonly Column[];
  readonly signal: AbortSignal;
  readonly locale: string | undefined;
}

const MAX_ROWS = 50;
const MAX_DELETED_COLUMNS = 4;

/** Asks the engine what `steps` would do; changes nothing. */
export async function readPreview(
  source: PreviewSource,
  steps: readonly TransformStep[],
  options: PreviewOptions,
): Promise<PreviewTable> {
  const { signal, locale } = options;
  const previews = await Promise.all(steps.map((step) => source.previewTransform(step, { limit: MAX_ROWS, signal })));
  const [step] = steps;
  const preview = previews[0] ?? { column: null, rows: [] };
  switch (step?.op) {
    case "delete":
      return await readDeleted(source, step.where, options);
    case "add-column":
      return addedTable(previews, locale);
    case "rename-column":
      return { summary: `“${step.name}” would be called “${step.to}”.`, columns: [], rows: [] };
    case "drop-column":
      return removedTable(preview, step.name, locale);
    case "cast-column":
      return changedTable(preview, "No value would change, only the type.", locale);
    default:
      return changedTable(preview, "No cell would change.", locale);
  }
}

/** Old and new values side by side. */
function changedTable(
  { column, newType, rows }: TransformPreview,
  none: string,
  locale: string | undefined,
): PreviewTable {
  const type = column?.type ?? "VARCHAR";
  const sides: readonly Side[] = [
    { label: "Before", look: "old", type, value: ({ oldValue }) => oldValue },
    { label: "After", look: "new", type: newType ?? type, value: ({ newValue }) => newValue },
  ];
  const summary = rows.length === 0 ? none : firstRows(rows.length, "would change", locale);
  return tableOf(sides, rows, { summary, locale });
}

function removedTable({ column, rows }: TransformPreview, name: string, locale: string | undefined): PreviewTable {
  const type = column?.type ?? "VARCHAR";
  const side: Side = { label: name, look: "old", type, value: ({ oldValue }) => oldValue };
  return tableOf([side], rows, { summary: `The column “${name}” would be removed.`, locale });
}

/** New columns side by side. */
function addedTable(previews: readonly TransformPreview[], locale: string | undefined): PreviewTable {
  const sides = previews.map(({ column, newType, rows }) => {
    const values = new Map(rows.map(({ rowId, newValue }) => [rowId, newValue]));
    return {
      label: column?.name ?? "",
      look: "new" as const,
      type: newType ?? column?.type ?? "VARCHAR",
      value: ({ rowId }: PreviewRow) => values.get(rowId),
    };
  });
  const rows = previews[0]?.rows ?? [];
  const summary =
    rows.length === 0 ? "The table has no rows yet." : `The first ${countText(rows.length, "row", locale)}`;
  return tableOf(sides, rows, { summary, locale });
}

interface Side extends PreviewColumn {
  readonly type: string;
  readonly value: (row: PreviewRow) => CellValue | undefined;
}

function tableOf(
  sides: readonly Side[],
  rows: readonly PreviewRow[],
  { summary, locale }: { summary: string; locale: string | undefined },
): PreviewTable {
  const formats = sides.map(({ type }) => cellFormatter(type, { locale }));
  return {
    summary,
    columns: sides.map(({ label, look }) => ({ label, look })),
    rows: rows.map((row) => sides.flatMap(({ value }, index) => formats[index]?.(value(row) ?? null) ?? [])),
  };
}

/** How many rows would go, and the first of them; values are in the database's own text form. */
async function readDeleted(
  source: PreviewSource,
  where: string,
  { columns, signal, locale }: PreviewOptions,
): Promise<PreviewTable> {
  const shown = columns.slice(0, MAX_DELETED_COLUMNS);
  const texts = shown.map(({ name }) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`).join(", ");
  const from = `FROM data WHERE (${where}\n)`;
  const [counted, first] = await Promise.all([
    source.query(`SELECT CAST(count(*) AS DOUBLE) ${from}`, { signal }),
    source.query(`SELECT ${texts} ${from} LIMIT ${MAX_ROWS}`, { signal }),
  ]);
  const count = Number(counted.getChildAt(0)?.get(0) ?? 0);
  const format = cellFormatter("VARCHAR", { locale });
  return {
    summary: count === 0 ? "No row would be deleted." : `${countText(count, "row", locale)} would be deleted`,
    columns: shown.map(({ name }) => ({ label: name, look: "old" })),
    rows: Array.from({ length: first.numRows }, (_, row) =>
      shown.map((_column, index) => format((first.getChildAt(index)?.get(row) ?? null) as CellValue)),
    ),
  };
}

function firstRows(count: number, what: string, locale: string | undefined): string {
  const rows = countText(count, "row", locale);
  return count < MAX_ROWS ? `${rows} ${what}` : `The first ${rows} that ${what}`;
}
