import { css } from "lit";

export const noticeStyles = css`
  .notices.floating {
    position: absolute;
    inset-inline: 12px;
    inset-block-end: 12px;
    z-index: 5;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    max-block-size: calc(100% - 24px);
    overflow: hidden auto;
    pointer-events: none;
  }

  .notices.docked {
    flex: none;
    max-block-size: 60%;
    overflow: hidden auto;
  }

  .notice {
    --_tone: var(--_border);
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 4px 8px;
    box-sizing: border-box;
    padding: 6px 8px 6px 12px;
    color: var(--_text);
    background: color-mix(in srgb, var(--_tone) 9%, var(--_background));
    font-size: calc(var(--_font-size) - 1px);
    pointer-events: auto;
  }

  .notice.danger {
    --_tone: var(--_danger);
  }

  .notice.warning {
    --_tone: var(--_warning);
  }

  .docked .notice {
    border-block-start: 1px solid var(--_border);
    border-inline-start: 3px solid var(--_tone);
  }

  .floating .notice {
    max-inline-size: min(44rem, 100%);
    border: 1px solid color-mix(in srgb, var(--_tone) 45%, var(--_border));
    border-radius: 8px;
    box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
  }

  .floating .notice.plain {
    background: var(--_chrome);
  }

  .notice svg {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .notice > svg {
    margin-block-start: 4px;
    color: var(--_tone);
  }

  .message {
    flex: 1 1 16rem;
    min-inline-size: 0;
    padding-block: 3px;
    overflow-wrap: anywhere;
    /* In English, whatever the page's direction. */
    unicode-bidi: plaintext;
  }

  .message span {
    white-space: pre-line;
  }

  .failure {
    display: block;
    color: var(--_danger);
    font-weight: 600;
  }

  .offers {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-inline-start: auto;
  }

  .notice button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-block-size: 24px;
    padding: 0 9px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) - 1px);
    background: var(--_background);
    color: inherit;
    font: inherit;
    white-space: nowrap;
    cursor: pointer;
  }

  .notice button:hover {
    background: linear-gradient(var(--_hover), var(--_hover)) var(--_background);
  }

  .notice button:focus-visible {
    outline: 2px solid var(--_ring);
    outline-offset: 1px;
  }

  .notice button[aria-disabled="true"] {
    color: var(--_muted);
    background: none;
    cursor: default;
  }

  .notice button.bare {
    min-inline-size: 24px;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--_muted);
  }

  .notice button.bare:hover {
    color: var(--_text);
    background: var(--_hover);
  }

  .notice button.bare svg {
    inline-size: 12px;
    block-size: 12px;
  }
`;
