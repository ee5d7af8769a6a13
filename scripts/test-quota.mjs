import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { ensureBrowser } from "./ensure-browser.mjs";
import { install } from "./install.mjs";
import { reportFailure, ROOT, step, StepError } from "./process.mjs";
import { startServer } from "./static-server.mjs";

const FAMILIES = ["chromium", "firefox"];
const LEVELS = 50;
/** Chromium sets aside 1 MB and more for each file that is written; the largest has room for all that is done. */
const LARGEST_BYTES = { chromium: 12_000_000, firefox: 9_000_000 };
const ROOM_BYTES = 500_000_000;

/** From almost nothing, the close together the smaller. */
function levelsOf(count, largestBytes) {
  return Array.from({ length: count }, (_, index) => Math.round(largestBytes * ((index + 1) / count) ** 2));
}

async function tryLevels(family, executablePath, { count, seed }) {
  const { loadKit } = await import("../test/kill/load-kit.mjs");
  const { HOMES } = await import("../test/quota/homes.mjs");
  const { QuotaTrial } = await import("../test/quota/quota-trial.mjs");
  const trial = new QuotaTrial(await loadKit(), seed);
  const server = await startServer({ mounts: { "/": join(ROOT, "test/kill/page"), "/dist/": join(ROOT, "dist") } });
  try {
    await HOMES[family]({ family, executablePath }, `${server.url}/index.html`, async (tryIn) => {
      for (const [index, quotaBytes] of levelsOf(count, LARGEST_BYTES[family]).entries()) {
        await trial.tryLevel(tryIn, { quotaBytes, roomBytes: ROOM_BYTES, isReloaded: index % 2 === 1 });
      }
    });
  } finally {
    await server.close();
  }
  return trial;
}

function numberOf(text, name) {
  if (!/^\d+$/.test(text)) throw new StepError(`--${name} is not a number: ${text}`);
  return Number(text);
}

function report(family, { counts, failures }) {
  console.log(
    `  ${counts.filled} of ${counts.levels} were filled in ${family}: ${counts.acknowledged} changes acknowledged, ` +
      `${counts.lost} lost, ${counts.refused} refused; ${counts.wrong} states that never were, ` +
      `${counts.untold} wrong or missing messages, ${counts.stuck} that did not go on`,
  );
  for (const failure of failures) console.log(`  ${failure}`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      browser: { type: "string", default: "all" },
      levels: { type: "string", default: String(LEVELS) },
      seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    },
  });
  const families = values.browser === "all" ? FAMILIES : [values.browser];
  if (!families.every((family) => FAMILIES.includes(family))) {
    throw new StepError(`--browser is one of ${FAMILIES.join(", ")}, all: ${values.browser}`);
  }
  const options = { count: numberOf(values.levels, "levels"), seed: numberOf(values.seed, "seed") };
  await step("install", install);
  const browsers = {};
  for (const family of families) await step(family, async () => (browsers[family] = await ensureBrowser(family)));
  await step("build", () => build({ onlyIfChanged: true }));
  for (const family of families) {
    await step(`${options.count} quotas in ${family}, seed ${options.seed}`, async () => {
      const trial = await tryLevels(family, browsers[family], options);
      report(family, trial);
      if (trial.failures.length > 0) process.exitCode = 1;
      return trial.failures.length > 0 ? `${trial.failures.length} FAILED` : undefined;
    });
  }
}

try {
  await main();
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
