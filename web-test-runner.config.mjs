import { defaultReporter } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import puppeteer from "puppeteer-core";
import { countReporter } from "./scripts/count-reporter.mjs";
import { findBrowser } from "./scripts/find-browser.mjs";

const countsFile = process.env.TEST_COUNTS_FILE;

const chromium = chromeLauncher({
  launchOptions: {
    executablePath: findBrowser("chromium"),
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  },
});

// The launcher speaks to any browser that its puppeteer does.
const firefox = chromeLauncher({
  puppeteer,
  launchOptions: { browser: "firefox", executablePath: findBrowser("firefox") },
});

/** What rests on a browser's storage, workers, layout or input runs in Firefox, too; what rests on SQL does not. */
const FIREFOX_TESTS = [
  "test/browser/{chrome,element-e2e,elements,engine,persistence,tabs}/**/*.test.ts",
  "!test/browser/engine/{cancel,paste,random-changes,read-cells,rows,transforms,view-follow}.test.ts",
];

/** Tests that the command line names run in Chromium alone, or with `--group firefox` in Firefox. */
const isNamed = process.argv.includes("--files");
const isFirefoxOnly = process.argv.includes("--group");

function firefoxGroups() {
  if (isNamed && !isFirefoxOnly) return [];
  return [{ name: "firefox", browsers: [firefox], ...(!isNamed && { files: FIREFOX_TESTS }) }];
}

export default {
  files: "test/**/*.test.ts",
  groups: firefoxGroups(),
  nodeResolve: { browser: true, exportConditions: ["browser", "production"] },
  // A sandboxed frame has another origin than the page.
  middleware: [
    (context, next) => {
      context.set("access-control-allow-origin", "*");
      return next();
    },
  ],
  plugins: [esbuildPlugin({ ts: true, tsconfig: "tsconfig.json", target: "es2022" })],
  browsers: [chromium],
  reporters: [defaultReporter(), ...(countsFile ? [countReporter(countsFile)] : [])],
  // One test file at a time: tests measure how long things take.
  concurrentBrowsers: 1,
  concurrency: 1,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 60_000 } },
};
