import { css } from "lit";

/**
 * The look in one place. A page sets `--pt-*` anywhere above the element; inside, each has a private name that falls
 * back to the default, light or dark by the inherited `color-scheme`.
 */
export const tokens = css`
  :host {
    --_background: var(--pt-background, light-dark(#ffffff, #16181d));
    --_chrome: var(--pt-chrome, light-dark(#f8f9fb, #1c1f25));
    --_text: var(--pt-text, light-dark(#1c2430, #e3e7ee));
    --_muted: var(--pt-muted, light-dark(#5b6675, #98a2b2));
    --_border: var(--pt-border, light-dark(#e2e6ec, #2d323b));
    --_accent: var(--pt-accent, light-dark(#2557d6, #7ea6ff));
    --_danger: var(--pt-danger, light-dark(#b3261e, #ff8a80));
    --_warning: var(--pt-warning, light-dark(#8a5300, #f4bf5f));
    --_success: var(--pt-success, light-dark(#1a7f4b, #5fd39a));
    --_added: var(--pt-diff-added, light-dark(#1a7f4b, #4fc38a));
    --_removed: var(--pt-diff-removed, light-dark(#c0362c, #ff8a80));
    --_changed: var(--pt-diff-changed, light-dark(#9a6700, #e3b341));
    --_hover: color-mix(in srgb, var(--_text) 6%, transparent);
    --_pressed: color-mix(in srgb, var(--_text) 11%, transparent);
    --_font: var(--pt-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif);
    --_font-size: var(--pt-font-size, 13px);
    --_radius: var(--pt-radius, 6px);
  }
`;
