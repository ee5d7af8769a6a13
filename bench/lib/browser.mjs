import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import puppeteer from "puppeteer-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
];

const VIEWPORT = { width: 1280, height: 800 };

/** A browser with a profile of its own, so that nothing is cached or stored; both go with `close`. */
export async function launchBrowser(executablePath) {
  const userDataDir = await mkdtemp(join(tmpdir(), "persistent-table-bench-"));
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    userDataDir,
    args: FLAGS,
    defaultViewport: VIEWPORT,
    protocolTimeout: 120_000,
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Opens `url` in a new tab with the meter in it; errors of the page are collected in `page.problems`. */
export async function openPage(browser, url) {
  const page = await browser.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.problems.push(message.text());
  });
  await page.evaluateOnNewDocument(await readFile(new URL("../pages/meter.js", import.meta.url), "utf8"));
  await page.goto(url, { waitUntil: "domcontentloaded" });
  return page;
}

/** What a browser does when it starts is no part of what is measured. */
const START_REST_MS = 1500;

/** Opens a page in a browser of its own, hands it to `work`, and ends both. */
export async function withPage({ executablePath }, url, work) {
  const { browser, close } = await launchBrowser(executablePath);
  try {
    await delay(START_REST_MS);
    return await work(await openPage(browser, url), browser);
  } finally {
    await close();
  }
}

/** Evaluates in the page; when that fails, the page's own errors are part of the message. */
export async function evaluate(page, work, ...args) {
  try {
    return await page.evaluate(work, ...args);
  } catch (error) {
    throw new Error([error.message, ...page.problems].join("\n  "), { cause: error });
  }
}
