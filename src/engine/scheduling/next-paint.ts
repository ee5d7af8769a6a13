import { beforeFrame } from "./before-frame.ts";
import { yieldToMain } from "./yield.ts";

/** Resolves when what was changed before the call, or in tasks that it queued, is on the screen; soon where none is seen. */
export async function nextPaint(): Promise<void> {
  await yieldToMain();
  await new Promise<void>((resolve) => beforeFrame(() => setTimeout(resolve)));
}
