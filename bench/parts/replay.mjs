import { evaluate, launchBrowser, openPage } from "../lib/browser.mjs";
import { EDITED_CELLS, editedCells, exposeCells, pickBelow, planEdits, timeEdits } from "../lib/edits.mjs";
import { elementUrl, save, whenLoaded } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { median } from "../lib/stats.mjs";

export const title = "Reload with edits that only the journal holds";

const EDITS = 10_000;
const EDITS_PER_CALL = 1000;

const urlOf = (context, name) => elementUrl(context, { src: context.csvUrl, name, autosave: "off" });

async function inPage(browser, url, work) {
  const page = await openPage(browser, url);
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

/** Stores the table under `name`, then makes the edits, which no snapshot takes over. */
const store = (browser, context, name, edits) =>
  inPage(browser, urlOf(context, name), async (page) => {
    await whenLoaded(page);
    await save(page);
    await exposeCells(page);
    for (let start = 0; start < edits.length; start += EDITS_PER_CALL) {
      await timeEdits(page, edits.slice(start, start + EDITS_PER_CALL));
    }
  });

/**
 * Everything is queryable when a query of all rows, asked for at once, is answered. The search for the edited cells comes
 * after it: where there are none, it is over sooner, by what DuckDB knows of each column's smallest and largest values.
 */
const reload = (browser, url) =>
  inPage(browser, url, async (page) => {
    const { loadedAt, source } = await whenLoaded(page);
    const found = await evaluate(
      page,
      async (sql) => {
        await meter.table().query("SELECT count(*)::INTEGER AS rows FROM data");
        const queryableAt = performance.now();
        const table = await meter.table().query(sql);
        const [cells, serials] = [0, 1].map((column) => table.getChildAt(column).get(0) ?? 0);
        return { queryableAt, cells, serials, versions: (await meter.table().versions()).length };
      },
      EDITED_CELLS,
    );
    return { loadedAt, source, ...found };
  });

export async function run(context) {
  const edits = planEdits()(EDITS, pickBelow(context.rows));
  const { browser, close } = await launchBrowser(context.executablePath);
  try {
    await store(browser, context, "saved", []);
    await store(browser, context, "journaled", edits);
    const saved = [];
    const journaled = [];
    for (let round = 0; round < context.repeat; round += 1) {
      saved.push(await reload(browser, urlOf(context, "saved")));
      journaled.push(await reload(browser, urlOf(context, "journaled")));
    }
    return describe({ saved, journaled }, editedCells(edits));
  } finally {
    await close();
  }
}

function describe({ saved, journaled }, edited) {
  const longer = (key) => median(journaled.map((load) => load[key])) - median(saved.map((load) => load[key]));
  const has = (load, { cells, serials }) =>
    load.source === "storage" && load.versions === 1 && load.cells === cells && load.serials === serials;
  return [
    figure({
      name: "10,000 journaled edits replayed",
      measured: longer("queryableAt"),
      limit: 300,
      note: `everything queryable later by this; load-complete: by ${Math.round(longer("loadedAt"))} ms`,
    }),
    check(
      "every journaled edit is there, from the journal alone",
      saved.every((load) => has(load, { cells: 0, serials: 0 })) && journaled.every((load) => has(load, edited)),
      `${Math.min(...journaled.map(({ cells }) => cells))} of ${edited.cells} cells`,
    ),
  ];
}
