import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import type { Announcement } from "../announcer.ts";
import { CommandEvent, type ChromeCommand } from "./chrome-events.ts";
import { chromeStyles } from "./chrome-styles.ts";
import { busyIcon, errorIcon, lockedIcon, memoryIcon, safeIcon, savedIcon, unsavedIcon } from "./icons.ts";
import type { NoticeId } from "../notices/notice.ts";
import { NO_NEWS, type StorageNews } from "../storage-news.ts";
import { statusBarStyles } from "./status-bar-styles.ts";
import { StatusController } from "./status-controller.ts";
import type { StatusSource } from "./status-controller.ts";
import { activityOf, operationText, percentText, rowsText, saveText } from "./status-text.ts";
import type { SaveText } from "./status-text.ts";
import type { Operation, Status } from "./status.ts";
import { tokens } from "./tokens.ts";

const SAVE_ICONS: Readonly<Record<SaveText["icon"], TemplateResult>> = {
  memory: memoryIcon,
  locked: lockedIcon,
  saved: savedIcon,
  safe: safeIcon,
  unsaved: unsavedIcon,
  failed: errorIcon,
  busy: busyIcon,
};

/** Notices that say why changes are not stored, and offer to try again. */
const FAILURE_NOTICES: readonly NoticeId[] = ["quota", "not-stored"];

/**
 * Row counts, the running operation, and how safe the changes are. Follows `engine` by itself; asks for a save or a
 * cancel by the events of `chrome-events.ts`.
 *
 * @csspart progress - the bar of a running operation or save; hand it on by `exportparts`
 */
export class StatusBar extends LitElement {
  static override styles = [tokens, chromeStyles, statusBarStyles];

  @property({ attribute: false }) engine: StatusSource | null = null;
  /** What the engine has told of its storage before the bar was there. */
  @property({ attribute: false }) news: StorageNews = NO_NEWS;
  /** The table has a name to be stored under. */
  @property({ attribute: false }) isNamed = false;
  /** The notices that the reader sees already. */
  @property({ attribute: false }) toldNotices: readonly NoticeId[] = [];
  @property({ attribute: false }) isAutosaving = true;
  /** What the running transform, undo or redo does, without a full stop. */
  @property({ attribute: false }) activity: string | null = null;
  @property({ attribute: false }) announcement: Announcement | null = null;
  /** BCP 47 tag; undefined: the browser's. */
  @property({ attribute: false }) locale: string | undefined = undefined;

  readonly #controller = new StatusController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine") || changed.has("news")) this.#controller.follow(this.engine, this.news);
  }

  protected override render(): TemplateResult {
    const { status } = this.#controller;
    const [operation] = status.operations;
    const hasRows = status.state === "ready" || this.#controller.rows.shown > 0;
    return html`
      <div class="bar ${operation?.progress == null ? "" : "working"}">
        ${this.#renderProgress(status)}
        <span class="rows" aria-live=${operation ? "off" : "polite"}
          >${hasRows ? rowsText(this.#controller.rows, this.locale) : nothing}</span
        >
        ${operation ? this.#renderOperation(operation) : nothing}
        <span class="announcement" role="status">${this.#renderAnnouncement()}</span>
        ${status.state === "ready" ? this.#renderSave(status) : nothing}
      </div>
    `;
  }

  #renderOperation(operation: Operation): TemplateResult {
    return html`
      <span class="operation">
        <span class="text">${operationText(operation, this.activity, this.locale)}</span>
        <button type="button" class="small" title="Cancel (Esc)" @click=${() => this.#ask("cancel")}>Cancel</button>
      </span>
    `;
  }

  #renderAnnouncement(): unknown {
    if (!this.announcement) return nothing;
    const { text, isUndoable } = this.announcement;
    return html`<span class="text" title=${text}>${text}</span> ${
        isUndoable ? html`<button type="button" class="small" @click=${() => this.#ask("undo")}>Undo</button>` : nothing
      }`;
  }

  #ask(command: ChromeCommand): void {
    this.dispatchEvent(new CommandEvent(command));
  }

  /** One bar for what the reader waits for: an operation before a save. */
  #renderProgress({ operations, saveState, saveProgress }: Status): TemplateResult | typeof nothing {
    const [operation] = operations;
    if (operation) return progressBar(activityOf(operation, this.activity), operation.progress);
    return saveState === "saving" ? progressBar("Saving", saveProgress) : nothing;
  }

  #renderSave(status: Status): TemplateResult {
    const isReasonTold = FAILURE_NOTICES.some((id) => this.toldNotices.includes(id));
    const { isAutosaving, isNamed } = this;
    const facts = { isSafe: this.#controller.isSafe, isAutosaving, isNamed, isReasonTold };
    const { text, title, tone, icon } = saveText(status, facts, this.locale);
    // What the reader has to know is read out; the rest would be too much.
    const isTold = icon === "failed" && !isReasonTold;
    return html`
      <span class="save ${tone}" title=${title}>
        ${SAVE_ICONS[icon]}<span class="text">${text}</span>
        <span class="visually-hidden" aria-live="polite">${isTold ? text : nothing}</span>
        ${tone === "busy" ? html`<span class="percent">${percentText(status.saveProgress, this.locale)}</span>` : nothing}
        ${isTold ? this.#renderAsk("save", "Retry") : nothing}
        ${icon === "locked" && !this.toldNotices.includes("other-tab") ? this.#renderAsk("take-over", "Take over") : nothing}
      </span>
    `;
  }

  #renderAsk(command: ChromeCommand, label: string): TemplateResult {
    return html`<button type="button" class="small" @click=${() => this.#ask(command)}>${label}</button>`;
  }
}

function progressBar(label: string, progress: number | null): TemplateResult {
  const percent = progress === null ? nothing : Math.round(progress * 100);
  return html`
    <div
      part="progress"
      class="progress ${progress === null ? "unknown" : ""}"
      role="progressbar"
      aria-label=${label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
    >
      <div class="fill" style=${styleMap({ transform: `scaleX(${progress ?? 1})` })}></div>
    </div>
  `;
}

const TAG = "persistent-table-status-bar";
if (!customElements.get(TAG)) customElements.define(TAG, StatusBar);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-status-bar": StatusBar;
  }
}
