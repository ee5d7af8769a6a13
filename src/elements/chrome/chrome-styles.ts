import { css } from "lit";

/** Buttons, icons, progress bars and focus rings that the parts around the grid share. */
export const chromeStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    color: var(--_text);
    background: var(--_chrome);
    font: 400 var(--_font-size) / 1.4 var(--_font);
    font-variant-numeric: tabular-nums;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  button,
  input {
    font: inherit;
    color: inherit;
  }

  button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    padding: 0 9px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: none;
    cursor: default;
    white-space: nowrap;
    transition: background-color 80ms;
  }

  button:hover {
    background: var(--_hover);
  }

  button:active {
    background: var(--_pressed);
  }

  button[aria-disabled="true"] {
    color: color-mix(in srgb, var(--_muted) 65%, transparent);
    background: none;
  }

  :is(button, input):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -1px;
  }

  svg {
    flex: none;
    width: 16px;
    height: 16px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .bare {
    min-height: 22px;
    min-width: 22px;
    padding: 0;
    justify-content: center;
    color: var(--_muted);
  }

  .bare:hover {
    color: var(--_text);
  }

  .bare svg {
    width: 12px;
    height: 12px;
  }

  .small {
    flex: none;
    min-height: 22px;
    padding: 0 8px;
    border-color: var(--_border);
    border-radius: calc(var(--_radius) - 1px);
    color: var(--_text);
    background: var(--_background);
  }

  .small:hover {
    background: linear-gradient(var(--_hover), var(--_hover)) var(--_background);
  }

  /* What is over at once does not flicker. */
  .progress,
  .operation {
    animation: appear 1ms 150ms backwards;
  }

  @keyframes appear {
    from {
      visibility: hidden;
    }
  }

  .progress {
    position: absolute;
    inset: -1px 0 auto;
    height: 3px;
    overflow: hidden;
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
  }

  .fill {
    height: 100%;
    background: var(--_accent);
    transform-origin: left;
    transition: transform 120ms linear;
  }

  .unknown .fill {
    width: 30%;
    animation: slide 1.2s ease-in-out infinite;
  }

  @keyframes slide {
    from {
      translate: -100%;
    }
    to {
      translate: 334%;
    }
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    button {
      border-color: ButtonBorder;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before {
      animation: none !important;
      transition: none !important;
    }
  }
`;
