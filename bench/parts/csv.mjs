import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, longestTask, whenLoaded } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { median } from "../lib/stats.mjs";

export const title = "CSV, from navigation to loaded";

const measureElement = (context) =>
  withPage(context, elementUrl(context, { src: context.csvUrl }), async (page) => {
    const { loadedAt, rows } = await whenLoaded(page);
    const firstScreenAt = await evaluate(page, () => meter.firstScreen);
    return { loadedAt, rows, firstScreenAt, longestTask: await longestTask(page, 0, loadedAt) };
  });

const measureBare = (context) =>
  withPage(context, `${context.origin}/bench/bare-csv.html?src=${context.csvUrl}`, (page) =>
    evaluate(page, () => window.done),
  );

export async function run(context) {
  const element = [];
  const bare = [];
  for (let round = 0; round < context.repeat; round += 1) {
    bare.push(await measureBare(context));
    element.push(await measureElement(context));
  }
  return [
    figure({
      name: "CSV loaded",
      measured: median(element.map(({ loadedAt }) => loadedAt)),
      baseline: median(bare.map(({ loadedAt }) => loadedAt)),
      ratioLimit: 1.25,
    }),
    figure({
      name: "CSV, first screen painted",
      measured: median(element.map(({ firstScreenAt }) => firstScreenAt)),
    }),
    check(
      "CSV, first screen before the end of the load",
      element.every(({ firstScreenAt, loadedAt }) => firstScreenAt < loadedAt),
    ),
    figure({
      name: "CSV, longest main-thread task",
      measured: Math.max(...element.map(({ longestTask: duration }) => duration)),
      limit: 50,
    }),
    check(
      "CSV, all rows are there",
      [...element, ...bare].every(({ rows }) => rows === context.rows),
    ),
  ];
}
