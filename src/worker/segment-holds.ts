import type { StoredSegment } from "./protocol.ts";

type Held = Pick<StoredSegment, "file" | "sha256">;

/** Segments that somebody reads for longer, whether or not a version still names them. */
export class SegmentHolds {
  readonly #counts = new Map<string, number>();

  /** Until the returned function is called. */
  add(segments: readonly Held[], source: { pin(file: string): () => void }): () => void {
    const unpin = segments.map(({ file }) => source.pin(file));
    for (const segment of segments) this.#count(segment, 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const release of unpin) release();
      for (const segment of segments) this.#count(segment, -1);
    };
  }

  has(segment: Held): boolean {
    return this.#counts.has(keyOf(segment));
  }

  #count(segment: Held, change: 1 | -1): void {
    const key = keyOf(segment);
    const count = (this.#counts.get(key) ?? 0) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}

function keyOf({ file, sha256 }: Held): string {
  return `${file} ${sha256}`;
}
