import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "./build.mjs";
import { ensureBrowser } from "./ensure-browser.mjs";
import { install } from "./install.mjs";
import { reportFailure, runTool, step, StepError } from "./process.mjs";
import { testKills } from "./test-kill.mjs";

/** Runs all tests, or those that `args` name to the runner, and returns the counts. */
async function runTests({ chromium, firefox }, args) {
  const folder = await mkdtemp(join(tmpdir(), "persistent-table-"));
  const countsFile = join(folder, "counts.json");
  try {
    const { code } = await runTool("@web/test-runner/dist/bin.js", args, {
      show: true,
      env: { CHROME_PATH: chromium, FIREFOX_PATH: firefox, TEST_COUNTS_FILE: countsFile },
    });
    const text = await readFile(countsFile, "utf8").catch(() => "");
    if (!text) throw new StepError(`the test runner ended with code ${code} before any result`);
    const counts = JSON.parse(text);
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Counts of the tests, and of the kills of browsers. */
async function withKills(counts, browsers) {
  let kills = { passed: 0, failed: 1 };
  await step("kills", async () => {
    kills = await testKills(browsers);
    if (kills.failed) throw new StepError("changes were lost, or tables");
  }).catch(reportFailure);
  return { passed: counts.passed + kills.passed, failed: counts.failed + kills.failed };
}

/** All tests and some kills of the browsers; with `args`, only the tests that they name. */
async function testAll(args) {
  const browsers = {};
  await step("install", install);
  for (const family of ["chromium", "firefox"]) {
    await step(family, async () => (browsers[family] = await ensureBrowser(family)));
  }
  await step("types", () =>
    runTool("typescript/bin/tsc", ["--incremental", "--tsBuildInfoFile", "node_modules/.cache/persistent-table/types"]),
  );
  await step("lint", () => runTool("eslint/bin/eslint.js", [".", "--max-warnings", "0"]));
  await step("format", () => runTool("prettier/bin/prettier.cjs", [".", "--check", "--log-level", "warn"]));
  await step("build", () => build({ onlyIfChanged: true }));
  let counts;
  await step("tests", async () => {
    counts = await runTests(browsers, args);
    if (counts.passed + counts.failed === 0) throw new StepError("no test was run");
    if (counts.failed) throw new StepError("there are failed tests");
    return counts.skipped ? `${counts.skipped} skipped` : undefined;
  }).catch((error) => {
    if (!counts?.failed) throw error;
  });
  return args.length > 0 ? counts : await withKills(counts, browsers);
}

let counts = { passed: 0, failed: 1 };
try {
  counts = await testAll(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
}
process.exitCode = counts.failed ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed`);
