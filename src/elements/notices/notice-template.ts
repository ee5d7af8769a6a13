import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { closeIcon, errorIcon, warningIcon } from "../chrome/icons.ts";
import type { Notice, NoticeAction } from "./notice.ts";

export interface NoticeActions {
  readonly run: (id: Notice["id"], action: NoticeAction) => void;
  readonly dismiss: (id: Notice["id"]) => void;
}

const LABELS: Readonly<Record<NoticeAction, { readonly idle: string; readonly running: string }>> = {
  "take-over": { idle: "Take over", running: "Taking over…" },
  "free-versions": { idle: "Free old versions", running: "Freeing…" },
  save: { idle: "Try again", running: "Saving…" },
  undo: { idle: "Undo", running: "Undo" },
};

/** All notices, one below the other: over the rows, or between the grid and its status bar. */
export function renderNotices(
  notices: readonly Notice[],
  place: "floating" | "docked",
  actions: NoticeActions,
): unknown {
  // Screen readers hear of what comes into a live region that is already there.
  return html`<div class="notices ${place}" aria-live="polite">
    ${repeat(
      notices,
      ({ id }) => id,
      (notice) => renderNotice(notice, actions),
    )}
  </div>`;
}

function renderNotice(notice: Notice, actions: NoticeActions): TemplateResult {
  const { id, tone, message, failure } = notice;
  return html`<div class="notice ${tone}" data-id=${id} role=${tone === "danger" ? "alert" : "group"}>
    ${tone === "plain" ? nothing : tone === "danger" ? errorIcon : warningIcon}
    <div class="message">
      <span>${message}</span
      >${failure === null ? nothing : html` <strong class="failure">${failureText(notice)}</strong>`}
    </div>
    <div class="offers">
      ${notice.actions.map((action) => renderOffer(notice, action, actions))}
      <button
        type="button"
        class="bare"
        aria-label="Dismiss the message"
        title="Dismiss"
        @click=${() => actions.dismiss(id)}
      >
        ${closeIcon}
      </button>
    </div>
  </div>`;
}

function renderOffer({ id, running }: Notice, action: NoticeAction, { run }: NoticeActions): TemplateResult {
  const isRunning = running === action;
  const { idle, running: doing } = LABELS[action];
  // Not `disabled`, which would take the focus away.
  return html`<button
    type="button"
    class="small"
    aria-disabled=${running !== null}
    aria-busy=${isRunning}
    @click=${() => running === null && run(id, action)}
  >
    ${isRunning ? doing : idle}
  </button>`;
}

/** The same reason is not given twice. */
function failureText({ message, failure }: Notice): string {
  return failure !== null && !message.includes(failure) ? failure : "That did not help.";
}
