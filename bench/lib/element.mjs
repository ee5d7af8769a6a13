import { evaluate } from "./browser.mjs";

/** Address of a page whose only element has these attributes. */
export function elementUrl({ origin }, attributes) {
  return `${origin}/bench/element.html?${new URLSearchParams(attributes)}`;
}

/** Resolves when the table is loaded, with the time of it in ms since the navigation began. */
export function whenLoaded(page) {
  return evaluate(page, async () => {
    const { time, detail } = await meter.whenEvent("load-complete");
    return { loadedAt: time, rows: detail.rows, source: detail.source };
  });
}

/** Lets the page come to rest, so that what is measured next is not the tail of what went before. */
export function settle(page) {
  return evaluate(page, async () => {
    for (let calm = 0; calm < 3; calm += 1) {
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }));
    }
  });
}

/** Longest task of the main thread: exact from 50 ms on, below that the longest time between two turns. */
export function longestTask(page, start, end) {
  return evaluate(
    page,
    (from, to) => meter.longestTask(from, to) || Math.min(50, meter.longestGap(from, to)),
    start,
    end,
  );
}

/** Saves and tells how long it took, by the page's clock. */
export function save(page) {
  return evaluate(page, async () => {
    const startedAt = performance.now();
    const result = await meter.table().save();
    const endedAt = performance.now();
    return { startedAt, endedAt, durationMs: endedAt - startedAt, bytes: result.bytes, rows: result.rows };
  });
}

/** Turns the wheel over the middle of the page, one notch a frame, until the returned function is called. */
export async function turnWheel(page, deltaY = 120) {
  const session = await page.createCDPSession();
  const { width, height } = page.viewport();
  const event = { type: "mouseWheel", x: width / 2, y: height / 2, deltaX: 0, deltaY };
  const timer = setInterval(() => session.send("Input.dispatchMouseEvent", event).catch(() => undefined), 16);
  return async () => {
    clearInterval(timer);
    await session.detach();
  };
}

/** Runs `work` while the wheel turns. */
export async function whileScrolling(page, work) {
  const stop = await turnWheel(page);
  try {
    return await work();
  } finally {
    await stop();
  }
}

/** Waits by the page's clock. */
export const pause = (page, ms) => evaluate(page, (delay) => new Promise((done) => setTimeout(done, delay)), ms);

export const now = (page) => evaluate(page, () => performance.now());
