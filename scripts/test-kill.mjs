import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { ensureBrowser } from "./ensure-browser.mjs";
import { install } from "./install.mjs";
import { StepError, reportFailure, step } from "./process.mjs";

const FAMILIES = ["chromium", "firefox"];

/** How often each browser is interrupted in each way. */
const FULL = {
  chromium: { kills: 300, "worker terminations": 100, reloads: 100 },
  firefox: { kills: 100, "worker terminations": 100, reloads: 100 },
};
const SHORT = { chromium: { kills: 12 }, firefox: { kills: 8 } };

async function interruptAndReport(plan, browsers, seed = Date.now() % 1_000_000_000) {
  // It imports packages, which may have been installed only now.
  const { interrupt, printReport } = await import("../test/kill/interrupt.mjs");
  const trials = await interrupt(plan, browsers, seed);
  printReport(trials);
  return trials;
}

/** The short form, which is part of `npm test`: resolves with its counts as those of tests. */
export async function testKills(browsers) {
  const trials = await interruptAndReport(SHORT, browsers);
  const interruptions = trials.reduce((sum, { counts }) => sum + counts.interruptions, 0);
  const failed = trials.reduce((sum, { failures }) => sum + failures.length, 0);
  return { passed: Math.max(0, interruptions - failed), failed };
}

function countOf(values, name) {
  const text = values[name];
  if (text !== undefined && !/^\d+$/.test(text)) throw new StepError(`--${name} is not a number: ${text}`);
  return text === undefined ? undefined : Number(text);
}

/** With any of the counts given, what is not named is not done. */
function planOf(values) {
  const counts = {
    kills: countOf(values, "kills"),
    "worker terminations": countOf(values, "worker-terminations"),
    reloads: countOf(values, "reloads"),
  };
  const browser = values.browser ?? "all";
  if (browser !== "all" && !FAMILIES.includes(browser)) {
    throw new StepError(`--browser is one of ${FAMILIES.join(", ")}, all: ${browser}`);
  }
  const families = browser === "all" ? FAMILIES : [browser];
  const isPicked = Object.values(counts).some((count) => count !== undefined);
  return Object.fromEntries(
    families.map((family) => [
      family,
      isPicked ? Object.fromEntries(Object.entries(counts).map(([mode, count]) => [mode, count ?? 0])) : FULL[family],
    ]),
  );
}

async function main() {
  const { values } = parseArgs({
    options: Object.fromEntries(
      ["browser", "kills", "worker-terminations", "reloads", "seed"].map((name) => [name, { type: "string" }]),
    ),
  });
  const plan = planOf(values);
  const browsers = {};
  await step("install", install);
  for (const family of Object.keys(plan)) {
    await step(family, async () => (browsers[family] = await ensureBrowser(family)));
  }
  await step("build", () => build({ onlyIfChanged: true }));
  const trials = await interruptAndReport(plan, browsers, countOf(values, "seed"));
  if (trials.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}
