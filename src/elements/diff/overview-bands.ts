import type { DiffCounts, DiffKind } from "../../engine/diff/diff-types.ts";
import { DIFF_KINDS } from "./diff-arguments.ts";
import { totalOf } from "./diff-text.ts";

export const BUCKET_HEIGHT_PX = 2;

/** A rectangle of the overview strip, in shares of its width. */
export interface Band {
  readonly bucket: number;
  readonly kind: DiffKind;
  readonly start: number;
  readonly width: number;
  readonly opacity: number;
}

const FAINTEST = 0.45;

/** What is drawn for the buckets: the kinds side by side, the more opaque the more of the rows differ. */
export function overviewBands(buckets: readonly DiffCounts[], rowsPerBucket: number): Band[] {
  return buckets.flatMap((counts, bucket) => {
    const kinds = DIFF_KINDS.filter((kind) => counts[kind] > 0);
    const share = Math.min(1, totalOf(counts) / Math.max(1, rowsPerBucket));
    const opacity = FAINTEST + (1 - FAINTEST) * share;
    const width = 1 / kinds.length;
    return kinds.map((kind, index) => ({ bucket, kind, start: index * width, width, opacity }));
  });
}

/** The row at a share of the strip's height. */
export function rowAt(share: number, rowCount: number): number {
  return Math.min(Math.max(0, Math.floor(share * rowCount)), Math.max(0, rowCount - 1));
}
