import { html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import type { ChangeProgress } from "../../engine/changes/change.ts";
import type { TransformResult } from "../../engine/changes/transform-types.ts";
import { countText, percentText, transformText } from "../chrome/status-text.ts";

export type PanelPhase =
  | { readonly kind: "editing" }
  | { readonly kind: "running"; readonly progress: ChangeProgress | null }
  | { readonly kind: "done"; readonly result: TransformResult; readonly isUndoable: boolean }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly message: string };

export interface FooterActions {
  readonly cancel: () => void;
  readonly undo: () => void;
}

/** Apply, what became of it, and while it runs its progress. */
export function renderFooter(
  phase: PanelPhase,
  { canApply, locale }: { canApply: boolean; locale: string | undefined },
  actions: FooterActions,
): TemplateResult {
  const isRunning = phase.kind === "running";
  return html`<footer>
    ${isRunning ? renderProgress(phase.progress, locale) : nothing}
    <p class="outcome ${phase.kind}" role="status">${outcomeText(phase, locale)}</p>
    ${
      phase.kind === "done" && phase.isUndoable
        ? html`<button type="button" class="small" @click=${actions.undo}>Undo</button>`
        : nothing
    }
    ${
      isRunning
        ? html`<button type="button" class="small cancel" title="Cancel (Esc)" @click=${actions.cancel}>Cancel</button>`
        : html`<button type="submit" class="primary" aria-disabled=${!canApply}>Apply</button>`
    }
  </footer>`;
}

function outcomeText(phase: PanelPhase, locale: string | undefined): string {
  switch (phase.kind) {
    case "editing":
      return "";
    case "running":
      return phase.progress ? runningText(phase.progress, locale) : "Working…";
    case "done":
      return transformText(phase.result, locale);
    case "cancelled":
      return "Cancelled; nothing was changed";
    case "failed":
      return "Not done; nothing was changed";
  }
}

/** `43% · 210,000 of 480,000 rows`, with the step where there are several. */
function runningText(
  { step, steps, rowsDone, totalRows, progress }: ChangeProgress,
  locale: string | undefined,
): string {
  const numbers = new Intl.NumberFormat(locale);
  const rows = `${numbers.format(rowsDone)} of ${countText(totalRows, "row", locale)}`;
  const part = steps > 1 ? `Step ${step} of ${steps} · ` : "";
  return `${part}${percentText(progress, locale)} · ${rows}`;
}

function renderProgress(progress: ChangeProgress | null, locale: string | undefined): TemplateResult {
  const share = progress?.progress ?? null;
  return html`<div
    part="progress"
    class="progress ${share === null ? "unknown" : ""}"
    role="progressbar"
    aria-label="Transforming"
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${share === null ? nothing : Math.floor(share * 100)}
    aria-valuetext=${share === null ? nothing : percentText(share, locale)}
  >
    <div class="fill" style=${styleMap({ transform: `scaleX(${share ?? 1})` })}></div>
  </div>`;
}
