import { join } from "node:path";
import { ROOT, step } from "../../scripts/process.mjs";
import { startServer } from "../../scripts/static-server.mjs";
import { loadKit } from "./load-kit.mjs";
import { MODES } from "./modes.mjs";
import { TableTrial } from "./table-trial.mjs";
import { textTable } from "./text-table.mjs";

function countSame(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** The counts as a table, and what failed. */
export function printReport(trials) {
  const heads = ["", "acknowledged changes", "lost", "states that never were", "unreadable tables"];
  const lines = trials.map(({ family, mode, counts }) => [
    `${counts.interruptions} ${mode} in ${family}`,
    counts.acknowledged,
    counts.lost,
    counts.wrong,
    counts.unreadable,
  ]);
  console.log(textTable([heads, ...lines]));
  for (const failure of trials.flatMap(({ failures }) => failures)) console.log(`  ${failure}`);
  const told = countSame(trials.flatMap(({ warnings }) => warnings));
  for (const [text, count] of told) console.log(`  ${count} × ${text}`);
}

/**
 * Interrupts pages with a stored table at random moments: `plan` says how often, by browser and way. Resolves with one
 * trial each, which has counts and failures.
 */
export async function interrupt(plan, browsers, seed) {
  const kit = await loadKit();
  const server = await startServer({ mounts: { "/": join(ROOT, "test/kill/page"), "/dist/": join(ROOT, "dist") } });
  const trials = [];
  try {
    for (const [family, counts] of Object.entries(plan)) {
      for (const [mode, count] of Object.entries(counts)) {
        if (count === 0) continue;
        const trial = new TableTrial(kit, seed, `${server.url}/index.html`);
        trials.push(Object.assign(trial, { family, mode }));
        await step(`${count} ${mode} in ${family}, seed ${seed}`, async () => {
          await MODES[mode](trial, { family, executablePath: browsers[family] }, count);
          return trial.failures.length > 0 ? `${trial.failures.length} FAILED` : undefined;
        });
      }
    }
  } finally {
    await server.close();
  }
  return trials;
}
