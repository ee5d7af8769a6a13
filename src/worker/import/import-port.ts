import type { ImportEvent } from "../import-protocol.ts";

/** The engine's end, as a decoder sees it. */
export interface ImportPort {
  send(event: ImportEvent, transfer?: readonly Transferable[]): void;
  /** Resolves when another chunk may be sent, with which at most `most` (a few) are unacknowledged. */
  ready(most?: number): Promise<void>;
  /** Resolves when the preview that was sent is on the screen, or is not to be shown. */
  shown(): Promise<void>;
}

/** Rows that a preview has at most: those of a high screen. */
export const PREVIEW_ROWS = 100;
