import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { SortKey, ViewModel } from "../../engine/models.ts";
import { FilterRequestEvent, SortRequestEvent } from "./chrome-events.ts";
import { ascendingIcon, closeIcon, descendingIcon, filterIcon } from "./icons.ts";
import {
  describeFilter,
  filterParts,
  labelOf,
  withFlippedSortKey,
  withoutFilterPart,
  withoutSortKey,
} from "./view-chips.ts";
import type { ColumnLabels } from "./view-chips.ts";

export interface ChipsState {
  readonly view: ViewModel;
  readonly labels: ColumnLabels;
}

/** The sort keys and filters of the view, each of which can be taken away. `ask` gets the view that is wanted. */
export function renderChips(state: ChipsState, ask: (request: Event) => void): TemplateResult | typeof nothing {
  const { sort, filter } = state.view;
  const parts = filterParts(filter);
  if (sort.length + parts.length === 0) return nothing;
  return html`
    <div class="chips" role="group" aria-label="Sort and filter">
      ${sort.map((key, index) => renderSortChip(state, { key, index }, ask))}
      ${parts.map((part, index) => {
        const text = describeFilter(part, state.labels);
        return renderFilterChip(text, () => ask(new FilterRequestEvent(withoutFilterPart(filter, index))));
      })}
    </div>
  `;
}

function renderSortChip(
  { view, labels }: ChipsState,
  { key, index }: { key: SortKey; index: number },
  ask: (request: Event) => void,
): TemplateResult {
  const label = labelOf(key.column, labels);
  const isAscending = key.direction === "asc";
  const order = isAscending ? "ascending" : "descending";
  return html`
    <span class="chip">
      <button
        type="button"
        data-roving
        class="label"
        aria-label="Sorted by ${label}, ${order}. Reverse the order"
        @click=${() => ask(new SortRequestEvent(withFlippedSortKey(view.sort, index)))}
      >
        ${isAscending ? ascendingIcon : descendingIcon}<span class="name">${label}</span>
      </button>
      ${renderRemove(`Do not sort by ${label}`, () => ask(new SortRequestEvent(withoutSortKey(view.sort, index))))}
    </span>
  `;
}

function renderFilterChip(text: string, remove: () => void): TemplateResult {
  return html`
    <span class="chip">
      <span class="label" title=${text}>${filterIcon}<span class="name">${text}</span></span>
      ${renderRemove(`Remove the filter ${text}`, remove)}
    </span>
  `;
}

function renderRemove(label: string, remove: () => void): TemplateResult {
  return html`
    <button type="button" data-roving class="bare" aria-label=${label} title=${label} @click=${remove}>
      ${closeIcon}
    </button>
  `;
}
