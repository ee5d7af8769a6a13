import type { LoadFormat, LoadSource } from "../import/import-types.ts";
import type { CellBox, CellValue } from "../rows/grid-data.ts";

/** What the present table is compared with: its last saved version, a kept version, or itself before the last transform. */
export type DiffBase = "saved" | "before-transform" | number | DiffFile;

/** Another table, whose rows are those of the present one that have the same values in the `keys` columns. */
export interface DiffFile {
  readonly file: LoadSource;
  readonly format?: LoadFormat;
  readonly keys: readonly string[];
}

export type DiffKind = "added" | "removed" | "changed";

/** Rows. */
export type DiffCounts = Readonly<Record<DiffKind, number>>;

export interface DiffResult extends DiffCounts {
  readonly durationMs: number;
}

/** A column in which rows differ. Of the present table, by its id. */
export interface DiffColumn {
  readonly id: number;
  readonly name: string;
  /** Rows whose cell in it changed. */
  readonly changed: number;
}

/** What became of a column as a whole; `name` is the present one, of a dropped column the former. */
export interface SchemaChange {
  readonly kind: "added" | "dropped" | "renamed" | "cast";
  readonly name: string;
  /** Former name or type; null: the column is new. */
  readonly before: string | null;
}

/** Which rows the grid shows: all, with the removed ones where they were, or those that differ. */
export type DiffMode = "all" | "changes";

/** Narrows `changes` to rows of these kinds, and changed ones to those that differ in one of the columns. */
export interface DiffFilter {
  /** Default: all. */
  readonly kinds?: readonly DiffKind[];
  /** Ids of present columns; default: any. */
  readonly columnIds?: readonly number[];
}

/** What `revert` takes back. Without any of it: everything. */
export interface RevertSelection {
  /** Positions in the view. */
  readonly rows?: readonly number[];
  /** Names; limits it to changed cells of these columns. */
  readonly columns?: readonly string[];
  readonly kinds?: readonly DiffKind[];
}

export type DiffFormat = "csv" | "json" | "parquet";

/** The open comparison, as the grid and its bar read it. Methods are synchronous and never fetch, but for `ensureBase`. */
export interface DiffData {
  /** For the reader: `the version saved at 12:30`. */
  readonly baseName: string;
  readonly counts: DiffCounts;
  /** Those in which anything differs, in the order of the table. */
  readonly columns: readonly DiffColumn[];
  readonly schemaChanges: readonly SchemaChange[];
  /** `stopped`: by the reader; what was found stays. */
  readonly state: "computing" | "complete" | "stopped" | "failed";
  /** In 0..1. */
  readonly progress: number;
  readonly mode: DiffMode;
  readonly filter: DiffFilter;

  /** Of a row of the grid, by its id; null: it is the same, or not compared yet. */
  kindOf(rowId: number): DiffKind | null;
  /** Whether the cell of a changed row differs. */
  isChanged(rowId: number, columnId: number): boolean;
  /** The base's value of a changed cell; undefined: not here yet, or not changed. */
  getBase(rowId: number, columnId: number): CellBox | undefined;
  /** Fetches base values of the changed cells in these rows; tells by `base`. The latest call wins. */
  ensureBase(rowIds: readonly number[]): void;
  /** The base's value of a cell, for a hint or a test; fetches. */
  readBase(rowId: number, columnId: number): Promise<CellValue | undefined>;

  /** Position in the view of the next row that differs, after or before `row`; null: there is none. */
  nextChange(row: number, direction: "next" | "previous"): number | null;
  /** How many rows differ in each of `buckets` equal parts of the view, for a strip beside the scroll bar. */
  overview(buckets: number): readonly DiffCounts[];

  on<Name extends keyof DiffDataEvents>(name: Name, listener: (detail: DiffDataEvents[Name]) => void): () => void;
}

export interface DiffDataEvents {
  /** Counts, columns, state, progress, mode or filter. */
  change: undefined;
  /** Base values of these rows arrived. */
  base: { readonly rowIds: readonly number[] };
}

/** The part of the engine that compares. */
export interface DiffEngine {
  /** The open comparison; told by `diff-change`. */
  readonly open: DiffData | null;
  /**
   * Compares with `against`, shows what is found as it is found, and resolves when all is. With `present`, a stored version
   * is compared in place of the present table: then only `changes` can be shown.
   */
  compare(against: DiffBase, options?: { present?: number; signal?: AbortSignal }): Promise<DiffResult>;
  /** Shows the table as before. */
  close(): void;
  show(view: { mode?: DiffMode; filter?: DiffFilter }): Promise<void>;
  /** As one change, which can be undone. Resolves to the number of rows that it changed. */
  revert(selection?: RevertSelection, options?: { signal?: AbortSignal }): Promise<number>;
  /** Rows `id, column, old, new`. */
  exportAs(format: DiffFormat, options?: { signal?: AbortSignal }): Promise<Blob>;
}
