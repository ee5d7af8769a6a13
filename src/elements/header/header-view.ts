import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import type { SortModel } from "../../engine/models.ts";
import { ascendingIcon, descendingIcon } from "../chrome/icons.ts";
import type { ColumnModel, ViewColumn } from "../viewport/column-model.ts";

export interface HeaderState {
  readonly model: ColumnModel;
  /** Indexes of the columns to show, in display order. */
  readonly rendered: readonly number[];
  readonly sort: SortModel;
  /** The column whose header has the keyboard's focus. */
  readonly focusedColumn: number | null;
  readonly resizingColumnId: number | null;
}

export interface HeaderActions {
  sort(column: ViewColumn, event: MouseEvent): void;
  startResize(column: ViewColumn, event: PointerEvent): void;
  fit(column: ViewColumn): void;
}

export const ACTIVE_HEADER_ID = "active-header";

/** The header row: the same places and widths as the cells below, also in their own pinned groups. */
export function renderHeader(state: HeaderState, actions: HeaderActions): TemplateResult {
  const { model, rendered } = state;
  const inZone = (pinned: "start" | "end" | null): number[] =>
    rendered.filter((index) => model.columns[index]?.pinned === pinned);
  return html`<div class="header-row" role="row" aria-rowindex="1">
    ${renderZone("start", inZone("start"), state, actions)} ${renderCells(inZone(null), state, actions)}
    ${renderZone("end", inZone("end"), state, actions)}
  </div>`;
}

function renderZone(
  zone: "start" | "end",
  indexes: number[],
  state: HeaderState,
  actions: HeaderActions,
): TemplateResult | typeof nothing {
  if (indexes.length === 0) return nothing;
  const { startWidthPx, endWidthPx } = state.model.tracks;
  const inlineSize = `${zone === "start" ? startWidthPx : endWidthPx}px`;
  return html`<div class="pinned ${zone}" role="none" style=${styleMap({ inlineSize })}>
    ${renderCells(indexes, state, actions)}
  </div>`;
}

function renderCells(indexes: number[], state: HeaderState, actions: HeaderActions): unknown {
  return repeat(
    indexes,
    (index) => state.model.columns[index]?.id,
    (index) => renderCell(index, state, actions),
  );
}

function renderCell(index: number, state: HeaderState, actions: HeaderActions): TemplateResult | typeof nothing {
  const { model, sort, focusedColumn, resizingColumnId } = state;
  const column = model.columns[index];
  if (!column) return nothing;
  const place = sort.findIndex((key) => key.column === column.name);
  const direction = sort[place]?.direction;
  const isFocused = focusedColumn === index;
  const zonePx = column.pinned ? 0 : model.tracks.startWidthPx;
  const classes = { number: column.align === "end", sorted: direction !== undefined, focused: isFocused };
  return html`<div
    class="header-cell ${classMap(classes)}"
    part=${`header-cell${direction ? " sorted" : ""}${isFocused ? " focused" : ""}`}
    role="columnheader"
    id=${isFocused ? ACTIVE_HEADER_ID : nothing}
    aria-colindex=${index + 1}
    aria-sort=${direction === undefined ? "none" : direction === "asc" ? "ascending" : "descending"}
    title=${`${column.label} · ${column.type}`}
    style=${styleMap({
      insetInlineStart: `${zonePx + (model.tracks.offsetPx[index] ?? 0)}px`,
      inlineSize: `${column.widthPx}px`,
    })}
    @click=${(event: MouseEvent) => actions.sort(column, event)}
  >
    <span class="label">${column.label}</span>
    <span class="sort-mark" aria-hidden="true"
      >${direction === "desc" ? descendingIcon : ascendingIcon}${sort.length > 1 && place >= 0 ? place + 1 : nothing}</span
    >
    <span
      class="resizer ${classMap({ active: resizingColumnId === column.id })}"
      @pointerdown=${(event: PointerEvent) => actions.startResize(column, event)}
      @click=${(event: Event) => event.stopPropagation()}
      @dblclick=${() => actions.fit(column)}
    ></span>
  </div>`;
}
