import { html, type TemplateResult } from "lit";
import type { Engine } from "../engine/engine.ts";
import type { DiffBase } from "../engine/diff/diff-types.ts";
import type { ExportFormat, HistoryState, SaveState, StorageKind, TableAccess } from "../engine/engine-events.ts";
import type { FilterModel, SortModel, ViewModel } from "../engine/models.ts";
import type { Announcement } from "./announcer.ts";
import type { ListVersions } from "./chrome/compare-menu.ts";
import type { ChromeCommand } from "./chrome/chrome-events.ts";
import "./chrome/status-bar.ts";
import "./chrome/toolbar.ts";
import type { DiffActions } from "./diff/diff-template.ts";
import type { NoticeId } from "./notices/notice.ts";
import type { StorageNews } from "./storage-news.ts";
import type { ApplyTransform } from "./transform/transform-panel.ts";
import "./transform/transform-panel.ts";

export interface ToolbarState {
  readonly view: ViewModel;
  readonly labels: ReadonlyMap<string, string>;
  readonly saveState: SaveState;
  readonly storage: StorageKind;
  /** Whether any version is stored; null: not known. */
  readonly hasVersions: boolean | null;
  readonly access: TableAccess;
  readonly history: HistoryState;
  readonly readonly: boolean;
  readonly hasTable: boolean;
  readonly isTransformOpen: boolean;
  readonly isDiffOpen: boolean;
  readonly isVersionsOpen: boolean;
  readonly listVersions: ListVersions;
}

export interface ChromeActions extends DiffActions {
  readonly openFile: (file: File) => void;
  readonly compareFile: (file: File) => void;
  readonly download: (format: ExportFormat) => void;
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
    .hasVersions=${state.hasVersions}
    .access=${state.access}
    .history=${state.history}
    .hasTable=${state.hasTable}
    .isTransformOpen=${state.isTransformOpen}
    .isDiffOpen=${state.isDiffOpen}
    .isVersionsOpen=${state.isVersionsOpen}
    .listVersions=${state.listVersions}
    ?readonly=${state.readonly}
    @pt-open-file=${(event: CustomEvent<File>) => actions.openFile(event.detail)}
    @pt-command=${(event: CustomEvent<ChromeCommand>) => actions.command(event.detail)}
    @pt-compare=${(event: CustomEvent<DiffBase>) => actions.compare(event.detail)}
    @pt-compare-file=${(event: CustomEvent<File>) => actions.compareFile(event.detail)}
    @pt-download=${(event: CustomEvent<ExportFormat>) => actions.download(event.detail)}
    @pt-search=${(event: CustomEvent<string>) => actions.search(event.detail)}
    @pt-sort=${(event: CustomEvent<SortModel>) => actions.sort(event.detail)}
    @pt-filter=${(event: CustomEvent<FilterModel | null>) => actions.filter(event.detail)}
  ></persistent-table-toolbar>`;
}

export interface StatusBarState {
  readonly engine: Engine | null;
  readonly news: StorageNews;
  readonly isNamed: boolean;
  readonly toldNotices: readonly NoticeId[];
  readonly isAutosaving: boolean;
  readonly activity: string | null;
  readonly announcement: Announcement | null;
}

export function renderStatusBar(state: StatusBarState, actions: ChromeActions): TemplateResult {
  return html`<persistent-table-status-bar
    part="status"
    exportparts="progress"
    .engine=${state.engine}
    .news=${state.news}
    .isNamed=${state.isNamed}
    .toldNotices=${state.toldNotices}
    .isAutosaving=${state.isAutosaving}
    .activity=${state.activity}
    .announcement=${state.announcement}
    @pt-command=${(event: CustomEvent<ChromeCommand>) => actions.command(event.detail)}
  ></persistent-table-status-bar>`;
}

export interface TransformPanelState {
  readonly engine: Engine;
  readonly labels: ReadonlyMap<string, string>;
  readonly readonlyColumns: ReadonlySet<string>;
  readonly initialColumn: string;
  readonly apply: ApplyTransform;
}

export function renderTransformPanel(state: TransformPanelState, actions: ChromeActions): TemplateResult {
  return html`<persistent-table-transform-panel
    class="side"
    part="panel"
    exportparts="progress"
    .engine=${state.engine}
    .apply=${state.apply}
    .labels=${state.labels}
    .readonlyColumns=${state.readonlyColumns}
    .initialColumn=${state.initialColumn}
    @pt-command=${(event: CustomEvent<ChromeCommand>) => actions.command(event.detail)}
  ></persistent-table-transform-panel>`;
}
