import { css } from "lit";

const hostStyles = css`
  :host {
    --_row-height: 28px;
    --_header-height: var(--pt-header-height, 34px);
    --_cell-padding: var(--pt-cell-padding, 10px);
    --_row: var(--pt-row-background, var(--_background));
    --_row-odd: var(--pt-row-background-odd, color-mix(in srgb, var(--_text) 2.2%, var(--_background)));
    --_row-hover: var(--pt-row-background-hover, color-mix(in srgb, var(--_accent) 7%, var(--_background)));
    --_row-current: var(--pt-row-background-selected, color-mix(in srgb, var(--_accent) 10%, var(--_background)));
    --_line: color-mix(in srgb, var(--_border) 70%, transparent);
    --_ring: var(--pt-focus-ring, var(--_accent));

    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    position: relative;
    block-size: 30rem;
    min-block-size: 8rem;
    min-inline-size: 0;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    font: 400 var(--_font-size) / 1.4 var(--_font);
    -webkit-text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  .view {
    position: relative;
    flex: 1;
    min-block-size: 0;
  }

  .scroller {
    position: absolute;
    inset: 0;
    overflow: auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
    outline: none;
    scrollbar-width: auto;
    scrollbar-color: color-mix(in srgb, var(--_text) 28%, transparent) transparent;
  }

  .view.bare .scroller {
    visibility: hidden;
  }

  .view.ring::after {
    content: "";
    position: absolute;
    inset: 0;
    z-index: 6;
    pointer-events: none;
    box-shadow: inset 0 0 0 2px var(--_ring);
  }
`;

const headerStyles = css`
  .header {
    position: sticky;
    inset-block-start: 0;
    z-index: 3;
    min-inline-size: 100%;
    block-size: var(--_header-height);
    background: var(--_chrome);
    box-shadow:
      0 1px 0 var(--_border),
      0 2px 5px rgb(0 0 0 / 4%);
    user-select: none;
  }

  .header-row {
    position: absolute;
    inset: 0;
    display: flex;
    justify-content: space-between;
  }

  .header-cell {
    position: absolute;
    inset-block: 0;
    display: flex;
    align-items: center;
    gap: 4px;
    box-sizing: border-box;
    padding-inline: var(--_cell-padding);
    color: var(--_muted);
    font-weight: 600;
    font-size: 0.925em;
    letter-spacing: 0.01em;
    white-space: nowrap;
    cursor: default;
    transition: color 120ms;
  }

  .header-cell::before {
    content: "";
    position: absolute;
    inset-inline-end: 0;
    inset-block: 30%;
    inline-size: 1px;
    background: var(--_border);
  }

  .header-cell .label {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .header-cell.number {
    flex-direction: row-reverse;
    justify-content: flex-start;
  }

  .header-cell:hover,
  .header-cell.sorted,
  .header-cell.focused {
    color: var(--_text);
  }

  .header-cell:hover {
    background: var(--_hover);
  }

  .header-cell.focused {
    box-shadow: inset 0 0 0 2px var(--_ring);
  }

  .sort-mark {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 1px;
    color: var(--_accent);
    font-size: 0.8em;
    font-variant-numeric: tabular-nums;
  }

  .sort-mark svg {
    inline-size: 11px;
    block-size: 11px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .header-cell:not(.sorted) .sort-mark {
    opacity: 0;
    color: var(--_muted);
  }

  .header-cell:not(.sorted):hover .sort-mark {
    opacity: 0.55;
  }

  .resizer {
    position: absolute;
    z-index: 1;
    inset-block: 0;
    inset-inline-end: -5px;
    inline-size: 10px;
    cursor: col-resize;
    touch-action: none;
  }

  .header-cell:last-child .resizer {
    inset-inline-end: 0;
  }

  .resizer::after {
    content: "";
    position: absolute;
    inset-block: 20%;
    inset-inline-start: 4px;
    inline-size: 2px;
    border-radius: 1px;
    background: var(--_accent);
    opacity: 0;
    transition: opacity 120ms;
  }

  .resizer:hover::after,
  .resizer.active::after {
    opacity: 1;
  }
`;

const bodyStyles = css`
  .body {
    line-height: calc(var(--_row-height) - 1px);
  }

  .row {
    position: absolute;
    inset-inline: 0;
    display: flex;
    justify-content: space-between;
    box-sizing: border-box;
    block-size: var(--_row-height);
    contain: layout style;
    background: var(--_row);
    border-block-end: 1px solid var(--_line);
  }

  .row.odd {
    background: var(--_row-odd);
  }

  .row:hover {
    background: var(--_row-hover);
  }

  .row.current {
    background: var(--_row-current);
  }

  .cell {
    position: absolute;
    inset-block: 0;
    box-sizing: border-box;
    padding-inline: var(--_cell-padding);
    overflow: hidden;
    contain: strict;
    white-space: pre;
    text-overflow: ellipsis;
    cursor: default;
  }

  .cell[hidden] {
    display: none;
  }

  .cell.number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  .cell.null {
    color: color-mix(in srgb, var(--_muted) 65%, transparent);
    font-style: italic;
    font-size: 0.9em;
  }

  .cell.pending {
    color: color-mix(in srgb, var(--_text) 60%, transparent);
  }

  .cell.skeleton::before {
    content: "";
    display: block;
    inline-size: 62%;
    block-size: 8px;
    margin-block-start: calc((var(--_row-height) - 9px) / 2);
    border-radius: 4px;
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }

  .cell.number.skeleton::before {
    margin-inline-start: auto;
    inline-size: 44%;
  }

  .cell.focused {
    box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--_ring) 45%, transparent);
  }

  .scroller:focus-visible .cell.focused,
  .scroller:focus .cell.focused {
    box-shadow: inset 0 0 0 2px var(--_ring);
  }

  .pinned {
    position: sticky;
    z-index: 1;
    flex: none;
    block-size: 100%;
    background: inherit;
  }

  .header .pinned {
    background: var(--_chrome);
  }

  .pinned.start {
    inset-inline-start: 0;
    box-shadow: 1px 0 0 var(--_border);
  }

  .pinned.end {
    inset-inline-end: 0;
    margin-inline-start: auto;
    box-shadow: -1px 0 0 var(--_border);
  }

  .view.stale .body {
    opacity: 0.62;
    transition: opacity 150ms 120ms;
  }
`;

const editorStyles = css`
  .editor {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    z-index: 2;
  }

  .editor input {
    box-sizing: border-box;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    padding: 0 calc(var(--_cell-padding) - 2px);
    border: 2px solid var(--_ring);
    border-radius: 3px;
    outline: none;
    background: var(--_background);
    color: inherit;
    font: inherit;
    box-shadow: 0 2px 10px rgb(0 0 0 / 16%);
  }

  .editor input.number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  .editor input::placeholder {
    color: var(--_muted);
    opacity: 0.7;
  }

  .editor input[aria-invalid="true"] {
    border-color: var(--_danger);
  }

  .editor input[aria-busy="true"] {
    color: var(--_muted);
  }

  .problem {
    position: absolute;
    inset-block-start: calc(100% + 4px);
    inset-inline-start: 0;
    inline-size: max-content;
    max-inline-size: min(340px, 80vw);
    padding: 6px 10px;
    border-radius: 6px;
    background: var(--_danger);
    color: var(--_background);
    font-size: 0.925em;
    line-height: 1.35;
    box-shadow: 0 4px 16px rgb(0 0 0 / 22%);
  }

  .editor.above .problem {
    inset-block: auto calc(100% + 4px);
  }

  .editor.from-end .problem {
    inset-inline: auto 0;
  }
`;

const overlayStyles = css`
  .overlay {
    position: absolute;
    inset: 0;
    z-index: 4;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 10px;
    padding: 24px;
    text-align: center;
    color: var(--_muted);
    pointer-events: none;
  }

  .overlay.under-header {
    inset-block-start: var(--_header-height);
  }

  .overlay > * {
    max-inline-size: 34rem;
  }

  .overlay h2 {
    margin: 0;
    color: var(--_text);
    font-size: 1.1em;
    font-weight: 600;
  }

  .overlay p {
    margin: 0;
    overflow-wrap: anywhere;
    user-select: text;
    pointer-events: auto;
  }

  .overlay svg {
    inline-size: 34px;
    block-size: 34px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.1;
    stroke-linecap: round;
    stroke-linejoin: round;
    opacity: 0.6;
  }

  .overlay.failed svg {
    color: var(--_danger);
    opacity: 1;
  }

  .overlay button,
  .notice button {
    pointer-events: auto;
    padding: 4px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    font: inherit;
    cursor: pointer;
  }

  .overlay button:hover,
  .notice button:hover {
    background: var(--_hover);
  }

  .overlay button:focus-visible,
  .notice button:focus-visible {
    outline: 2px solid var(--_ring);
    outline-offset: 1px;
  }

  .drop {
    z-index: 7;
    inset: 8px;
    border: 2px dashed var(--_accent);
    border-radius: calc(var(--_radius) + 2px);
    background: color-mix(in srgb, var(--_accent) 12%, color-mix(in srgb, var(--_background) 82%, transparent));
    color: var(--_accent);
  }

  .notice {
    position: absolute;
    inset-inline: 12px;
    inset-block-end: 12px;
    z-index: 5;
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: fit-content;
    max-inline-size: min(44rem, calc(100% - 24px));
    box-sizing: border-box;
    margin-inline: auto;
    padding: 8px 8px 8px 14px;
    border: 1px solid color-mix(in srgb, var(--_danger) 45%, var(--_border));
    border-radius: 8px;
    background: color-mix(in srgb, var(--_danger) 8%, var(--_background));
    box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
    overflow-wrap: anywhere;
  }

  .busy-line {
    position: absolute;
    inset-inline: 0;
    inset-block-start: 0;
    z-index: 5;
    block-size: 2px;
    overflow: hidden;
    background: color-mix(in srgb, var(--_accent) 18%, transparent);
    pointer-events: none;
  }

  .busy-line.under-header {
    inset-block-start: calc(var(--_header-height) - 1px);
  }

  .busy-line::before {
    content: "";
    position: absolute;
    inset: 0;
    background: var(--_accent);
    transform-origin: 0 50%;
    transform: scaleX(var(--_progress, 0));
    transition: transform 120ms linear;
  }

  .busy-line.endless::before {
    transform: none;
    inline-size: 30%;
    animation: slide 1.1s ease-in-out infinite;
  }

  .meter {
    position: relative;
    inline-size: 220px;
    block-size: 4px;
    inset: auto;
    border-radius: 2px;
  }

  @keyframes slide {
    from {
      transform: translateX(-110%);
    }
    to {
      transform: translateX(440%);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .busy-line.endless::before {
      animation-duration: 3s;
    }

    .header-cell,
    .busy-line::before,
    .view.stale .body {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .cell.focused {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;

export const styles = [hostStyles, headerStyles, bodyStyles, editorStyles, overlayStyles];
