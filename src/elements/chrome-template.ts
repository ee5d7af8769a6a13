import { html, type TemplateResult } from "lit";
import type { Engine } from "../engine/engine.ts";
import type { SaveState, StorageKind } from "../engine/engine-events.ts";
import type { FilterModel, SortModel, ViewModel } from "../engine/models.ts";
import "./chrome/status-bar.ts";
import "./chrome/toolbar.ts";

export interface ToolbarState {
  readonly view: ViewModel;
  readonly labels: ReadonlyMap<string, string>;
  readonly saveState: SaveState;
  readonly storage: StorageKind;
  readonly readonly: boolean;
}

export interface ChromeActions {
  readonly openFile: (file: File) => void;
  readonly save: () => void;
  readonly cancel: () => void;
  readonly search: (search: string) => void;
  readonly sort: (sort: SortModel) => void;
  readonly filter: (filter: FilterModel | null) => void;
}

export function renderToolbar(state: ToolbarState, actions: ChromeActions): TemplateResult {
  return html`<persistent-table-toolbar
    part="toolbar"
    .view=${state.view}
    .labels=${state.labels}
    .saveState=${state.saveState}
    .storage=${state.storage}
    ?readonly=${state.readonly}
    @pt-open-file=${(event: CustomEvent<File>) => actions.openFile(event.detail)}
    @pt-save=${actions.save}
    @pt-search=${(event: CustomEvent<string>) => actions.search(event.detail)}
    @pt-sort=${(event: CustomEvent<SortModel>) => actions.sort(event.detail)}
    @pt-filter=${(event: CustomEvent<FilterModel | null>) => actions.filter(event.detail)}
  ></persistent-table-toolbar>`;
}

export interface StatusBarState {
  readonly engine: Engine | null;
  readonly isProblemShown: boolean;
}

export function renderStatusBar(state: StatusBarState, actions: ChromeActions): TemplateResult {
  return html`<persistent-table-status-bar
    part="status"
    exportparts="progress"
    .engine=${state.engine}
    .isProblemShown=${state.isProblemShown}
    @pt-save=${actions.save}
    @pt-cancel=${actions.cancel}
  ></persistent-table-status-bar>`;
}
