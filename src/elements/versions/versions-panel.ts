import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { VersionInfo } from "../../engine/engine-events.ts";
import { CommandEvent } from "../chrome/chrome-events.ts";
import { chromeStyles } from "../chrome/chrome-styles.ts";
import { closeIcon } from "../chrome/icons.ts";
import { Menu } from "../chrome/menu.ts";
import { tokens } from "../chrome/tokens.ts";
import type { VersionActions } from "./version-actions.ts";
import { renderVersionItem, type VersionItem, type VersionItemActions } from "./version-item.ts";
import { VersionList, type VersionsSource } from "./version-list.ts";
import { spokenName } from "./version-text.ts";
import { versionsStyles } from "./versions-styles.ts";

/** What is asked of one version; `comparing`: the other one of two is to be picked. */
interface Question {
  readonly kind: "naming" | "deleting" | "comparing";
  readonly version: number;
}

/**
 * The stored versions, newest first, and what can be done with each. Asks by the events of `chrome-events.ts` for being
 * closed.
 */
export class VersionsPanel extends LitElement {
  static readonly TAG = "persistent-table-versions-panel";
  static override styles = [tokens, chromeStyles, versionsStyles];

  @property({ attribute: false }) engine: VersionsSource | null = null;
  @property({ attribute: false }) actions: VersionActions | null = null;
  @property({ attribute: false }) canWrite = false;
  /** BCP 47 tag; undefined: the browser's. */
  @property({ attribute: false }) locale: string | undefined = undefined;

  @state() private question: Question | null = null;
  @query(Menu.TAG) private readonly menu!: Menu;

  readonly #list = new VersionList(this);
  /** The focus waits on the close button for what is to be listed. */
  #awaitsList = false;
  /** Gets the focus with the next render. */
  #focusNext: (() => HTMLElement | null | undefined) | null = null;

  /** What is listed, once it is known. */
  override focus(options?: FocusOptions): void {
    (this.#find("li button") ?? this.#find(".close"))?.focus(options);
    this.#awaitsList = this.#list.versions === null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) this.#list.follow(this.engine);
    const isGone = this.question !== null && this.#list.versions !== null && !this.#list.find(this.question.version);
    if (isGone || (!this.canWrite && this.question?.kind !== "comparing")) this.question = null;
  }

  protected override updated(): void {
    const wanted = this.#focusNext?.();
    this.#focusNext = null;
    wanted?.focus();
    if (this.#awaitsList && this.#list.versions !== null) {
      this.#awaitsList = false;
      if (this.#find(".close")?.matches(":focus")) this.focus();
    }
    if (wanted instanceof HTMLInputElement) wanted.select();
  }

  protected override render(): TemplateResult {
    return html`
      <section role="dialog" aria-labelledby="title" @keydown=${this.#handleKeydown}>
        <header>
          <h2 id="title">Versions</h2>
          <button type="button" class="bare close" aria-label="Close" title="Close (Esc)" @click=${this.#close}>
            ${closeIcon}
          </button>
        </header>
        ${this.#renderPicking()}
        <div class="content">${this.#renderContent()}</div>
      </section>
      <persistent-table-menu></persistent-table-menu>
    `;
  }

  #renderContent(): TemplateResult | typeof nothing {
    const { versions, problem } = this.#list;
    if (problem !== null) return html`<p class="problem" role="alert">${problem}</p>`;
    if (versions === null) return nothing;
    if (versions.length === 0) return this.#renderNone();
    return html`<ul>
      ${repeat(
        versions,
        ({ version }) => version,
        (info) => renderVersionItem(this.#item(info), this.#itemActions),
      )}
    </ul>`;
  }

  #renderNone(): TemplateResult {
    const hint =
      this.engine?.storage === "memory"
        ? "This table is kept in memory only."
        : "A version is saved after changes, and whenever you choose Save.";
    return html`<div class="none">
      <p>Nothing saved yet</p>
      <p class="facts">${hint}</p>
    </div>`;
  }

  #renderPicking(): TemplateResult | typeof nothing {
    const picked = this.question?.kind === "comparing" ? this.#list.find(this.question.version) : undefined;
    if (!picked) return nothing;
    return html`<div class="picking" role="status">
      <span>Compare ${spokenName(picked, this.#list.now, this.locale)} with which one?</span>
      <button type="button" class="small" @click=${this.#endQuestion}>Cancel</button>
    </div>`;
  }

  #item(info: VersionInfo): VersionItem {
    const isNewest = info === this.#list.versions?.[0];
    const { now } = this.#list;
    return { info, isNewest, canWrite: this.canWrite, state: this.#stateOf(info), now, locale: this.locale };
  }

  #stateOf({ version }: VersionInfo): VersionItem["state"] {
    const { question } = this;
    const isAsked = question?.version === version;
    if (question?.kind === "comparing") return isAsked ? "picked" : "offered";
    return isAsked ? question.kind : "shown";
  }

  readonly #itemActions: VersionItemActions = {
    ask: (kind, version) => {
      this.question = { kind, version };
      this.#focusNext = () => this.#in(version, kind === "naming" ? "input" : ".question .small:last-child");
    },
    name: (version, name) => {
      const given = name.trim();
      const former = this.#list.find(version)?.name ?? "";
      if (given !== former) this.actions?.name(version, given === "" ? null : given);
      this.#answered(version, ".rename");
    },
    cancel: () => this.#endQuestion(),
    remove: (version) => {
      const { versions } = this.#list;
      const index = versions?.findIndex((each) => each.version === version) ?? -1;
      const neighbour = versions?.[index + 1] ?? versions?.[index - 1];
      this.actions?.remove(version);
      this.#answered(neighbour?.version ?? version, "button");
    },
    keep: (version, kept) => this.actions?.keep(version, kept),
    restore: (version) => this.actions?.restore(version),
    download: (version) => this.actions?.download(version),
    openCompareMenu: (version, opener) => this.#openCompareMenu(version, opener),
    pick: (other) => this.#comparePicked(other),
  };

  #openCompareMenu(version: number, opener: HTMLElement): void {
    const isAlone = (this.#list.versions?.length ?? 0) < 2;
    const entries = [
      { label: "With the table as it is now", run: () => this.actions?.compare(version) },
      { label: "With another version…", isDisabled: isAlone, run: () => this.#askForOther(version) },
    ];
    this.menu.toggle(entries, { label: "Compare", opener });
  }

  #askForOther(version: number): void {
    this.question = { kind: "comparing", version };
    this.#focusNext = () => this.#find(".offer");
  }

  /** What is older is what the other is compared with, whichever was picked first. */
  #comparePicked(other: number): void {
    const picked = this.question?.version;
    if (picked === undefined) return;
    const places = [picked, other].map((version) => this.#list.versions?.findIndex((each) => each.version === version));
    const [older, newer] = (places[0] ?? 0) > (places[1] ?? 0) ? [picked, other] : [other, picked];
    this.actions?.compare(older, newer);
    this.#answered(picked, ".compare");
  }

  readonly #endQuestion = (): void => {
    const { question } = this;
    if (!question) return;
    const opener = { naming: ".rename", deleting: ".delete", comparing: ".compare" }[question.kind];
    this.#answered(question.version, opener);
  };

  #answered(version: number, focused: string): void {
    this.question = null;
    this.#focusNext = () => this.#in(version, focused) ?? this.#find(".close");
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.question) this.#endQuestion();
    else this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new CommandEvent("toggle-versions"));
  };

  #in(version: number, selector: string): HTMLElement | null {
    return this.#find(`[data-version="${version}"] ${selector}`);
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }
}

if (!customElements.get(VersionsPanel.TAG)) customElements.define(VersionsPanel.TAG, VersionsPanel);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-versions-panel": VersionsPanel;
  }
}
