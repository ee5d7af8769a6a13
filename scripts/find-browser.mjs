import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const WINDOWS = process.platform === "win32";

/** What programs of a family are called on the search path, as Mac apps, and under the usual folders of Windows. */
const FAMILIES = {
  chromium: {
    variable: "CHROME_PATH",
    names: [
      "chromium",
      "chromium-browser",
      "google-chrome-stable",
      "google-chrome",
      "chrome",
      "microsoft-edge-stable",
      "microsoft-edge",
    ],
    macPrograms: [
      "Google Chrome.app/Contents/MacOS/Google Chrome",
      "Chromium.app/Contents/MacOS/Chromium",
      "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ],
    windowsPrograms: ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"],
  },
  firefox: {
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    macPrograms: ["Firefox.app/Contents/MacOS/firefox"],
    windowsPrograms: ["Mozilla Firefox\\firefox.exe"],
  },
};

function usualPlaces({ macPrograms, windowsPrograms }) {
  const { HOME, LOCALAPPDATA, PROGRAMFILES, "PROGRAMFILES(X86)": PROGRAMFILES_X86 } = process.env;
  const macFolders = ["/Applications", ...(HOME ? [join(HOME, "Applications")] : [])];
  const windowsFolders = [PROGRAMFILES, PROGRAMFILES_X86, LOCALAPPDATA].filter(Boolean);
  return {
    darwin: macFolders.flatMap((folder) => macPrograms.map((program) => join(folder, program))),
    win32: windowsFolders.flatMap((folder) => windowsPrograms.map((program) => join(folder, program))),
  }[process.platform];
}

/**
 * Paths of the browsers of a family (`chromium`, `firefox`) that are here: `CHROME_PATH` or `FIREFOX_PATH` first, then
 * the search path, then usual places.
 */
export function findBrowsers(family) {
  const { variable, names, ...places } = FAMILIES[family];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const files = names.map((name) => (WINDOWS ? `${name}.exe` : name));
  const onPath = files.flatMap((file) => folders.map((folder) => join(folder, file)));
  const paths = [process.env[variable], ...onPath, ...(usualPlaces(places) ?? [])];
  return paths.filter((path) => path && existsSync(path));
}

/** The first of `findBrowsers(family)`, or undefined. */
export function findBrowser(family) {
  return findBrowsers(family)[0];
}
