import { css } from "lit";

export const diffStyles = css`
  .row.added {
    --_kind: var(--_added);
    background: color-mix(in srgb, var(--_added) 11%, var(--_background));
  }

  .row.removed {
    --_kind: var(--_removed);
    background: color-mix(in srgb, var(--_removed) 10%, var(--_background));
  }

  .row.changed {
    --_kind: var(--_changed);
  }

  .row:is(.added, .removed):hover {
    background: color-mix(in srgb, var(--_kind) 17%, var(--_background));
  }

  .row:is(.added, .removed).current {
    background: color-mix(in srgb, var(--_accent) 10%, color-mix(in srgb, var(--_kind) 11%, var(--_background)));
  }

  .row.removed .cell:not(.null, .skeleton) {
    color: var(--_muted);
    text-decoration: line-through;
    text-decoration-color: color-mix(in srgb, var(--_removed) 75%, transparent);
  }

  .diff-bar {
    position: sticky;
    inset-inline-start: 0;
    z-index: 2;
    flex: none;
    inline-size: 10px;
    margin-inline-end: -10px;
    block-size: 100%;
    color: var(--_background);
    background: var(--_kind);
    font-weight: 700;
    font-size: 11px;
    text-align: center;
    pointer-events: none;
  }

  .diff-bar:empty {
    display: none;
  }

  .cell.diff-cell {
    display: flex;
    gap: 6px;
    background: color-mix(in srgb, var(--_changed) 15%, transparent);
  }

  .cell.diff-cell.number {
    justify-content: flex-end;
  }

  .cell.diff-cell[hidden] {
    display: none;
  }

  .diff-cell .present {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  del {
    flex: 0 10000 auto;
    min-inline-size: 1em;
    overflow: hidden;
    color: var(--_muted);
    font-style: normal;
    text-decoration: line-through;
    text-decoration-color: color-mix(in srgb, var(--_removed) 75%, transparent);
    text-overflow: ellipsis;
    white-space: pre;
  }

  del.quiet {
    font-style: italic;
  }

  del[hidden] {
    display: none;
  }

  @media (forced-colors: active) {
    .diff-bar {
      border-inline-end: 1px solid CanvasText;
      color: CanvasText;
      background: Canvas;
    }

    .cell.diff-cell {
      border: 1px dashed CanvasText;
    }
  }
`;
