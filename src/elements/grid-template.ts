import { virtualize } from "@lit-labs/virtualizer/virtualize.js";
import { html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { ACTIVE_CELL_ID } from "./cells/row-painter.ts";
import "./chrome/menu.ts";
import { ACTIVE_HEADER_ID, renderHeader, type HeaderActions, type HeaderState } from "./header/header-view.ts";
import type { GridClipboard } from "./interaction/grid-clipboard.ts";
import type { GridInteraction } from "./interaction/grid-interaction.ts";
import { renderStates, type GridState, type StateActions } from "./states.ts";
import type { GridViewport } from "./viewport/grid-viewport.ts";
import { MAX_ROW_SLOTS, RowLayout } from "./viewport/row-layout.ts";

export interface GridTemplate {
  readonly viewport: GridViewport;
  readonly interaction: GridInteraction;
  readonly clipboard: GridClipboard;
  readonly header: HeaderState;
  readonly headerActions: HeaderActions;
  readonly state: GridState;
  readonly stateActions: StateActions;
  readonly label: string;
  /** Beside the scroll bar. */
  readonly overview: unknown;
}

const ROW_SLOTS = Array.from({ length: MAX_ROW_SLOTS }, (_, slot) => slot);
const ROW_TEMPLATE = html`<div class="row" role="row" part="row"></div>`;
const renderRow = (): TemplateResult => ROW_TEMPLATE;
const layouts = new WeakMap<GridViewport, { type: typeof RowLayout; host: GridViewport }>();

/** The scroller with header, rows and editor, and what is said over it. The rows' cells are the painter's. */
export function renderGrid(grid: GridTemplate): TemplateResult {
  const { viewport, interaction, clipboard, state } = grid;
  const { focus, focusedHeader, editor } = interaction;
  const active = focusedHeader === null ? ACTIVE_CELL_ID : ACTIVE_HEADER_ID;
  return html`<div class="view ${state.hasColumns ? "" : "bare"} ${state.isViewPending ? "stale" : ""}">
    <div
      class="scroller"
      role="grid"
      tabindex="0"
      aria-label=${grid.label}
      aria-rowcount=${state.rowCount + 1}
      aria-colcount=${viewport.model.columns.length}
      aria-readonly=${state.isReadonly ? "true" : "false"}
      aria-busy=${state.isLoading || state.isViewPending ? "true" : "false"}
      aria-activedescendant=${focus ? active : nothing}
      @keydown=${interaction.handleKeydown}
      @focus=${interaction.handleFocus}
      @contextmenu=${interaction.handleContextMenu}
      @copy=${clipboard.handleCopy}
      @paste=${clipboard.handlePaste}
    >
      <div
        class="header"
        part="header"
        role="rowgroup"
        style=${styleMap({ inlineSize: `${viewport.contentWidthPx}px` })}
      >
        ${renderHeader(grid.header, grid.headerActions)}
      </div>
      <div
        class="body"
        part="body"
        role="rowgroup"
        @pointerdown=${interaction.handlePointerDown}
        @pointerover=${interaction.handlePointerOver}
        @dblclick=${interaction.handleDoubleClick}
      >
        ${virtualize<number>({ items: ROW_SLOTS, renderItem: renderRow, layout: layoutOf(viewport) })}
      </div>
      ${editor.render()}
    </div>
    ${grid.overview} ${renderStates(state, grid.stateActions)}
    <persistent-table-menu class="row-menu"></persistent-table-menu>
  </div>`;
}

function layoutOf(host: GridViewport): { type: typeof RowLayout; host: GridViewport } {
  const existing = layouts.get(host);
  if (existing) return existing;
  const layout = { type: RowLayout, host };
  layouts.set(host, layout);
  return layout;
}
