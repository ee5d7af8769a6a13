import { defaultReporter } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { countReporter } from "./scripts/count-reporter.mjs";
import { findBrowser } from "./scripts/find-browser.mjs";

const countsFile = process.env.TEST_COUNTS_FILE;

export default {
  files: "test/**/*.test.ts",
  nodeResolve: { browser: true, exportConditions: ["browser", "production"] },
  // A sandboxed frame has another origin than the page.
  middleware: [
    (context, next) => {
      context.set("access-control-allow-origin", "*");
      return next();
    },
  ],
  plugins: [esbuildPlugin({ ts: true, tsconfig: "tsconfig.json", target: "es2022" })],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: findBrowser(),
        args: [
          "--no-sandbox",
          "--disable-quic",
          "--disable-background-networking",
          "--disable-component-update",
          "--no-first-run",
        ],
      },
    }),
  ],
  reporters: [defaultReporter(), ...(countsFile ? [countReporter(countsFile)] : [])],
  concurrency: 1,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 60_000 } },
};
