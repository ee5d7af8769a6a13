import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const WINDOWS = process.platform === "win32";
const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
].map((name) => (WINDOWS ? `${name}.exe` : name));

const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge"];
const WINDOWS_APPS = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];

function usualPlaces() {
  const { HOME, LOCALAPPDATA, PROGRAMFILES, "PROGRAMFILES(X86)": PROGRAMFILES_X86 } = process.env;
  const macFolders = ["/Applications", ...(HOME ? [join(HOME, "Applications")] : [])];
  const windowsFolders = [PROGRAMFILES, PROGRAMFILES_X86, LOCALAPPDATA].filter(Boolean);
  return {
    darwin: macFolders.flatMap((folder) => MAC_APPS.map((app) => `${folder}/${app}.app/Contents/MacOS/${app}`)),
    win32: windowsFolders.flatMap((folder) => WINDOWS_APPS.map((app) => join(folder, app))),
  }[process.platform];
}

/** Paths of the Chromium-family browsers that are here: `CHROME_PATH` first, then the search path, then usual places. */
export function findBrowsers() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CHROME_PATH, ...onPath, ...(usualPlaces() ?? [])].filter((path) => path && existsSync(path));
}

/** The first of `findBrowsers()`, or undefined. */
export function findBrowser() {
  return findBrowsers()[0];
}
