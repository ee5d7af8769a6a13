import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../../scripts/process.mjs";

const SOURCES = [
  "bare-csv.js",
  "bare-edits.js",
  "bare-pglite.worker.js",
  "bare-snapshot.js",
  "bare-snapshot.worker.js",
  "bare-sqlite.worker.js",
];

/** Looked for beside the bundle by the libraries that need them. */
const ASSETS = [
  "@electric-sql/pglite/dist/initdb.wasm",
  "@electric-sql/pglite/dist/pglite.data",
  "@electric-sql/pglite/dist/pglite.wasm",
  "@sqlite.org/sqlite-wasm/sqlite-wasm/jswasm/sqlite3.wasm",
];

/** Bundles the scripts of the bare pages into `folder`. */
export async function buildPages(folder) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: SOURCES.map((name) => join("bench/pages", name)),
    outdir: folder,
    bundle: true,
    format: "esm",
    minify: true,
    conditions: ["browser", "production"],
    // Imported by PGlite only where Node is.
    external: ["node:*"],
    logLevel: "warning",
  });
  for (const path of ASSETS) await copyFile(join(ROOT, "node_modules", path), join(folder, basename(path)));
}
