import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, longestTask, now, pause, settle, whenLoaded, whileScrolling } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { median, percentile } from "../lib/stats.mjs";

export const title = "A transform of half the rows, alone and under a scroll, and its undo";

const EXPRESSION = "lower(reference) || '/' || city";
const WHERE = "order_id % 2 = 0";
const QUIET_MS = 3000;
/** Nobody writes a transform sooner after a load; until then the element, too, still makes itself ready. */
const REST_MS = 3000;
const RUN_IN_MS = 300;

const measureBare = (context) =>
  withPage(context, `${context.origin}/bench/bare-csv.html?src=${context.csvUrl}`, async (page) => {
    await evaluate(page, () => window.done);
    await settle(page);
    await pause(page, REST_MS);
    return evaluate(page, (sql) => window.time(sql), `UPDATE data SET reference = ${EXPRESSION} WHERE ${WHERE}`);
  });

/** Runs `work` on the element; resolves with when it began and ended, and what came of it. */
const timed = (page, method, ...args) =>
  evaluate(
    page,
    async (name, values) => {
      const startedAt = performance.now();
      const result = await meter.table()[name](...values);
      const endedAt = performance.now();
      return { startedAt, endedAt, durationMs: endedAt - startedAt, result };
    },
    method,
    args,
  );

const transform = (page) =>
  timed(page, "transform", { op: "update", column: "reference", expression: EXPRESSION, where: WHERE });

const undo = (page) => timed(page, "undo");

const measureAlone = (context) =>
  withPage(context, elementUrl(context, { src: context.csvUrl }), async (page) => {
    await whenLoaded(page);
    await settle(page);
    await pause(page, REST_MS);
    const changed = await transform(page);
    await settle(page);
    return { changed, undone: await undo(page), longestTask: await longestTask(page, changed.startedAt, Infinity) };
  });

const framesOf = (page, start, end) => evaluate(page, (from, to) => meter.frames(from, to), start, end);

/** In both scrolls alike: what looks at the rows in every frame takes time of it. */
const watchRows = (page) =>
  evaluate(page, () => {
    window.endWatch = meter.watchRowWaits();
  });

const endWatch = (page) => evaluate(page, () => window.endWatch());

async function scrollQuietly(page) {
  await watchRows(page);
  return whileScrolling(page, async () => {
    await pause(page, RUN_IN_MS);
    const start = await now(page);
    await pause(page, QUIET_MS);
    const frames = await framesOf(page, start, await now(page));
    await endWatch(page);
    return frames;
  });
}

async function scrollThroughTransform(page) {
  await watchRows(page);
  return whileScrolling(page, async () => {
    await pause(page, RUN_IN_MS);
    const { startedAt, endedAt, durationMs } = await transform(page);
    return {
      durationMs,
      frames: await framesOf(page, startedAt, endedAt),
      waits: await endWatch(page),
      longestTask: await longestTask(page, startedAt, endedAt),
    };
  });
}

const measureScrolled = (context) =>
  withPage(context, elementUrl(context, { src: context.csvUrl }), async (page) => {
    await whenLoaded(page);
    await pause(page, REST_MS);
    const quiet = [];
    const busy = [];
    for (let round = 0; round < context.repeat; round += 1) {
      await evaluate(page, () => meter.table().scrollToRow(0));
      await settle(page);
      quiet.push(...(await scrollQuietly(page)));
      busy.push(await scrollThroughTransform(page));
      await undo(page);
    }
    return { quiet, busy };
  });

export async function run(context) {
  const bare = [];
  const alone = [];
  for (let round = 0; round < context.repeat; round += 1) {
    bare.push(await measureBare(context));
    alone.push(await measureAlone(context));
  }
  const { quiet, busy } = await measureScrolled(context);
  const frames = busy.flatMap((round) => round.frames);
  const waits = busy.flatMap((round) => round.waits);
  const transformMs = median(alone.map(({ changed }) => changed.durationMs));
  return [
    figure({
      name: "update of half the rows",
      measured: transformMs,
      baseline: median(bare.map(({ durationMs }) => durationMs)),
      ratioLimit: 1.5,
    }),
    check(
      "update, rows changed",
      alone.every(({ changed }) => changed.result.changedRows === context.rows / 2),
    ),
    figure({
      name: "undo of it",
      measured: median(alone.map(({ undone }) => undone.durationMs)),
      baseline: transformMs,
      ratioLimit: 1.5,
      note: "baseline: the transform",
    }),
    figure({
      name: "transform and undo, longest main-thread task",
      measured: Math.max(
        ...alone.map(({ longestTask: duration }) => duration),
        ...busy.map(({ longestTask: duration }) => duration),
      ),
      limit: 50,
    }),
    figure({
      name: "frames p95 during a transform",
      measured: percentile(frames, 0.95),
      baseline: percentile(quiet, 0.95),
      ratioLimit: 1.3,
      note: `${frames.length} frames; baseline: ${quiet.length} frames without it`,
    }),
    figure({
      name: "rows under the wheel during a transform, wait for cells p95",
      measured: percentile(waits, 0.95),
      limit: 60,
      note: `longest ${Math.round(Math.max(...waits))} ms of ${waits.length} rows`,
    }),
    figure({
      name: "transform under a scroll",
      measured: median(busy.map(({ durationMs }) => durationMs)),
      baseline: transformMs,
      note: "baseline: the transform alone; it gives way to the scroll",
    }),
  ];
}
