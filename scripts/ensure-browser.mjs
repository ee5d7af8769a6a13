import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findBrowsers } from "./find-browser.mjs";
import { StepError, run } from "./process.mjs";

const INSTALLERS = [
  {
    program: "apt-get",
    commands: [
      ["apt-get", "update"],
      ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
    ],
  },
  { program: "dnf", commands: [["dnf", "install", "-y", "chromium"]] },
  { program: "apk", commands: [["apk", "add", "--no-cache", "chromium"]] },
];

const ADVICE =
  "No usable Chrome, Chromium or Edge was found: install one, or set CHROME_PATH to its program, and run this again.";

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

async function installBrowser() {
  const installer = INSTALLERS.find(({ program }) => isOnPath(program));
  if (process.getuid?.() !== 0 || !installer) throw new StepError(ADVICE);
  for (const [command, ...args] of installer.commands) {
    const { code, output } = await run(command, args, { env: { DEBIAN_FRONTEND: "noninteractive" } });
    if (code) throw new StepError(`${installer.program} could not install Chromium. ${ADVICE}`, output);
  }
}

/** Path of a browser that runs; as root, it is installed by the system's package manager when there is none. */
export async function ensureBrowser() {
  const found = await firstThatRuns(findBrowsers());
  if (found) return found;
  await installBrowser();
  const installed = await firstThatRuns(findBrowsers());
  if (!installed) throw new StepError(ADVICE);
  return installed;
}
