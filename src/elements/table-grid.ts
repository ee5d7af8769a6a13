import type { TemplateResult } from "lit";
import { parseSort } from "../engine/rows/parse-sort.ts";
import { noChangesText } from "./diff/diff-text.ts";
import type { EngineSession } from "./engine-session.ts";
import { renderGrid } from "./grid-template.ts";
import type { ColumnArrangement } from "./header/column-arrangement.ts";
import type { FileDrop } from "./interaction/file-drop.ts";
import type { GridClipboard } from "./interaction/grid-clipboard.ts";
import type { GridInteraction } from "./interaction/grid-interaction.ts";
import type { GridState } from "./states.ts";
import type { TableChrome } from "./table-chrome.ts";
import type { TableCommands } from "./table-commands.ts";
import type { TableDiff } from "./table-diff.ts";
import type { TableView } from "./table-view.ts";
import type { GridViewport } from "./viewport/grid-viewport.ts";

export interface TableGridHost {
  readonly name: string;
  readonly sort: string;
  readonly controls: boolean;
  readonly rowCount: number;
  readonly totalRowCount: number;
  getAttribute(name: string): string | null;
}

export interface TableGridParts {
  readonly session: EngineSession;
  readonly viewport: GridViewport;
  readonly interaction: GridInteraction;
  readonly clipboard: GridClipboard;
  readonly commands: TableCommands;
  readonly arrangement: ColumnArrangement;
  readonly view: TableView;
  readonly drop: FileDrop;
  readonly chrome: TableChrome;
  readonly comparison: TableDiff;
}

/** The grid of an element as it is now. */
export function renderTableGrid(host: TableGridHost, parts: TableGridParts): TemplateResult {
  const { viewport, interaction, clipboard, commands, arrangement, view } = parts;
  return renderGrid({
    viewport,
    interaction,
    clipboard,
    label: host.getAttribute("aria-label") ?? (host.name || "Table"),
    header: {
      model: viewport.model,
      rendered: viewport.renderedColumns,
      sort: parseSort(host.sort),
      focusedColumn: interaction.focusedHeader,
      resizingColumnId: arrangement.resizingColumnId,
    },
    overview: parts.chrome.renderOverview(),
    headerActions: {
      sort: (column, event) => view.toggleSort(column.name, { keepOthers: event.shiftKey }),
      startResize: (column, event) => arrangement.startResize(column, event),
      fit: (column) => arrangement.fit(column),
    },
    state: gridState(host, parts),
    stateActions: {
      showAllRows: () => view.showAllRows(),
      appendRow: commands.appendRow,
      showAllChanges: () => parts.comparison.show({ filter: {} }),
    },
  });
}

function gridState(host: TableGridHost, { session, viewport, commands, drop, comparison }: TableGridParts): GridState {
  const { engine, loadProgress, problem } = session;
  const diff = comparison.data;
  return {
    isLoading: engine?.state === "loading",
    loadProgress,
    isViewPending: engine?.data.viewPending === true,
    isWorking: (engine?.operations.length ?? 0) > 0,
    hasColumns: viewport.model.columns.length > 0,
    rowCount: host.rowCount,
    totalRowCount: host.totalRowCount,
    problem,
    isReadonly: !commands.mayWrite,
    hasStatusBar: host.controls,
    isFileOver: drop.isOver,
    changes: diff?.mode === "changes" ? noChangesText(diff) : null,
  };
}
