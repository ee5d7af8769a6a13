import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, longestTask, save, settle, whenLoaded } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { median } from "../lib/stats.mjs";

export const title = "Full save, and the save of one edited cell";

const MB = 1_000_000;

/** Name → size and time of change of the files that hold data, in the folder of the only table. */
function listSegments(page) {
  return evaluate(page, async () => {
    const root = await navigator.storage.getDirectory();
    const tables = await root.getDirectoryHandle("persistent-table");
    const found = {};
    for await (const table of tables.values()) {
      for await (const [name, handle] of table.entries()) {
        if (!name.endsWith(".parquet")) continue;
        const { size, lastModified } = await handle.getFile();
        if (size > 0) found[name] = `${size} ${lastModified}`;
      }
    }
    return found;
  });
}

async function measureEdit(page, rows) {
  const before = await listSegments(page);
  await evaluate(page, (row) => meter.table().setCell(row, "city", "Zürich"), Math.floor(rows / 2));
  const { durationMs } = await save(page);
  const after = await listSegments(page);
  const written = Object.keys(after).filter((name) => after[name] !== before[name]);
  return { durationMs, segments: written.length };
}

const measureElement = (context) =>
  withPage(context, elementUrl(context, { src: context.csvUrl, name: "bench", autosave: "off" }), async (page) => {
    const { rows } = await whenLoaded(page);
    await settle(page);
    const full = await save(page);
    const task = await longestTask(page, full.startedAt, full.endedAt);
    await settle(page);
    const storage = await evaluate(page, () => meter.table().storage);
    return { ...full, storage, longestTask: task, edit: await measureEdit(page, rows) };
  });

const measureBare = (context) =>
  withPage(context, `${context.origin}/bench/bare-snapshot.html?src=${context.csvUrl}`, async (page) => {
    await evaluate(page, () => window.done);
    await settle(page);
    const full = await evaluate(page, () => window.save());
    return { ...full, longestTask: await longestTask(page, full.startedAt, full.endedAt) };
  });

export async function run(context) {
  const element = [];
  const bare = [];
  for (let round = 0; round < context.repeat; round += 1) {
    bare.push(await measureBare(context));
    element.push(await measureElement(context));
  }
  const fullMs = median(element.map(({ durationMs }) => durationMs));
  const longestBare = Math.max(...bare.map(({ longestTask: duration }) => duration));
  return [
    figure({
      name: "full save",
      measured: fullMs,
      baseline: median(bare.map(({ durationMs }) => durationMs)),
      ratioLimit: 1.25,
    }),
    figure({
      name: "full save, stored",
      unit: "MB",
      measured: median(element.map(({ bytes }) => bytes)) / MB,
      baseline: median(bare.map(({ bytes }) => bytes)) / MB,
    }),
    figure({
      name: "full save, longest main-thread task",
      measured: Math.max(...element.map(({ longestTask: duration }) => duration)),
      limit: 50,
      note: `the bare pipeline: ${Math.round(longestBare)} ms`,
    }),
    figure({
      name: "one edited cell saved",
      measured: median(element.map(({ edit }) => edit.durationMs)),
      baseline: fullMs,
      ratioLimit: 1 / 5,
      note: "baseline: the full save",
    }),
    figure({
      name: "one edited cell, segments written",
      unit: "segments",
      measured: Math.max(...element.map(({ edit }) => edit.segments)),
      limit: 1,
    }),
    check(
      "saved to OPFS, all rows",
      element.every(({ storage, rows }) => storage === "opfs" && rows === context.rows),
    ),
  ];
}
