import { css } from "lit";

export const overlayStyles = css`
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

  .overlay button {
    pointer-events: auto;
    padding: 4px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    font: inherit;
    cursor: pointer;
  }

  .overlay button:hover {
    background: var(--_hover);
  }

  .overlay button:focus-visible {
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
    animation: appear 1ms 150ms backwards;
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

  /* The rows are there, and the frames cost what the load needs; one that takes long shows that it goes on. */
  .busy-line.loading.endless::before {
    animation-delay: 2s;
    animation-fill-mode: backwards;
  }

  .meter {
    position: relative;
    inline-size: 220px;
    block-size: 4px;
    inset: auto;
    border-radius: 2px;
  }

  /* What is over at once does not flicker. */
  @keyframes appear {
    from {
      visibility: hidden;
    }
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
