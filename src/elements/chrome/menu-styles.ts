import { css } from "lit";

export const menuStyles = css`
  :host {
    position: fixed;
    inset: auto;
    container-type: normal;
    min-inline-size: 190px;
    max-inline-size: min(340px, calc(100vw - 16px));
    max-block-size: calc(100vh - 16px);
    margin: 0;
    padding: 4px;
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 2px);
    color: var(--_text);
    background: var(--_background);
    box-shadow:
      0 10px 30px rgb(0 0 0 / 18%),
      0 2px 6px rgb(0 0 0 / 10%);
  }

  :host(:not(:popover-open)) {
    display: none;
  }

  button {
    display: flex;
    inline-size: 100%;
    min-height: 30px;
    gap: 8px;
    text-align: start;
    border-radius: var(--_radius);
  }

  .icon {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_muted);
  }

  .icon:empty {
    display: none;
  }

  .name {
    flex: 1;
  }

  .hint {
    margin-inline-start: 20px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }

  button:focus-visible {
    outline: none;
    background: var(--_hover);
  }

  button:focus {
    background: var(--_hover);
  }

  button[aria-disabled="true"] :is(.icon, .hint) {
    color: inherit;
  }

  hr {
    margin: 4px 8px;
    border: 0;
    border-block-start: 1px solid var(--_border);
  }

  @media (forced-colors: active) {
    button {
      border-color: transparent;
    }

    button:focus {
      outline: 2px solid Highlight;
    }
  }
`;
