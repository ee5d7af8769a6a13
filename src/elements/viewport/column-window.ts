/** Column virtualization: which columns a scroller shows, from widths alone. All positions are inline-start based. */

export type Pinned = "start" | "end";

export interface ColumnTrack {
  readonly widthPx: number;
  readonly pinned: Pinned | null;
}

export interface ColumnTracks {
  /** Indexes into the tracks, in display order. */
  readonly start: readonly number[];
  readonly center: readonly number[];
  readonly end: readonly number[];
  /** Per track: its offset within its own zone. */
  readonly offsetPx: readonly number[];
  /** Prefix sums of the center's widths: one more entry than there are center columns. */
  readonly centerEdgesPx: readonly number[];
  readonly startWidthPx: number;
  readonly endWidthPx: number;
  readonly totalWidthPx: number;
}

export function layoutTracks(tracks: readonly ColumnTrack[]): ColumnTracks {
  const zones: Record<Pinned | "center", number[]> = { start: [], center: [], end: [] };
  tracks.forEach((track, index) => zones[track.pinned ?? "center"].push(index));
  const offsetPx = new Array<number>(tracks.length).fill(0);
  const edges = (zone: readonly number[]): number[] => {
    const sums = [0];
    let sum = 0;
    for (const index of zone) {
      offsetPx[index] = sum;
      sum += tracks[index]?.widthPx ?? 0;
      sums.push(sum);
    }
    return sums;
  };
  const startWidthPx = edges(zones.start).at(-1) ?? 0;
  const centerEdgesPx = edges(zones.center);
  const endWidthPx = edges(zones.end).at(-1) ?? 0;
  const totalWidthPx = startWidthPx + (centerEdgesPx.at(-1) ?? 0) + endWidthPx;
  return { ...zones, offsetPx, centerEdgesPx, startWidthPx, endWidthPx, totalWidthPx };
}

/**
 * Tracks to render for a scroller of `viewportPx` at `scrollLeft`: the pinned ones always, of the others those in
 * view and `overscanPx` beyond. The pinned ones come first, so that their places in the result never change.
 */
export function columnsInView(
  tracks: ColumnTracks,
  { scrollLeft, viewportPx, overscanPx }: { scrollLeft: number; viewportPx: number; overscanPx: number },
): number[] {
  const from = scrollLeft - overscanPx;
  const to = scrollLeft + viewportPx - tracks.startWidthPx - tracks.endWidthPx + overscanPx;
  const first = Math.max(0, firstEdgeAfter(tracks.centerEdgesPx, from) - 1);
  const center: number[] = [];
  for (let at = first; at < tracks.center.length && (tracks.centerEdgesPx[at] ?? 0) < to; at++) {
    center.push(tracks.center[at] ?? 0);
  }
  return [...tracks.start, ...tracks.end, ...center];
}

/** The `scrollLeft` at which track `index` is wholly in view, moving as little as possible. */
export function revealColumn(
  tracks: ColumnTracks,
  index: number,
  { scrollLeft, viewportPx }: { scrollLeft: number; viewportPx: number },
): number {
  const at = tracks.center.indexOf(index);
  if (at < 0) return scrollLeft;
  const left = tracks.centerEdgesPx[at] ?? 0;
  const right = tracks.centerEdgesPx[at + 1] ?? left;
  const room = viewportPx - tracks.startWidthPx - tracks.endWidthPx;
  if (left < scrollLeft || right - left > room) return left;
  return Math.max(scrollLeft, right - room);
}

/** Index of the first edge > `position`, by bisection. */
function firstEdgeAfter(edges: readonly number[], position: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
