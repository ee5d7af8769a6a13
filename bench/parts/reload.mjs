import { evaluate, launchBrowser, openPage } from "../lib/browser.mjs";
import { elementUrl, longestTask, save, whenLoaded } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { median } from "../lib/stats.mjs";

export const title = "Reload of a saved table";

async function inPage(browser, url, work) {
  const page = await openPage(browser, url);
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

const measureScript = (browser, { origin }) =>
  inPage(browser, `${origin}/bench/script-only.html`, (page) =>
    evaluate(page, () => meter.whenPainted(() => customElements.get("persistent-table"))),
  );

const measureElement = (browser, url) =>
  inPage(browser, url, async (page) => {
    const firstScreenAt = await evaluate(page, () => meter.firstScreen);
    const loaded = await evaluate(page, async () => {
      const { time, detail } = await meter.whenEvent("load-complete");
      const table = await meter.table().query("SELECT count(*)::INTEGER AS rows FROM data");
      const queryableAt = performance.now();
      return { loadedAt: time, queryableAt, rows: table.getChildAt(0).get(0), source: detail.source };
    });
    return { firstScreenAt, ...loaded, longestTask: await longestTask(page, 0, loaded.loadedAt) };
  });

const measureBare = (browser, { origin }) =>
  inPage(browser, `${origin}/bench/bare-snapshot.html?restore`, (page) => evaluate(page, () => window.done));

async function fillStorage(browser, url, context) {
  await inPage(browser, url, async (page) => {
    await whenLoaded(page);
    await save(page);
  });
  await inPage(browser, `${context.origin}/bench/bare-snapshot.html?src=${context.csvUrl}`, async (page) => {
    await evaluate(page, () => window.done);
    await evaluate(page, () => window.save());
  });
}

export async function run(context) {
  const url = elementUrl(context, { src: context.csvUrl, name: "bench", autosave: "off" });
  const { browser, close } = await launchBrowser(context.executablePath);
  try {
    await fillStorage(browser, url, context);
    const script = [];
    const element = [];
    const bare = [];
    for (let round = 0; round < context.repeat; round += 1) {
      script.push(await measureScript(browser, context));
      element.push(await measureElement(browser, url));
      bare.push(await measureBare(browser, context));
    }
    return describe(context, { script, element, bare });
  } finally {
    await close();
  }
}

function describe(context, { script, element, bare }) {
  return [
    figure({
      name: "reload, first screen painted",
      measured: median(element.map(({ firstScreenAt }) => firstScreenAt)),
      baseline: median(script),
      ratioLimit: 1.5,
      slack: 100,
      note: "baseline: a page with the script alone",
    }),
    figure({
      name: "reload, everything queryable",
      measured: median(element.map(({ queryableAt }) => queryableAt)),
      baseline: median(bare.map(({ queryableAt }) => queryableAt)),
      ratioLimit: 1.25,
      note: "both: the first query of all rows is answered",
    }),
    figure({
      name: "reload, longest main-thread task",
      measured: Math.max(...element.map(({ longestTask: duration }) => duration)),
      limit: 50,
    }),
    check(
      "reload, all rows from storage",
      element.every(({ rows, source }) => rows === context.rows && source === "storage"),
    ),
  ];
}
