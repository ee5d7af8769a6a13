import { TableEngine } from "../engine/table-engine.ts";
import { useEngineFactory } from "./engine-factory.ts";
import { PersistentTableElement } from "./persistent-table-element.ts";

export * from "./events.ts";
export { PersistentTableElement } from "./persistent-table-element.ts";
export type { SchemaColumn } from "./persistent-table-element.ts";
export type { ColumnSpec } from "./attributes/column-spec.ts";
export type {
  DiffBase,
  DiffCounts,
  DiffFile,
  DiffFormat,
  DiffKind,
  DiffResult,
  RevertSelection,
} from "../engine/diff/diff-types.ts";
export type { TransformPreview, TransformResult, TransformStep } from "../engine/changes/transform-types.ts";
export type { ExportFormat, ExportOptions, VersionChanges, VersionInfo } from "../engine/engine-events.ts";
export { PersistentTableError } from "../engine/errors.ts";
export type { PersistentTableErrorCode } from "../engine/errors.ts";

/**
 * A grid over millions of rows that can be edited, saves itself, and never freezes.
 *
 * Rows are positions in the current view; a half-open range is `[start, end)`. All methods are asynchronous, take
 * `{ signal }` last, and reject with `signal.reason` when aborted, else with a `PersistentTableError`.
 *
 * - `whenReady()`: resolves when rows can be queried.
 * - `load(source, { format })`: replaces the table by a URL, `Blob`, bytes, Arrow table or array of objects, whole or
 *   not at all.
 * - `save()`: saves now: `{ version, rows, bytes, durationMs }`.
 * - `query(sql, { priority })`: an Arrow `Table` of a SELECT; the table is called `data`.
 * - `getCell(row, column)`, `setCell(row, column, value)`: one cell; `value-mismatch` for what its column cannot hold. Resolves when
 *   the change is durable, or nothing can be stored; a code like `storage-quota` says that it is made, but not stored yet.
 * - `versions()`: the kept snapshots, oldest first: `{ version, savedAt, rows, bytes, name, kept, changes }`; `changes`: what is
 *   known of what changed since the one before, `{ maxRows, addedRows, columnsChanged, bytesWritten }`, or null.
 * - `restore(version)`: makes that version the present table, as one change, which can be undone.
 * - `nameVersion(version, name | null)`, `keepVersion(version, kept)`: a version that is named or kept stays beside those of
 *   `keep-versions`. `deleteVersion(version)`: any but the newest.
 * - `exportVersion(version)`: one Parquet file as a `Blob`; `downloadVersion(version, fileName)` hands it to the browser.
 * - `scrollToRow(row)`: resolves when that row's cells are painted.
 * - `transform(step | steps)`: a batch of changes, all or nothing, as one change: `{ changedRows, durationMs }`.
 *   `previewTransform(step, { limit })`: the first rows that a step would change.
 * - `appendRows(objects)`, `deleteRows(rows)`: how many there were.
 * - `undo()`, `redo()`: edits, rows and transforms alike; false when there is nothing.
 * - `exportAs(format, { escapeFormulas })`: the rows of the view as a `Blob`; `download(format, fileName)` hands it to
 *   the browser.
 * - `diff({ against, present })`: compares the table with `"saved"`, its last saved version, which is the default, with
 *   `"before-transform"`, the number of a version, or `{ file, keys }`, and shows it: `{ added, removed, changed }` rows. With
 *   `present`, another version is compared in place of the table. `closeDiff()` shows the table as before.
 * - `revert({ rows, columns, kinds })`: takes values and rows of the open comparison back, all without a selection, as one change
 *   that can be undone: how many rows it changed.
 * - `exportDiff(format)`: `csv`, `json` or `parquet` with a row `id, column, old, new` for each difference, as a `Blob`;
 *   `downloadDiff(format, fileName)` hands it to the browser.
 * - `cancel()`: stops the running load, transform, view computation, comparison or export; the table is as before.
 * - `takeOver()`: resolves when this page has the table that another page had (`access`).
 * - `deleteStorage()`: forgets the stored table and its versions.
 * - `dispose()`: ends the workers and frees the memory; also done when the element stays disconnected. Put into a page again,
 *   it opens its table anew.
 *
 * @property {number} rowCount - Rows of the view. Read-only, as all that follow.
 * @property {number} totalRowCount - Rows of the table.
 * @property {SchemaColumn[]} schema - Names and DuckDB types of the columns.
 * @property {"idle"|"loading"|"ready"|"error"} state - Of the table.
 * @property {"clean"|"safe"|"dirty"|"saving"|"failed"} saveState - `clean`: a saved version holds every change; `safe`: every
 *   change is stored and survives a crash, though no saved version holds it yet; `dirty`: something is not stored yet.
 * @property {"opfs"|"memory"} storage - Where the table is kept.
 * @property {"write"|"read"} access - `read`: another page has the table, and this one follows it.
 * @property {CellSelection|null} selection - The focused cell.
 * @property {Error|null} error - What failed last.
 * @property {boolean} canUndo - Whether there is anything to undo.
 * @property {boolean} canRedo - Whether there is anything to redo.
 *
 * @attr {string} name - Storage key. Empty: nothing is stored.
 * @attr {string} src - URL of the data to load when nothing is stored under `name`, also when it is set later; another URL in
 *   its place replaces the table.
 * @attr {"auto"|"csv"|"tsv"|"json"|"ndjson"|"parquet"|"arrow"} format - Format of `src`; `auto` goes by content.
 * @attr {boolean} readonly - No editing by the reader: no cells, rows, transforms or undo.
 * @attr {boolean} controls - Built-in toolbar, transform panel and status bar.
 * @attr {"on"|"off"} autosave - Saves after changes.
 * @attr {number} autosave-delay - Quiet time after the last change before a save, in ms; 1000.
 * @attr {"zstd"|"snappy"|"none"} compression - Of the stored snapshots.
 * @attr {number} keep-versions - Snapshots kept for `restore()`; 3.
 * @attr {ColumnSpec[]} columns - Order, width, label, visibility, pins and formats of the columns, as JSON.
 * @attr {number} row-height - Height of a row in px; 28.
 * @attr {string} sort - `price desc, name`.
 * @attr {FilterModel} filter - Which rows to show, as JSON.
 * @attr {string} search - Quick search over all columns.
 * @attr {string} asset-base - Folder of the workers and `.wasm` files; default: `assets/` beside the script.
 *
 * @event {LoadProgressEvent} load-progress - How far a load has come.
 * @event {LoadCompleteEvent} load-complete - The whole table is there.
 * @event {LoadErrorEvent} load-error - A load failed; the table that was there before stays.
 * @event {SaveStartEvent} save-start - A save began.
 * @event {SaveProgressEvent} save-progress - At least one a row group; never falls.
 * @event {SaveCompleteEvent} save-complete - The save is committed.
 * @event {SaveErrorEvent} save-error - The save failed; the last version stays.
 * @event {BeforeCellEditEvent} before-cell-edit - Cancelable: before the reader's input changes a cell.
 * @event {CellEditEvent} cell-edit - A cell was changed; `durable` when that survives whatever happens to the page.
 * @event {TransformProgressEvent} transform-progress - How far a transform, or its undo or redo, has come.
 * @event {TransformCompleteEvent} transform-complete - All steps of a transform are done.
 * @event {ExportProgressEvent} export-progress - How far an export has come.
 * @event {DiffProgressEvent} diff-progress - How far a comparison has come; also when changes make it go on.
 * @event {DiffCompleteEvent} diff-complete - A comparison found all that differs.
 * @event {OperationCancelEvent} operation-cancel - A long operation was stopped, by `cancel()`, a button or Escape.
 * @event {SelectionChangeEvent} selection-change - Another cell has the focus.
 * @event {ViewChangeEvent} view-change - Another sort, filter, search or arrangement of the columns.
 * @event {StorageWarningEvent} storage-warning - The table is kept less safely than one may think.
 * @event {AccessChangeEvent} access-change - Another page has the table now, or has it no more.
 * @event {EngineRestartEvent} engine-restart - The database worker died and was rebuilt.
 *
 * @slot - A plain `<table>`: the data when there is neither `src` nor a stored table. Not shown itself.
 *
 * @csspart toolbar - The toolbar of `controls`.
 * @csspart header - The header.
 * @csspart header-cell - One column's header; also `sorted`, `focused`.
 * @csspart body - All rows.
 * @csspart row - A row; also `selected`, and in a comparison `added`, `removed`, `changed`.
 * @csspart cell - A cell; also `null`, `pending`, `skeleton`, `focused`.
 * @csspart diff-cell - A cell with another value than in what is compared with; also a `cell`.
 * @csspart diff-bar - The bar of an open comparison, of `controls`.
 * @csspart cell-editor - The input over a cell that is edited; also `invalid`.
 * @csspart panel - The panel beside the grid of `controls`: for transforms, or the key columns of a comparison.
 * @csspart status - The status bar of `controls`.
 * @csspart progress - Every progress bar.
 *
 * @cssprop --pt-background - Background of the rows.
 * @cssprop --pt-chrome - Background of header, toolbar and status bar.
 * @cssprop --pt-text - Text color.
 * @cssprop --pt-muted - Color of secondary text.
 * @cssprop --pt-border - Color of lines.
 * @cssprop --pt-accent - Color of focus, sort marks and progress.
 * @cssprop --pt-danger - Color of errors.
 * @cssprop --pt-warning - Color of notices and of "unsaved".
 * @cssprop --pt-success - Color of "saved".
 * @cssprop --pt-diff-added - Color of rows that a comparison found to be new.
 * @cssprop --pt-diff-removed - Color of rows that are gone.
 * @cssprop --pt-diff-changed - Color of rows and cells with other values.
 * @cssprop --pt-font - Font family.
 * @cssprop --pt-font-size - Font size; 13px.
 * @cssprop --pt-radius - Corner radius; 6px.
 * @cssprop --pt-header-height - Height of the header; 34px.
 * @cssprop --pt-cell-padding - Inline padding of cells; 10px.
 * @cssprop --pt-row-background - Background of even rows.
 * @cssprop --pt-row-background-odd - Background of odd rows.
 * @cssprop --pt-row-background-hover - Background of the row under the pointer.
 * @cssprop --pt-row-background-selected - Background of the row of the focused cell.
 * @cssprop --pt-focus-ring - Color of the focus ring.
 *
 * @cssstate loading - A load is under way.
 * @cssstate transforming - A transform, an undo or a redo is under way.
 * @cssstate exporting - An export is under way.
 * @cssstate saving - A save is under way.
 * @cssstate dirty - There are changes that are not stored yet: a crash would lose them.
 * @cssstate safe - Every change is stored, though no saved version holds all of them yet.
 * @cssstate error - The last load or save failed.
 *
 * @tag persistent-table
 */
export class PersistentTable extends PersistentTableElement {}

useEngineFactory((options) => TableEngine.open(options));
if (!customElements.get("persistent-table")) customElements.define("persistent-table", PersistentTable);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table": PersistentTable;
  }
}
