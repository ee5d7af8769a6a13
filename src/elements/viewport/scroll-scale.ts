/**
 * Scroll maths for tables taller than a browser lets an element be. The scroller is at most `MAX_SCROLL_HEIGHT_PX`
 * high; the rows live in virtual pixels. `shiftPx` is what separates the two: a virtual position v is drawn at
 * v + shiftPx. It stays as it is while the reader scrolls, so rows move exactly as far as the wheel says, and is
 * computed anew on a jump. It is an integer and never accumulated, so nothing drifts.
 */

/** Below the 8,200,000 px to which the virtualizer clamps the height of its host. */
export const MAX_SCROLL_HEIGHT_PX = 8_000_000;
/** Next to both ends the scale is 1 : 1, so the first and last rows are reached by native scrolling alone. */
const END_ZONE_PX = 200_000;
/** A settled scroll bar is put right only when it is off by more than a reader can see. */
const SETTLE_TOLERANCE_PX = 2_000;

export interface ScrollGeometry {
  readonly rowCount: number;
  /** Integer. */
  readonly rowHeightPx: number;
  /** Height in which rows are seen: the scroller without its header. */
  readonly viewportPx: number;
}

export interface ScrollState {
  /** What the scroller's `scrollTop` is, or has to become when it differs. */
  readonly scrollTop: number;
  /** Integer; 0 for tables that fit, and never positive. */
  readonly shiftPx: number;
}

export type RowAlign = "nearest" | "start" | "center";

export type ScrollAction =
  /** The scroller moved. `continuous`: known to come from a wheel or a finger, so never a jump. */
  | { readonly type: "scroll"; readonly scrollTop: number; readonly continuous: boolean }
  /** The scroller came to rest. */
  | { readonly type: "settle" }
  /** Rows, row height or viewport changed; the row at the top stays. */
  | { readonly type: "resize" }
  | { readonly type: "reveal"; readonly row: number; readonly align: RowAlign };

export const SCROLL_START: ScrollState = { scrollTop: 0, shiftPx: 0 };

export function totalHeightPx({ rowCount, rowHeightPx }: ScrollGeometry): number {
  return rowCount * rowHeightPx;
}

/** The height to give the scroller's content. */
export function scrollHeightPx(geometry: ScrollGeometry): number {
  return Math.min(totalHeightPx(geometry), MAX_SCROLL_HEIGHT_PX);
}

/** Where the top of the viewport is, in virtual pixels. */
export function virtualTopPx({ scrollTop, shiftPx }: ScrollState): number {
  return scrollTop - shiftPx;
}

export function reduceScroll(state: ScrollState, action: ScrollAction, geometry: ScrollGeometry): ScrollState {
  switch (action.type) {
    case "scroll":
      return scrolled(state, action, geometry);
    case "settle":
      return settled(state, geometry);
    case "resize":
      return anchored(virtualTopPx(state), geometry);
    case "reveal":
      return revealed(state, action, geometry);
  }
}

function scrolled(
  state: ScrollState,
  { scrollTop, continuous }: { scrollTop: number; continuous: boolean },
  geometry: ScrollGeometry,
): ScrollState {
  if (!isScaled(geometry)) return { scrollTop, shiftPx: 0 };
  const isJump = !continuous && Math.abs(scrollTop - state.scrollTop) > jumpPx(geometry);
  if (isJump) return { scrollTop, shiftPx: Math.round(scrollTop - toVirtual(scrollTop, geometry)) };
  const moved = { scrollTop, shiftPx: state.shiftPx };
  return needsRoom(moved, geometry) ? anchored(virtualTopPx(moved), geometry) : moved;
}

/** True when the scroller is about to end where the rows do not, or the rows where the scroller does not. */
function needsRoom(state: ScrollState, geometry: ScrollGeometry): boolean {
  const top = virtualTopPx(state);
  const rest = maxVirtualTop(geometry) - top;
  const roomAbove = state.scrollTop;
  const roomBelow = maxScrollTop(geometry) - state.scrollTop;
  const enough = END_ZONE_PX / 2;
  return (
    (roomAbove < enough && Math.abs(roomAbove - top) >= 1) ||
    (roomBelow < enough && Math.abs(roomBelow - rest) >= 1) ||
    top < 0 ||
    rest < 0
  );
}

function settled(state: ScrollState, geometry: ScrollGeometry): ScrollState {
  const ideal = anchored(virtualTopPx(state), geometry);
  return Math.abs(ideal.scrollTop - state.scrollTop) > SETTLE_TOLERANCE_PX ? ideal : state;
}

function revealed(
  state: ScrollState,
  { row, align }: { row: number; align: RowAlign },
  geometry: ScrollGeometry,
): ScrollState {
  const { rowHeightPx, viewportPx } = geometry;
  const top = virtualTopPx(state);
  const rowTop = row * rowHeightPx;
  const rowAtEnd = rowTop + rowHeightPx - viewportPx;
  if (align === "start") return movedTo(state, rowTop, geometry);
  if (align === "center") return movedTo(state, Math.round((rowTop + rowAtEnd) / 2), geometry);
  if (rowTop < top) return movedTo(state, rowTop, geometry);
  return rowAtEnd > top ? movedTo(state, rowAtEnd, geometry) : state;
}

/** A short way is gone like a wheel step, so that the rows on screen stay where they are drawn. */
function movedTo(state: ScrollState, virtualTop: number, geometry: ScrollGeometry): ScrollState {
  const target = clamp(virtualTop, 0, maxVirtualTop(geometry));
  const near = { scrollTop: target + state.shiftPx, shiftPx: state.shiftPx };
  const isShort = Math.abs(target - virtualTopPx(state)) < jumpPx(geometry);
  return isShort && isScaled(geometry) && !needsRoom(near, geometry) ? near : anchored(target, geometry);
}

function anchored(virtualTop: number, geometry: ScrollGeometry): ScrollState {
  const target = clamp(virtualTop, 0, maxVirtualTop(geometry));
  if (!isScaled(geometry)) return { scrollTop: target, shiftPx: 0 };
  const shiftPx = Math.round(toScrollTop(target, geometry) - target);
  return { scrollTop: target + shiftPx, shiftPx };
}

function isScaled(geometry: ScrollGeometry): boolean {
  return totalHeightPx(geometry) > MAX_SCROLL_HEIGHT_PX;
}

function maxScrollTop(geometry: ScrollGeometry): number {
  return Math.max(0, scrollHeightPx(geometry) - geometry.viewportPx);
}

function maxVirtualTop(geometry: ScrollGeometry): number {
  return Math.max(0, totalHeightPx(geometry) - geometry.viewportPx);
}

/** Half of what one pixel of the scroll bar's thumb stands for, and never less than a page. */
function jumpPx(geometry: ScrollGeometry): number {
  return Math.max(geometry.viewportPx, scrollHeightPx(geometry) / Math.max(1, geometry.viewportPx) / 2);
}

function toVirtual(scrollTop: number, geometry: ScrollGeometry): number {
  const scrollEnd = maxScrollTop(geometry);
  const virtualEnd = maxVirtualTop(geometry);
  if (scrollTop <= END_ZONE_PX) return Math.max(0, scrollTop);
  if (scrollTop >= scrollEnd - END_ZONE_PX) return Math.min(virtualEnd, virtualEnd - (scrollEnd - scrollTop));
  return END_ZONE_PX + (scrollTop - END_ZONE_PX) * middleScale(geometry);
}

function toScrollTop(virtualTop: number, geometry: ScrollGeometry): number {
  const scrollEnd = maxScrollTop(geometry);
  const virtualEnd = maxVirtualTop(geometry);
  if (virtualTop <= END_ZONE_PX) return virtualTop;
  if (virtualTop >= virtualEnd - END_ZONE_PX) return scrollEnd - (virtualEnd - virtualTop);
  return END_ZONE_PX + (virtualTop - END_ZONE_PX) / middleScale(geometry);
}

/** Virtual pixels for each pixel of the scroller, between the end zones. */
function middleScale(geometry: ScrollGeometry): number {
  return (maxVirtualTop(geometry) - 2 * END_ZONE_PX) / (maxScrollTop(geometry) - 2 * END_ZONE_PX);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
