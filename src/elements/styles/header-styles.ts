import { css } from "lit";

export const headerStyles = css`
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
