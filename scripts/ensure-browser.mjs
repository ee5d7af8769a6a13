import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findBrowsers } from "./find-browser.mjs";
import { StepError, run } from "./process.mjs";

const FAMILIES = {
  chromium: {
    advice:
      "No usable Chrome, Chromium or Edge was found: install one, or set CHROME_PATH to its program, and run this again.",
    packages: { apt: ["chromium", "fonts-liberation"], dnf: ["chromium"], apk: ["chromium"] },
  },
  firefox: {
    advice: "No usable Firefox was found: install it, or set FIREFOX_PATH to its program, and run this again.",
    packages: { apt: ["firefox-esr"], dnf: ["firefox"], apk: ["firefox-esr"] },
  },
};

const INSTALLERS = [
  {
    program: "apt-get",
    commands: ({ apt }) => [["update"], ["install", "-y", "--no-install-recommends", ...apt]],
  },
  { program: "dnf", commands: ({ dnf }) => [["install", "-y", ...dnf]] },
  { program: "apk", commands: ({ apk }) => [["add", "--no-cache", ...apk]] },
];

const isOnPath = (program) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

/** A program may be a placeholder that only tells how to install the browser, so a browser is one that says its version. */
async function firstThatRuns(paths) {
  for (const path of paths) {
    if (process.platform === "win32") return path;
    const { code, output } = await run(path, ["--version"]);
    if (code === 0 && /\d+\.\d+/.test(output)) return path;
  }
  return undefined;
}

async function installBrowser(family) {
  const { advice, packages } = FAMILIES[family];
  const installer = INSTALLERS.find(({ program }) => isOnPath(program));
  if (process.getuid?.() !== 0 || !installer) throw new StepError(advice);
  for (const args of installer.commands(packages)) {
    const { code, output } = await run(installer.program, args, { env: { DEBIAN_FRONTEND: "noninteractive" } });
    if (code) throw new StepError(`${installer.program} could not install ${family}. ${advice}`, output);
  }
}

/**
 * Path of a browser of the family (`chromium`, `firefox`) that runs; as root, it is installed by the system's package
 * manager when there is none.
 */
export async function ensureBrowser(family) {
  const found = await firstThatRuns(findBrowsers(family));
  if (found) return found;
  await installBrowser(family);
  const installed = await firstThatRuns(findBrowsers(family));
  if (!installed) throw new StepError(FAMILIES[family].advice);
  return installed;
}
