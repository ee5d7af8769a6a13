import { css } from "lit";

export const diffBarStyles = css`
  :host {
    border-block-end: 1px solid var(--_border);
    background: color-mix(in srgb, var(--_accent) 4%, var(--_chrome));
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    position: relative;
    padding-block: 5px;
    padding-inline: 8px 42px;
  }

  .base {
    display: inline-flex;
    flex: 0 1 auto;
    align-items: center;
    gap: 6px;
    min-inline-size: 0;
    color: var(--_muted);
  }

  .base b {
    color: var(--_text);
    font-weight: 600;
  }

  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .group {
    display: flex;
    align-items: center;
    gap: 4px;
  }

  .kinds {
    flex-wrap: wrap;
  }

  .end {
    gap: 2px;
    margin-inline-start: auto;
  }

  .end svg {
    color: var(--_muted);
  }

  .small {
    min-height: 26px;
  }

  .kind {
    --_kind: var(--_changed);
    gap: 5px;
  }

  .kind.added {
    --_kind: var(--_added);
  }

  .kind.removed {
    --_kind: var(--_removed);
  }

  .kind b {
    font-weight: 600;
  }

  .sign {
    display: inline-grid;
    place-content: center;
    inline-size: 14px;
    block-size: 14px;
    border-radius: 3px;
    color: var(--_background);
    background: var(--_kind);
    font-weight: 700;
    line-height: 1;
  }

  .kind[aria-disabled="true"] .sign {
    opacity: 0.45;
  }

  .small[aria-pressed="true"],
  .chosen {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 14%, var(--_background));
  }

  .kind[aria-pressed="true"] {
    border-color: var(--_kind);
    background: color-mix(in srgb, var(--_kind) 16%, var(--_background));
  }

  .kinds svg {
    inline-size: 12px;
    block-size: 12px;
    color: var(--_muted);
  }

  .modes {
    display: flex;
  }

  .modes .small {
    border-radius: 0;
  }

  .modes .small:first-child {
    border-start-start-radius: calc(var(--_radius) - 1px);
    border-end-start-radius: calc(var(--_radius) - 1px);
  }

  .modes .small:last-child {
    margin-inline-start: -1px;
    border-start-end-radius: calc(var(--_radius) - 1px);
    border-end-end-radius: calc(var(--_radius) - 1px);
  }

  .modes .small[aria-pressed="true"] {
    z-index: 1;
  }

  .step {
    padding-inline: 6px;
  }

  .close {
    position: absolute;
    inset-block-start: 5px;
    inset-inline-end: 8px;
    min-inline-size: 26px;
    min-block-size: 26px;
  }

  .state {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 4px 10px;
    border-block-start: 1px solid color-mix(in srgb, var(--_border) 60%, transparent);
    color: var(--_muted);
  }

  .state.complete > [role="status"] {
    color: var(--_text);
    font-weight: 600;
  }

  .state.stopped > [role="status"] {
    color: var(--_warning);
  }

  .state.failed > [role="status"] {
    color: var(--_danger);
  }

  .state > span:empty {
    display: none;
  }

  .schema {
    min-inline-size: 0;
    max-block-size: 4.2em;
    overflow: auto;
    overflow-wrap: anywhere;
  }

  @container (max-width: 760px) {
    .end .text {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .sign {
      border: 1px solid CanvasText;
      color: CanvasText;
      background: Canvas;
    }

    .small[aria-pressed="true"] {
      color: HighlightText;
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
