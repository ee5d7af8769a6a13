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

export const undoIcon = icon(svg`<path d="M5.5 2.5 2.25 5.75 5.5 9M2.5 5.75h7a4 4 0 0 1 0 8H7" />`);

export const redoIcon = icon(svg`<path d="m10.5 2.5 3.25 3.25L10.5 9M13.5 5.75h-7a4 4 0 0 0 0 8H9" />`);

export const transformIcon = icon(
  svg`<path d="m2.5 13.5 8-8M9 2.25v2.5M7.75 3.5h2.5M13 6.25v2.5M11.75 7.5h2.5M12.75 2.25v2M11.75 3.25h2" />`,
);

export const downloadIcon = icon(
  svg`<path d="M3.25 6.75v-4a1 1 0 0 1 1-1h4.5l4 4v1M8.75 2v3.75h3.75M8 8.5v5.25M5.75 11.5 8 13.75l2.25-2.25" />`,
);

export const compareIcon = icon(
  svg`<path d="M6.5 2.5h-4v11h4M9.5 2.5h4v11h-4M8 1.25v13.5M4 6h1M4 9h1M11 6h1.5M11 9h1.5" />`,
);

export const revertIcon = icon(svg`<path d="M2.75 2.75v3.5h3.5M3 6a5.5 5.5 0 1 1-.4 3.5" />`);

export const versionsIcon = icon(svg`<path d="M2.25 3v3.25H5.5M2.6 6.1A5.9 5.9 0 1 1 2.1 8.5M8 5v3.25l2.25 1.5" />`);

export const restoreIcon = icon(svg`<path d="M2.75 2.75v3.5h3.5M3 6a5.5 5.5 0 1 1-.4 3.5" />`);

export const deleteIcon = icon(
  svg`<path d="M2.75 4.25h10.5M6.25 4.25v-1.5a.75.75 0 0 1 .75-.75h2a.75.75 0 0 1 .75.75v1.5M4 4.25l.6 8.8a.75.75 0 0 0 .75.7h5.3a.75.75 0 0 0 .75-.7l.6-8.8M6.75 7v4M9.25 7v4" />`,
);

export const pinIcon = icon(svg`<path d="M5.25 2.25h5.5M6 2.25v4L4.25 8.5v1.25h7.5V8.5L10 6.25v-4M8 9.75v4.5" />`);

export const renameIcon = icon(svg`<path d="m10.75 2.75 2.5 2.5-7.5 7.5-3.25.75.75-3.25zM9 4.5 11.5 7" />`);

export const previousIcon = icon(svg`<path d="m3.75 10 4.25-4.25L12.25 10" />`);

export const nextIcon = icon(svg`<path d="m3.75 6 4.25 4.25L12.25 6" />`);

export const checkIcon = icon(svg`<path d="m3 8.5 3.25 3.25L13 4.75" />`);

export const menuIcon = icon(svg`<path d="m4.5 6.25 3.5 3.5 3.5-3.5" />`);

export const rowPlusIcon = icon(svg`<path d="M2.25 3h11.5v4.5H2.25zM8 10v4.5M5.75 12.25h4.5" />`);

export const rowMinusIcon = icon(svg`<path d="M2.25 3h11.5v4.5H2.25zM5.75 12.25h4.5" />`);

export const copyIcon = icon(
  svg`<rect x="5.5" y="5.5" width="8.25" height="8.25" rx="1" /><path d="M10.5 3.25v-.5a1 1 0 0 0-1-1H2.75a1 1 0 0 0-1 1V9.5a1 1 0 0 0 1 1h.5" />`,
);

export const pasteIcon = icon(
  svg`<path d="M10.75 2.75h1.5a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8.5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h1.5" /><rect x="5.25" y="1.75" width="5.5" height="2.5" rx=".75" />`,
);

export const searchIcon = icon(svg`<circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.25 3.25" />`);

export const closeIcon = icon(svg`<path d="m3.5 3.5 9 9M12.5 3.5l-9 9" />`);

export const ascendingIcon = icon(svg`<path d="M8 13.25V2.75M4 6.75l4-4 4 4" />`);

export const descendingIcon = icon(svg`<path d="M8 2.75v10.5M4 9.25l4 4 4-4" />`);

export const filterIcon = icon(svg`<path d="M2.25 3h11.5L9.5 8.25v4L6.5 13.5V8.25z" />`);

export const savedIcon = icon(svg`<circle cx="8" cy="8" r="6.25" /><path d="m5.25 8.2 1.9 1.9 3.6-4.1" />`);

export const safeIcon = icon(
  svg`<path d="M8 1.75 13.25 3.5v4.25c0 3.1-2.2 5.35-5.25 6.5-3.05-1.15-5.25-3.4-5.25-6.5V3.5z" /><path d="m5.5 7.9 1.8 1.8 3.3-3.7" />`,
);

export const lockedIcon = icon(
  svg`<rect x="3" y="7" width="10" height="7" rx="1.25" /><path d="M5.25 7V4.75a2.75 2.75 0 0 1 5.5 0V7" />`,
);

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
