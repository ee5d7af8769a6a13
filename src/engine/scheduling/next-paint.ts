import { yieldToMain } from "./yield.ts";

/** A page that is not seen paints nothing. */
const PATIENCE_MS = 100;

/** Resolves when what was changed before the call, or in tasks that it queued, is on the screen; soon where none is seen. */
export async function nextPaint(): Promise<void> {
  await yieldToMain();
  await new Promise<void>((resolve) => {
    const patience = setTimeout(resolve, PATIENCE_MS);
    requestAnimationFrame(() => {
      clearTimeout(patience);
      setTimeout(resolve);
    });
  });
}
