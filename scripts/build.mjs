import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";
import { ROOT, reportFailure, runTool, step } from "./process.mjs";

const INPUTS = ["rollup.config.mjs", "tsconfig.json", "tsconfig.types.json", "package.json", "package-lock.json"];
const INPUT_FOLDERS = ["src", "scripts"];
const OUTPUTS = [
  "dist/persistent-table.js",
  "dist/assets/persistence.worker.js",
  "dist/assets/import.worker.js",
  "dist/assets/export.worker.js",
  "dist/assets/duckdb-eh.wasm",
  "dist/THIRD_PARTY_LICENSES.txt",
];
const STAMP = join(ROOT, "node_modules/.cache/persistent-table/build");

async function filesUnder(folder) {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Hash of all that the build reads. */
async function fingerprint() {
  const folders = await Promise.all(INPUT_FOLDERS.map(filesUnder));
  const files = [...INPUTS.map((name) => join(ROOT, name)), ...folders.flat().sort()];
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`${file.slice(ROOT.length)}\0`);
    if (existsSync(file)) hash.update(await readFile(file));
    hash.update("\0");
  }
  return hash.digest("hex");
}

async function lastFingerprint() {
  const complete = OUTPUTS.every((name) => existsSync(join(ROOT, name)));
  return complete && existsSync(STAMP) ? readFile(STAMP, "utf8") : undefined;
}

/** Builds `dist/`; with `onlyIfChanged`, not when the last build was of the same sources. */
export async function build({ onlyIfChanged = false } = {}) {
  const wanted = await fingerprint();
  if (onlyIfChanged && (await lastFingerprint()) === wanted) return "up to date";
  const bundle = await runTool("rollup/dist/bin/rollup", ["-c", "--silent"]);
  if (bundle.code) return bundle;
  const types = await runTool("typescript/bin/tsc", ["-p", "tsconfig.types.json"]);
  if (types.code) return types;
  await mkdir(dirname(STAMP), { recursive: true });
  await writeFile(STAMP, wanted);
  return "built";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await step("install", install);
    await step("build", build);
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}
