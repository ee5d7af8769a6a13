import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The crash simulator as a module for Node. `mutate(path, source)` gives the source of a file of src/worker that takes
 * the place of the real one.
 */
export async function loadSimulator(mutate = (path, source) => source) {
  const folder = await mkdtemp(join(tmpdir(), "persistent-table-simulator-"));
  try {
    const outfile = join(folder, "simulator.mjs");
    await build({
      entryPoints: [join(root, "test/simulator/simulate.ts")],
      bundle: true,
      format: "esm",
      platform: "node",
      target: "es2022",
      outfile,
      logLevel: "warning",
      plugins: [{ name: "mutation", setup: (bundle) => replaceSources(bundle, mutate) }],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function replaceSources(bundle, mutate) {
  bundle.onLoad({ filter: /src\/worker\/.*\.ts$/ }, async ({ path }) => ({
    contents: mutate(path.slice(root.length + 1), await readFile(path, "utf8")),
    loader: "ts",
  }));
}
