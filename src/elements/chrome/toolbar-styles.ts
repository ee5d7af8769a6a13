import { css } from "lit";

export const toolbarStyles = css`
  :host {
    border-bottom: 1px solid var(--_border);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
    padding: 6px 8px;
  }

  .group {
    display: flex;
    align-items: center;
    gap: 2px;
  }

  .group svg {
    color: var(--_muted);
  }

  .group button:hover svg {
    color: inherit;
  }

  .group button[aria-disabled="true"] svg {
    color: inherit;
  }

  .chips {
    display: flex;
    flex: 1 1 0;
    flex-wrap: wrap;
    min-width: 0;
    gap: 6px;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    min-width: 0;
    max-width: 260px;
    height: 26px;
    padding-inline-end: 2px;
    border: 1px solid var(--_border);
    border-radius: 13px;
    background: var(--_background);
  }

  .chip .label {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-width: 0;
    min-height: 24px;
    padding-block: 0;
    padding-inline: 8px 4px;
    border: 0;
    border-radius: 13px;
  }

  .chip .label svg {
    width: 12px;
    height: 12px;
    color: var(--_accent);
  }

  .chip .bare {
    min-width: 20px;
    min-height: 20px;
    border: 0;
    border-radius: 50%;
  }

  .chip .bare svg {
    width: 10px;
    height: 10px;
  }

  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .search {
    position: relative;
    flex: 1 1 110px;
    max-width: 220px;
    margin-inline-start: auto;
  }

  .search > svg {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 8px;
    width: 14px;
    height: 14px;
    margin-block: auto;
    color: var(--_muted);
    pointer-events: none;
  }

  input[type="search"] {
    width: 100%;
    height: 28px;
    padding-block: 0;
    padding-inline: 28px 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    appearance: none;
  }

  input[type="search"]:hover {
    border-color: color-mix(in srgb, var(--_border) 60%, var(--_muted));
  }

  input[type="search"]::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  @container (max-width: 760px) {
    .chips {
      order: 3;
      flex-basis: 100%;
    }
  }

  @container (max-width: 600px) {
    .group .text {
      display: none;
    }
  }
`;
