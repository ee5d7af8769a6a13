import { existsSync } from "node:fs";
import { readFile, readdir, rm } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
  "--hide-crash-restore-bubble",
];

const VIEWPORT = { width: 1280, height: 800 };

/** Process ids by their parent's. */
async function childProcesses() {
  const children = new Map();
  if (!existsSync("/proc/self/stat")) return children;
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    ids.map(async (id) => {
      const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
      const parent = /\) \S (\d+)/.exec(stat)?.[1];
      if (parent) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(id)]);
    }),
  );
  return children;
}

function descendants(children, id) {
  return (children.get(id) ?? []).flatMap((child) => [child, ...descendants(children, child)]);
}

function killNow(id) {
  try {
    process.kill(id, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** SIGKILL for the process, its group and everything below it, without a moment to write anything. */
async function killTree(child) {
  const below = descendants(await childProcesses(), child.pid);
  const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
  // It leads a group of its own, which has all its children but those that left it.
  for (const id of [-child.pid, child.pid, ...below]) killNow(id);
  await exited;
}

/** Else puppeteer puts them back when Firefox has ended, which may be while the next one starts on the same profile. */
async function dropPreferenceBackups(profile) {
  await Promise.all(["prefs.js", "user.js"].map((name) => rm(join(profile, `${name}.puppeteer`), { force: true })));
}

/**
 * A browser of the family (`chromium`, `firefox`) on a profile that an earlier one may have left. `preferences`: of
 * Firefox.
 */
export async function launchBrowser({ family, executablePath, profile, preferences = {} }) {
  const browser = await puppeteer.launch({
    browser: family === "firefox" ? "firefox" : "chrome",
    executablePath,
    headless: true,
    userDataDir: profile,
    args: family === "chromium" ? CHROMIUM_FLAGS : [],
    defaultViewport: VIEWPORT,
    extraPrefsFirefox: preferences,
  });
  const disconnected = once(browser, "disconnected");
  await dropPreferenceBackups(profile);
  return {
    /** A page at `url`; `listener` gets what it tells by the console. */
    async openPage(url, listener) {
      const page = await browser.newPage();
      page.problems = [];
      page.on("pageerror", (error) => page.problems.push(String(error)));
      // The page asks before it is left with changes that are not saved.
      page.on("dialog", (dialog) => dialog.accept());
      page.on("console", (message) => {
        const [, told] = /^told (.*)$/s.exec(message.text()) ?? [];
        if (told) listener(JSON.parse(told));
      });
      await page.goto(url, { waitUntil: "load" });
      return page;
    },
    /** Resolves when all that the browser had said before it died has been heard. */
    async kill() {
      await killTree(browser.process());
      await disconnected;
    },
    close: () => browser.close(),
  };
}
