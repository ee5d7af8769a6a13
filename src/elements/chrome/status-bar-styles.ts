import { css } from "lit";

export const statusBarStyles = css`
  :host {
    border-top: 1px solid var(--_border);
    font-size: calc(var(--_font-size) - 1px);
    color: var(--_muted);
  }

  .bar {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 16px;
    min-height: 30px;
    padding: 0 12px;
  }

  .rows {
    flex: none;
    line-height: 30px;
    color: var(--_text);
  }

  .operation,
  .save {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    min-height: 30px;
  }

  .rows,
  .text {
    /* In English, whatever the page's direction. */
    unicode-bidi: plaintext;
  }

  .text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .announcement {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    color: var(--_text);
  }

  .save {
    flex: 0 1 auto;
    max-width: 100%;
    margin-inline-start: auto;
  }

  .save svg {
    width: 14px;
    height: 14px;
  }

  .save.success svg {
    color: var(--_success);
  }

  .save.warning svg {
    color: var(--_warning);
  }

  .save.danger {
    color: var(--_danger);
  }

  .save:is(.danger, .warning) .text {
    padding-block: 4px;
    white-space: normal;
  }

  .save.busy svg {
    color: var(--_accent);
    animation: turn 900ms linear infinite;
  }

  .percent {
    min-width: 4ch;
    text-align: end;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }

  /* The operation says how many rows there are. */
  @container (max-width: 520px) {
    .working .rows,
    .working .announcement:empty {
      display: none;
    }

    .operation {
      flex: 1 1 100%;
    }

    .operation .text {
      flex: 1;
    }
  }
`;
