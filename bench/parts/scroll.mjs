import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, now, pause, save, settle, whenLoaded, whileScrolling } from "../lib/element.mjs";
import { figure } from "../lib/report.mjs";
import { percentile } from "../lib/stats.mjs";

export const title = "Frames while the wheel scrolls, with and without a save";

const QUIET_MS = 3000;
/** The first frames of a scroll are those of its start, with or without a save. */
const RUN_IN_MS = 300;

const framesOf = (page, start, end) => evaluate(page, (from, to) => meter.frames(from, to), start, end);

async function scrollQuietly(page) {
  return whileScrolling(page, async () => {
    await pause(page, RUN_IN_MS);
    const start = await now(page);
    await pause(page, QUIET_MS);
    return framesOf(page, start, await now(page));
  });
}

async function scrollThroughSave(page) {
  return whileScrolling(page, async () => {
    await pause(page, RUN_IN_MS);
    const { startedAt, endedAt } = await save(page);
    return framesOf(page, startedAt, endedAt);
  });
}

export async function run(context) {
  const attributes = { src: context.csvUrl, name: "bench", autosave: "off" };
  return withPage(context, elementUrl(context, attributes), async (page) => {
    await whenLoaded(page);
    const quiet = [];
    const saving = [];
    for (let round = 0; round < context.repeat; round += 1) {
      if (round > 0) await evaluate(page, (url) => meter.table().load(url), context.csvUrl);
      await settle(page);
      quiet.push(...(await scrollQuietly(page)));
      saving.push(...(await scrollThroughSave(page)));
    }
    return [
      figure({
        name: "frames p95 during a save",
        measured: percentile(saving, 0.95),
        baseline: percentile(quiet, 0.95),
        ratioLimit: 1.3,
        note: `${saving.length} frames; baseline: ${quiet.length} frames without a save`,
      }),
      figure({
        name: "frames p50 during a save",
        measured: percentile(saving, 0.5),
        baseline: percentile(quiet, 0.5),
      }),
      figure({
        name: "longest frame during a save",
        measured: Math.max(...saving),
        baseline: Math.max(...quiet),
      }),
    ];
  });
}
