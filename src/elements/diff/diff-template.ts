import { html, type TemplateResult } from "lit";
import type { DiffEngine, DiffBase, DiffData, DiffFormat, RevertSelection } from "../../engine/diff/diff-types.ts";
import type { GridData } from "../../engine/rows/grid-data.ts";
import type { Column } from "../../engine/schema.ts";
import type { ChromeCommand } from "../chrome/chrome-events.ts";
import type { ColumnLabels } from "../chrome/view-chips.ts";
import type { DiffTarget, StepDirection } from "../table-diff.ts";
import "./diff-bar.ts";
import "./key-panel.ts";
import "./overview-strip.ts";

export interface DiffBarState {
  readonly diff: DiffData;
  readonly labels: ColumnLabels;
  readonly target: () => DiffTarget | null;
  readonly canRevert: boolean;
  readonly hasOnlyChanges: boolean;
}

export interface DiffActions {
  readonly command: (command: ChromeCommand) => void;
  readonly compare: (against: DiffBase) => void;
  readonly show: (view: Parameters<DiffEngine["show"]>[0]) => void;
  readonly step: (direction: StepDirection) => void;
  readonly revert: (selection: RevertSelection) => void;
  readonly downloadDiff: (format: DiffFormat) => void;
}

export function renderDiffBar(state: DiffBarState, actions: DiffActions): TemplateResult {
  return html`<persistent-table-diff-bar
    part="diff-bar"
    exportparts="progress"
    .diff=${state.diff}
    .labels=${state.labels}
    .target=${state.target}
    .canRevert=${state.canRevert}
    .hasOnlyChanges=${state.hasOnlyChanges}
    @pt-command=${(event: CustomEvent<ChromeCommand>) => actions.command(event.detail)}
    @pt-diff-view=${(event: CustomEvent<Parameters<DiffEngine["show"]>[0]>) => actions.show(event.detail)}
    @pt-diff-step=${(event: CustomEvent<StepDirection>) => actions.step(event.detail)}
    @pt-revert=${(event: CustomEvent<RevertSelection>) => actions.revert(event.detail)}
    @pt-diff-download=${(event: CustomEvent<DiffFormat>) => actions.downloadDiff(event.detail)}
  ></persistent-table-diff-bar>`;
}

export interface KeyPanelState {
  readonly file: File;
  readonly columns: readonly Column[];
  readonly labels: ColumnLabels;
}

export function renderKeyPanel(state: KeyPanelState, actions: DiffActions): TemplateResult {
  return html`<persistent-table-diff-keys
    class="side"
    part="panel"
    .columns=${state.columns}
    .file=${state.file}
    .labels=${state.labels}
    @pt-command=${(event: CustomEvent<ChromeCommand>) => actions.command(event.detail)}
    @pt-compare=${(event: CustomEvent<DiffBase>) => actions.compare(event.detail)}
  ></persistent-table-diff-keys>`;
}

export function renderOverview(diff: DiffData, data: GridData, reveal: (row: number) => void): TemplateResult {
  return html`<persistent-table-diff-overview
    class="overview"
    .diff=${diff}
    .data=${data}
    .reveal=${reveal}
  ></persistent-table-diff-overview>`;
}
