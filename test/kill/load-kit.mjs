import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { ROOT } from "../../scripts/process.mjs";
import { withFolder } from "./with-folder.mjs";

/** The TypeScript of test/kill as a module for Node. */
export function loadKit() {
  return withFolder("kit", async (folder) => {
    const outfile = join(folder, "kit.mjs");
    await bundle({
      entryPoints: [join(ROOT, "test/kill/kit.ts")],
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      outfile,
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  });
}
