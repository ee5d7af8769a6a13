import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import type { DiffData, DiffFilter, DiffKind, DiffMode } from "../../engine/diff/diff-types.ts";
import { CommandEvent, type ChromeCommand } from "../chrome/chrome-events.ts";
import { chromeStyles } from "../chrome/chrome-styles.ts";
import { closeIcon, compareIcon, downloadIcon, menuIcon, nextIcon, previousIcon, revertIcon } from "../chrome/icons.ts";
import { Menu, type MenuEntry } from "../chrome/menu.ts";
import { RovingFocusController } from "../chrome/roving-focus.ts";
import { tokens } from "../chrome/tokens.ts";
import type { ColumnLabels } from "../chrome/view-chips.ts";
import { SpacedUpdates } from "../spaced-updates.ts";
import type { DiffTarget } from "../table-diff.ts";
import { DIFF_KINDS } from "./diff-arguments.ts";
import { diffBarStyles } from "./diff-bar-styles.ts";
import { DiffDownloadEvent, DiffStepEvent, DiffViewEvent, RevertRequestEvent } from "./diff-events.ts";
import { withoutColumns, withToggledColumn, withToggledKind } from "./diff-filter.ts";
import { columnEntries, exportEntries, revertEntries } from "./diff-menus.ts";
import { KIND_SIGNS, KIND_WORDS, schemaText, stateText, totalOf } from "./diff-text.ts";

/**
 * What an open comparison found, and what can be done with it. Follows `diff` by itself; asks by the events of
 * `diff-events.ts`, and by `chrome-events.ts` for a cancel and for being closed.
 *
 * @csspart progress - the bar of a comparison under way; hand it on by `exportparts`
 */
export class DiffBar extends LitElement {
  static readonly TAG = "persistent-table-diff-bar";
  static override styles = [tokens, chromeStyles, diffBarStyles];

  @property({ attribute: false }) diff: DiffData | null = null;
  @property({ attribute: false }) labels: ColumnLabels = new Map();
  /** The cell with the focus, when a menu opens. */
  @property({ attribute: false }) target: () => DiffTarget | null = () => null;
  @property({ attribute: false }) canRevert = false;
  /** Two stored versions are compared: there is no table around the changes. */
  @property({ attribute: false }) hasOnlyChanges = false;
  /** BCP 47 tag; undefined: the browser's. */
  @property({ attribute: false }) locale: string | undefined = undefined;

  @query(Menu.TAG) private readonly menu!: Menu;
  readonly #roving = new RovingFocusController(this);
  readonly #updates = new SpacedUpdates(this);
  #unsubscribe: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("diff")) this.#follow();
  }

  #follow(): void {
    this.#unsubscribe();
    this.#unsubscribe = this.diff?.on("change", this.#updates.request) ?? (() => undefined);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { diff } = this;
    if (!diff) return nothing;
    return html`
      <div
        class="bar"
        role="toolbar"
        aria-label="Comparison"
        @keydown=${this.#roving.handleKeydown}
        @focusin=${this.#roving.handleFocusIn}
      >
        <span class="base" title="Compared with ${diff.baseName}"
          >${compareIcon}<span class="name">Compared with <b>${diff.baseName}</b></span></span
        >
        <div class="group kinds" role="group" aria-label="Show only">
          ${DIFF_KINDS.map((kind) => this.#renderKind(diff, kind))} ${this.#renderColumns(diff)}
        </div>
        ${this.#renderModes(diff)} ${this.#renderSteps(diff)} ${this.#renderActions(diff)}
        <button
          type="button"
          data-roving
          class="bare close"
          aria-label="Close the comparison"
          title="Close the comparison (Esc)"
          @click=${() => this.#ask("close-diff")}
        >
          ${closeIcon}
        </button>
      </div>
      ${this.#renderState(diff)}
      <persistent-table-menu></persistent-table-menu>
    `;
  }

  #renderKind({ counts, filter }: DiffData, kind: DiffKind): TemplateResult {
    return html`<button
      type="button"
      data-roving
      class="small kind ${kind}"
      aria-pressed=${filter.kinds?.includes(kind) === true}
      aria-disabled=${counts[kind] === 0}
      title="Show only rows that were ${kind}"
      @click=${() => this.#filter((former) => withToggledKind(former, kind), counts[kind] > 0)}
    >
      <span class="sign" aria-hidden="true">${KIND_SIGNS[kind]}</span>${KIND_WORDS[kind]}
      <b>${counts[kind].toLocaleString(this.locale)}</b>
    </button>`;
  }

  #renderColumns({ columns, counts, filter }: DiffData): TemplateResult {
    const chosen = filter.columnIds?.length ?? 0;
    const text = chosen === 0 ? "Columns" : `Columns: ${chosen} of ${columns.length}`;
    return this.#menuButton(
      text,
      null,
      () => this.#columnEntries,
      chosen > 0 ? "small chosen" : "small",
      counts.changed === 0 && chosen === 0,
    );
  }

  #renderModes({ mode }: DiffData): TemplateResult | typeof nothing {
    if (this.hasOnlyChanges) return nothing;
    // With all rows, there is nothing to filter.
    const views = { all: { mode: "all", filter: {} }, changes: { mode: "changes" } } as const;
    const button = (value: DiffMode, text: string): TemplateResult =>
      html`<button
        type="button"
        data-roving
        class="small"
        aria-pressed=${mode === value}
        @click=${() => this.#show(views[value])}
      >
        ${text}
      </button>`;
    return html`<div class="modes" role="group" aria-label="Rows">
      ${button("all", "All rows")}${button("changes", "Only changes")}
    </div>`;
  }

  #renderSteps({ counts }: DiffData): TemplateResult {
    const isOff = totalOf(counts) === 0;
    const button = (direction: "next" | "previous", icon: TemplateResult, key: string): TemplateResult => {
      const title = `${direction === "next" ? "Next" : "Previous"} change (${key})`;
      return html`<button
        type="button"
        data-roving
        class="step"
        title=${title}
        aria-label=${title}
        aria-disabled=${isOff}
        @click=${() => !isOff && this.dispatchEvent(new DiffStepEvent(direction))}
      >
        ${icon}
      </button>`;
    };
    return html`<div class="group">
      ${button("previous", previousIcon, "Shift+F7")}${button("next", nextIcon, "F7")}
    </div>`;
  }

  #renderActions({ counts }: DiffData): TemplateResult {
    const isOff = totalOf(counts) === 0;
    const download = (): MenuEntry[] =>
      exportEntries((format) => void this.dispatchEvent(new DiffDownloadEvent(format)));
    return html`<div class="group end">
      ${this.canRevert ? this.#menuButton("Revert", revertIcon, () => this.#revertEntries, "", isOff) : nothing}
      ${this.#menuButton("Export", downloadIcon, download, "", isOff)}
    </div>`;
  }

  #menuButton(
    label: string,
    icon: TemplateResult | null,
    entries: () => MenuEntry[],
    classes: string,
    isOff = false,
  ): TemplateResult {
    return html`<button
      type="button"
      data-roving
      class=${classes}
      title=${label}
      aria-haspopup="menu"
      aria-disabled=${isOff}
      @click=${({ currentTarget }: Event) => {
        if (!isOff) this.menu.toggle(entries(), { label, opener: currentTarget as HTMLElement });
      }}
    >
      ${icon ?? nothing}<span class=${icon ? "text" : ""}>${label}</span>${icon ? nothing : menuIcon}
    </button>`;
  }

  #renderState(diff: DiffData): TemplateResult | typeof nothing {
    const isComputing = diff.state === "computing";
    const state = stateText(diff, this.locale);
    const schema = schemaText(diff.schemaChanges);
    if (state === "" && schema === "") return nothing;
    return html`<div class="state ${diff.state}">
      ${isComputing ? renderProgress(diff.progress) : nothing}
      <span role=${isComputing ? nothing : "status"}>${state}</span>
      ${
        isComputing
          ? html`<button type="button" class="small" title="Cancel (Esc)" @click=${() => this.#ask("cancel")}>
              Cancel
            </button>`
          : nothing
      }
      ${schema === "" ? nothing : html`<span class="schema" title=${schema}>${schema}</span>`}
    </div>`;
  }

  get #columnEntries(): MenuEntry[] {
    const { diff, labels, locale } = this;
    if (!diff) return [];
    const toggle = (id: number): void => this.#filter((former) => withToggledColumn(former, id));
    return columnEntries({ diff, labels, locale, toggle, clear: () => this.#filter(withoutColumns) });
  }

  get #revertEntries(): MenuEntry[] {
    const { diff, locale } = this;
    if (!diff) return [];
    return revertEntries({
      target: this.target(),
      counts: diff.counts,
      isComputing: diff.state === "computing",
      locale,
      revert: (selection) => void this.dispatchEvent(new RevertRequestEvent(selection)),
    });
  }

  /** What is filtered are the changes, so that these are shown then. */
  #filter(next: (former: DiffFilter) => DiffFilter, isOn = true): void {
    if (this.diff && isOn) this.#show({ mode: "changes", filter: next(this.diff.filter) });
  }

  #show(view: { mode?: DiffMode; filter?: DiffFilter }): void {
    this.dispatchEvent(new DiffViewEvent(view));
  }

  #ask(command: ChromeCommand): void {
    this.dispatchEvent(new CommandEvent(command));
  }
}

function renderProgress(progress: number): TemplateResult {
  return html`<div
    part="progress"
    class="progress"
    role="progressbar"
    aria-label="Comparing"
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.floor(progress * 100)}
  >
    <div class="fill" style=${styleMap({ transform: `scaleX(${progress})` })}></div>
  </div>`;
}

if (!customElements.get(DiffBar.TAG)) customElements.define(DiffBar.TAG, DiffBar);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-diff-bar": DiffBar;
  }
}
