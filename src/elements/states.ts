import { html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import type { LoadProgress } from "../engine/import/import-types.ts";
import type { ChangesState } from "./diff/diff-text.ts";
import { compareIcon, errorIcon, openIcon, rowPlusIcon, searchIcon } from "./chrome/icons.ts";

export interface GridState {
  readonly isLoading: boolean;
  readonly loadProgress: LoadProgress | null;
  readonly isViewPending: boolean;
  /** Any long operation is under way. */
  readonly isWorking: boolean;
  readonly hasColumns: boolean;
  readonly rowCount: number;
  /** Rows of the table, whatever the view shows. */
  readonly totalRowCount: number;
  /** The last failure that the reader did not dismiss. */
  readonly problem: Error | null;
  readonly isReadonly: boolean;
  readonly hasStatusBar: boolean;
  readonly isFileOver: boolean;
  /** Of an open comparison that shows nothing but changes. */
  readonly changes: ChangesState | null;
}

export interface StateActions {
  readonly showAllRows: () => void;
  readonly appendRow: () => void;
  readonly showAllChanges: () => void;
}

/** What is said over the grid: nothing to show, loading, failures, the drop target. */
export function renderStates(state: GridState, actions: StateActions): unknown {
  return [
    renderBusy(state),
    renderMessage(state, actions),
    state.isFileOver
      ? html`<div class="overlay drop">
          ${openIcon}
          <h2>Drop to open the file</h2>
        </div>`
      : nothing,
  ];
}

function renderBusy({
  isLoading,
  isViewPending,
  isWorking,
  hasColumns,
  hasStatusBar,
  loadProgress,
}: GridState): unknown {
  // Of transforms and exports, a status bar says more.
  const isBusy = isLoading || isViewPending || (isWorking && !hasStatusBar);
  if (!hasColumns || !isBusy) return nothing;
  return isLoading
    ? renderLine("busy-line under-header loading", loadProgress)
    : renderLine("busy-line under-header", null);
}

function renderLine(classes: string, progress: LoadProgress | null): TemplateResult {
  const share = progress?.totalBytes ? progress.loadedBytes / progress.totalBytes : null;
  return html`<div
    class="${classes} ${share === null ? "endless" : ""}"
    part="progress"
    role="progressbar"
    aria-label=${progress ? "Loading" : "Working"}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${share === null ? nothing : Math.round(share * 100)}
    style=${styleMap({ "--_progress": String(share ?? 0) })}
  ></div>`;
}

function renderMessage(state: GridState, actions: StateActions): unknown {
  const { isLoading, hasColumns, rowCount, totalRowCount, problem, isReadonly, isViewPending } = state;
  if (!hasColumns) {
    if (isLoading) return renderLoading(state.loadProgress);
    if (problem) return message("overlay failed", errorIcon, "This could not be loaded", problem.message, "alert");
    const hint = isReadonly ? "" : "Drop a CSV, JSON, Parquet or Arrow file here.";
    return message("overlay", openIcon, "No data yet", hint, "status");
  }
  if (rowCount > 0 || isLoading || isViewPending) return nothing;
  if (state.changes) return renderNoChanges(state.changes, actions);
  if (totalRowCount === 0) return renderNoRows(isReadonly, actions);
  return html`<div class="overlay under-header" role="status">
    ${searchIcon}
    <h2>No row matches</h2>
    <p>None of the rows passes the filter and the search.</p>
    <button type="button" @click=${actions.showAllRows}>Show all rows</button>
  </div>`;
}

function renderNoChanges({ title, text, isFiltered }: ChangesState, actions: StateActions): TemplateResult {
  return html`<div class="overlay under-header" role="status">
    ${compareIcon}
    <h2>${title}</h2>
    <p>${text}</p>
    ${isFiltered ? html`<button type="button" @click=${actions.showAllChanges}>Show all changes</button>` : nothing}
  </div>`;
}

function renderNoRows(isReadonly: boolean, actions: StateActions): TemplateResult {
  return html`<div class="overlay under-header" role="status">
    ${rowPlusIcon}
    <h2>No rows</h2>
    <p>The table is empty.</p>
    ${isReadonly ? nothing : html`<button type="button" @click=${actions.appendRow}>Add a row</button>`}
  </div>`;
}

function renderLoading(progress: LoadProgress | null): TemplateResult {
  const text = progress ? progressText(progress) : "";
  return html`<div class="overlay" role="status">
    <h2>Loading…</h2>
    ${renderLine("busy-line meter", progress)}
    <p>${text}</p>
  </div>`;
}

function progressText({ loadedBytes, totalBytes, rows }: LoadProgress): string {
  const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
  const bytes = totalBytes ? `${megabytes(loadedBytes)} of ${megabytes(totalBytes)}` : megabytes(loadedBytes);
  return rows > 0 ? `${bytes} · ${rows.toLocaleString()} rows` : bytes;
}

function message(classes: string, icon: TemplateResult, title: string, text: string, role: string): TemplateResult {
  return html`<div class=${classes} role=${role}>
    ${icon}
    <h2>${title}</h2>
    ${text === "" ? nothing : html`<p>${text}</p>`}
  </div>`;
}
