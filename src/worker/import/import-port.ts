import type { ImportEvent } from "../import-protocol.ts";

/** The engine's end, as a decoder sees it. */
export interface ImportPort {
  send(event: ImportEvent, transfer?: readonly Transferable[]): void;
  /** Resolves when another chunk may be sent. */
  ready(): Promise<void>;
}

/** Rows that a preview has at most. */
export const PREVIEW_ROWS = 200;
