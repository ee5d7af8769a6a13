import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../../scripts/process.mjs";

const SOURCES = ["bare-csv.js", "bare-snapshot.js", "bare-snapshot.worker.js"];

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
    logLevel: "warning",
  });
}
