import { css } from "lit";

export const hostStyles = css`
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

    /* The size of a replaced element: what the page says, else this one. */
    display: block;
    contain: strict;
    contain-intrinsic-size: 20rem calc(30rem - 2px);
    box-sizing: border-box;
    min-block-size: 8rem;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    font: 400 var(--_font-size) / 1.4 var(--_font);
    -webkit-text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none !important;
  }

  .frame {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    container-type: inline-size;
  }

  .main {
    position: relative;
    display: flex;
    flex: 1;
    min-block-size: 0;
  }

  .view {
    position: relative;
    flex: 1;
    min-inline-size: 0;
  }

  .side {
    flex: none;
    inline-size: min(350px, 45%);
    border-inline-start: 1px solid var(--_border);
  }

  /* Too narrow for both: the panel takes the grid's place, also for the keyboard. */
  @container (max-width: 640px) {
    .side {
      position: absolute;
      inset: 0;
      z-index: 8;
      inline-size: auto;
      border: 0;
    }

    .main:has(.side) .view {
      visibility: hidden;
    }
  }

  .scroller {
    position: absolute;
    inset: 0;
    overflow: auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
    outline: none;
    /* Opaque, or Chromium scrolls it on the main thread and paints the whole of it every frame. */
    background: var(--_background);
    scrollbar-width: auto;
    scrollbar-color: color-mix(in srgb, var(--_text) 28%, transparent) transparent;
  }

  /* Room for the overview beside the scroll bar. */
  .view:has(.overview) .scroller {
    inset-inline-end: 9px;
  }

  .overview {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    z-index: 1;
    inline-size: 8px;
    border-inline-start: 1px solid var(--_border);
  }

  /* Without columns the grid still takes the focus, and so the keys. */
  .view.bare .scroller {
    overflow: hidden;
  }

  .view.bare .header {
    visibility: hidden;
  }

  .view.bare:has(.scroller:focus-visible)::after {
    content: "";
    position: absolute;
    inset: 0;
    z-index: 6;
    pointer-events: none;
    box-shadow: inset 0 0 0 2px var(--_ring);
  }
`;
