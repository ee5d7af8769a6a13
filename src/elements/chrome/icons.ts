import { html, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";

const icon = (shape: SVGTemplateResult): TemplateResult =>
  html`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shape}</svg>`;

export const openIcon = icon(
  svg`<path d="M1.75 12.5v-9a1 1 0 0 1 1-1h3l1.75 2h5a1 1 0 0 1 1 1v1M1.75 12.5l2.1-5.3a1 1 0 0 1 .93-.64h9.1a.75.75 0 0 1 .7 1.02l-1.75 4.28a1 1 0 0 1-.93.64z" />`,
);

export const saveIcon = icon(
  svg`<path d="M8 2v7.25M5 6.5l3 3 3-3M2.25 10.5v2a1.25 1.25 0 0 0 1.25 1.25h9a1.25 1.25 0 0 0 1.25-1.25v-2" />`,
);

export const searchIcon = icon(svg`<circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.25 3.25" />`);

export const closeIcon = icon(svg`<path d="m3.5 3.5 9 9M12.5 3.5l-9 9" />`);

export const ascendingIcon = icon(svg`<path d="M8 13.25V2.75M4 6.75l4-4 4 4" />`);

export const descendingIcon = icon(svg`<path d="M8 2.75v10.5M4 9.25l4 4 4-4" />`);

export const filterIcon = icon(svg`<path d="M2.25 3h11.5L9.5 8.25v4L6.5 13.5V8.25z" />`);

export const savedIcon = icon(svg`<circle cx="8" cy="8" r="6.25" /><path d="m5.25 8.2 1.9 1.9 3.6-4.1" />`);

export const unsavedIcon = icon(
  svg`<circle cx="8" cy="8" r="6.25" /><circle cx="8" cy="8" r="2" fill="currentColor" stroke="none" />`,
);

export const warningIcon = icon(
  svg`<path d="M8 2.25 14.5 13.5h-13zM8 6.5v3.25" /><circle cx="8" cy="11.6" r=".4" fill="currentColor" />`,
);

export const errorIcon = icon(
  svg`<circle cx="8" cy="8" r="6.25" /><path d="M8 4.75v3.75" /><circle cx="8" cy="11" r=".4" fill="currentColor" />`,
);

export const memoryIcon = icon(
  svg`<rect x="4" y="4" width="8" height="8" rx="1.25" /><path d="M6.25 4V1.75M9.75 4V1.75M6.25 14.25V12M9.75 14.25V12M4 6.25H1.75M4 9.75H1.75M14.25 6.25H12M14.25 9.75H12" />`,
);

export const busyIcon = icon(svg`<path d="M14.25 8A6.25 6.25 0 1 1 8 1.75" />`);
