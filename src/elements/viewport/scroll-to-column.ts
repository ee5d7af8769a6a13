import { type ColumnTracks, revealColumn } from "./column-window.ts";

/** Brings track `index` wholly into view. False: it is. */
export function scrollToColumn(
  scroller: HTMLElement,
  tracks: ColumnTracks,
  index: number,
  viewportPx: number,
): boolean {
  const scrollLeft = Math.abs(scroller.scrollLeft);
  const target = revealColumn(tracks, index, { scrollLeft, viewportPx });
  if (target === scrollLeft) return false;
  scroller.scrollLeft = getComputedStyle(scroller).direction === "rtl" ? -target : target;
  return true;
}
