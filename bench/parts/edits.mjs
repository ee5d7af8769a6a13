import { evaluate, launchBrowser, openPage } from "../lib/browser.mjs";
import { exposeCells, holds, pickBelow, pickFrom, planEdits, timeEdits } from "../lib/edits.mjs";
import { elementUrl, save, settle, whenLoaded } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { percentile } from "../lib/stats.mjs";

export const title = "One cell, from setCell to acknowledged, beside databases that store in OPFS";

const EDITS_PER_ROUND = 60;
const WARM_UP_EDITS = 20;

const BARE = { sqlite: "SQLite", pglite: "PGlite" };
const SYSTEMS = ["element", ...Object.keys(BARE)];
const SERIES = { onScreen: "cell on the screen", anywhere: "cell anywhere in the table" };

async function openBare(browser, { origin, csvUrl }, database) {
  const url = `${origin}/bench/bare-edits.html?${new URLSearchParams({ database, src: csvUrl })}`;
  const page = await openPage(browser, url);
  return { page, ...(await evaluate(page, () => window.done)) };
}

async function openElement(browser, context) {
  const page = await openPage(browser, elementUrl(context, { src: context.csvUrl, name: "bench", autosave: "off" }));
  const { rows } = await whenLoaded(page);
  await save(page);
  await exposeCells(page);
  return { page, rows };
}

/** Scrolls to `row`; resolves with the rows that are on the screen then. */
const showRow = (page, row) =>
  evaluate(
    page,
    async (target) => {
      await meter.table().scrollToRow(target);
      return meter
        .rows()
        .filter(({ element }) => meter.isOnScreen(element))
        .map((entry) => entry.row);
    },
    row,
  );

/** One series of edits on one system, with its page in front, as a page that is edited is. */
async function measureSeries({ page }, edits) {
  await settle(page);
  const durations = await timeEdits(page, edits);
  return { durations, held: await holds(page, edits.at(-1)) };
}

/** The systems take turns in changing order and make the same edits. */
async function measureRounds(systems, { rows, repeat }) {
  const plan = planEdits();
  const anywhere = pickBelow(rows);
  const measured = [];
  for (let round = 0; round < repeat; round += 1) {
    await systems.element.page.bringToFront();
    const [start] = plan(1, anywhere);
    const onScreen = pickFrom(await showRow(systems.element.page, start.row));
    const warmUp = round === 0 ? plan(WARM_UP_EDITS, anywhere) : [];
    const edits = { onScreen: plan(EDITS_PER_ROUND, onScreen), anywhere: plan(EDITS_PER_ROUND, anywhere) };
    for (let turn = 0; turn < SYSTEMS.length; turn += 1) {
      const system = SYSTEMS[(round + turn) % SYSTEMS.length];
      await systems[system].page.bringToFront();
      await timeEdits(systems[system].page, warmUp);
      for (const series of Object.keys(SERIES)) {
        measured.push({ system, series, ...(await measureSeries(systems[system], edits[series])) });
      }
    }
  }
  return measured;
}

export async function run(context) {
  const { browser, close } = await launchBrowser(context.executablePath);
  try {
    const systems = {};
    for (const database of Object.keys(BARE)) systems[database] = await openBare(browser, context, database);
    systems.element = await openElement(browser, context);
    const measured = await measureRounds(systems, context);
    return describe(context, systems, measured, await evaluate(systems.element.page, () => window.undurable));
  } finally {
    await close();
  }
}

/** The element at `share` of a series beside the better one of the databases. */
function compare(durations, series, share) {
  const at = (system) => percentile(durations(system, series), share);
  const bare = Object.keys(BARE).map((system) => ({ name: BARE[system], ms: at(system) }));
  return figure({
    name: `${SERIES[series]}, p${share * 100}`,
    measured: at("element"),
    baseline: Math.min(...bare.map(({ ms }) => ms)),
    ratioLimit: 1,
    note: bare.map(({ name, ms }) => `${name} ${ms.toFixed(1)} ms`).join(", "),
  });
}

function describe({ rows }, systems, measured, undurable) {
  const durations = (system, series) =>
    measured.filter((entry) => entry.system === system && entry.series === series).flatMap((entry) => entry.durations);
  return [
    ...Object.keys(SERIES).flatMap((series) => [compare(durations, series, 0.5), compare(durations, series, 0.95)]),
    check("every cell-edit told that it is durable", undurable === 0, undurable ? `${undurable} did not` : undefined),
    check(
      "the same rows and edits in all of them",
      Object.values(systems).every((system) => system.rows === rows) && measured.every(({ held }) => held),
      Object.keys(BARE)
        .map((system) => `${BARE[system]} ${systems[system].version}: ${systems[system].durability}`)
        .join("; "),
    ),
  ];
}
