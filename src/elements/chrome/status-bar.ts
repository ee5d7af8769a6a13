import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { CancelRequestEvent, SaveRequestEvent } from "./chrome-events.ts";
import { chromeStyles } from "./chrome-styles.ts";
import { busyIcon, closeIcon, errorIcon, memoryIcon, savedIcon, unsavedIcon, warningIcon } from "./icons.ts";
import { statusBarStyles } from "./status-bar-styles.ts";
import { StatusController } from "./status-controller.ts";
import type { StatusSource } from "./status-controller.ts";
import { operationText, percentText, rowsText, saveText } from "./status-text.ts";
import type { SaveText } from "./status-text.ts";
import type { Notice, Operation, Status } from "./status.ts";
import { tokens } from "./tokens.ts";

const SAVE_ICONS: Readonly<Record<SaveText["tone"], TemplateResult>> = {
  muted: memoryIcon,
  success: savedIcon,
  warning: unsavedIcon,
  danger: errorIcon,
  busy: busyIcon,
};

/**
 * Row counts, the running operation, how safe the changes are, and what went wrong. Follows `engine` by itself; asks
 * for a save or a cancel by the events of `chrome-events.ts`.
 *
 * @csspart progress - the bar of a running load or save; hand it on by `exportparts`
 */
export class StatusBar extends LitElement {
  static override styles = [tokens, chromeStyles, statusBarStyles];

  @property({ attribute: false }) engine: StatusSource | null = null;
  /** The last problem is told elsewhere, in the grid's place. */
  @property({ attribute: false }) isProblemShown = false;
  /** BCP 47 tag; undefined: the browser's. */
  @property({ attribute: false }) locale: string | undefined = undefined;

  readonly #controller = new StatusController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) this.#controller.follow(this.engine);
  }

  protected override render(): TemplateResult {
    const { status } = this.#controller;
    const hasRows = status.state === "ready" || this.#controller.rows.shown > 0;
    const notices = status.notices.filter(({ id }) => id !== "problem" || !this.isProblemShown);
    return html`
      <div class="notices" aria-live="polite">${notices.map((notice) => this.#renderNotice(notice))}</div>
      <div class="bar">
        ${renderProgress(status)}
        <span class="rows" aria-live=${status.operation ? "off" : "polite"}
          >${hasRows ? rowsText(this.#controller.rows, this.locale) : nothing}</span
        >
        ${status.operation ? this.#renderOperation(status.operation) : nothing}
        ${status.state === "ready" ? this.#renderSave(status) : nothing}
      </div>
    `;
  }

  #renderNotice({ id, tone, message }: Notice): TemplateResult {
    return html`
      <div class="notice ${tone}">
        ${tone === "danger" ? errorIcon : warningIcon}
        <span class="message">${message}</span>
        <button
          type="button"
          class="bare"
          aria-label="Dismiss the message"
          title="Dismiss"
          @click=${() => this.#controller.dismiss(id)}
        >
          ${closeIcon}
        </button>
      </div>
    `;
  }

  #renderOperation(operation: Operation): TemplateResult {
    return html`
      <span class="operation">
        <span class="text">${operationText(operation, this.locale)}</span>
        <button type="button" class="small" @click=${() => this.dispatchEvent(new CancelRequestEvent())}>Cancel</button>
      </span>
    `;
  }

  #renderSave(status: Status): TemplateResult {
    const { text, title, tone } = saveText(status, this.locale);
    const isFailed = tone === "danger";
    return html`
      <span class="save ${tone}" title=${title}>
        ${SAVE_ICONS[tone]}<span class="text">${text}</span>
        <span class="visually-hidden" aria-live="polite">${isFailed ? text : nothing}</span>
        ${tone === "busy" ? html`<span class="percent">${percentText(status.saveProgress, this.locale)}</span>` : nothing}
        ${
          isFailed
            ? html`<button type="button" class="small" @click=${() => this.dispatchEvent(new SaveRequestEvent())}>
                Retry
              </button>`
            : nothing
        }
      </span>
    `;
  }
}

/** One bar for what the reader waits for: a load before a save. */
function renderProgress(status: Status): TemplateResult | typeof nothing {
  const { operation, saveState, saveProgress } = status;
  if (operation) {
    return progressBar(operation.kind === "load" ? "Loading" : "Sorting and filtering", operation.progress);
  }
  return saveState === "saving" ? progressBar("Saving", saveProgress) : nothing;
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
