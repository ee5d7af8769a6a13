import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, StepError, run } from "./process.mjs";

const OLDEST_NODE = [20, 19];

async function readPackages(path) {
  try {
    return JSON.parse(await readFile(join(ROOT, path), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function belongsHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return Boolean(os?.includes(process.platform) && cpu?.includes(process.arch) && !libc);
}

/**
 * True when every package of the lock file that this machine needs is installed in that very version. npm writes
 * `node_modules/.package-lock.json` last, so an install that was interrupted does not count.
 */
export async function isInstalled() {
  const wanted = await readPackages("package-lock.json");
  const present = await readPackages("node_modules/.package-lock.json");
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === "" || !belongsHere(entry) || (present[path] && present[path].integrity === entry.integrity),
  );
}

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new StepError(
    `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join(".")} or newer from https://nodejs.org.`,
  );
}

/** Installs the packages of the lock file when any is missing or outdated. */
export async function install() {
  checkNode();
  if (await isInstalled()) return "up to date";
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  const result = npm?.endsWith(".js")
    ? await run(process.execPath, [npm, ...args])
    : await run("npm", args, { shell: process.platform === "win32" });
  if (result.code) throw new StepError("npm ci failed; what it said is above.", result.output);
  return "installed";
}
