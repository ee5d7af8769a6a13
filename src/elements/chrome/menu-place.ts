export interface PlacePx {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const GAP_PX = 4;
const MARGIN_PX = 8;

/** Where a menu of this size goes: below `beside`, above it where there is no room, and inside of the window. */
export function menuPlace(
  size: { readonly width: number; readonly height: number },
  beside: PlacePx,
  { isRtl, windowPx }: { isRtl: boolean; windowPx: { readonly width: number; readonly height: number } },
): { left: number; top: number } {
  const below = beside.bottom + GAP_PX;
  const above = beside.top - GAP_PX - size.height;
  const hasRoomBelow = below + size.height + MARGIN_PX <= windowPx.height;
  return {
    left: inside(isRtl ? beside.right - size.width : beside.left, size.width, windowPx.width),
    top: inside(hasRoomBelow || above < MARGIN_PX ? below : above, size.height, windowPx.height),
  };
}

function inside(wanted: number, size: number, room: number): number {
  return Math.max(MARGIN_PX, Math.min(wanted, room - MARGIN_PX - size));
}
