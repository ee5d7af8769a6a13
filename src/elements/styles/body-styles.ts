import { css } from "lit";

export const bodyStyles = css`
  .body {
    line-height: calc(var(--_row-height) - 1px);
  }

  /* Firefox lays such an element out on its own, and forgets where its pinned columns stick until the next scroll. */
  @supports (-moz-appearance: none) {
    .body {
      contain: layout style !important;
    }
  }

  .row {
    position: absolute;
    inset-inline: 0;
    display: flex;
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
    color: var(--_muted);
    font-style: italic;
    font-size: 0.9em;
  }

  .cell.pending {
    color: color-mix(in srgb, var(--_text) 68%, transparent);
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
