import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import esbuild from "rollup-plugin-esbuild";
import { thirdPartyLicenses } from "./scripts/third-party-licenses.mjs";

const require = createRequire(import.meta.url);

const BANNER = "/*! persistent-table, MIT licence. Software that is part of it: THIRD_PARTY_LICENSES.txt */";

/** Files of packages that are loaded at run time beside the bundle. */
const ASSETS = {
  "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm": "duckdb-eh.wasm",
  "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js": "duckdb-browser-eh.worker.js",
  "parquet-wasm/esm/parquet_wasm_bg.wasm": "parquet_wasm_bg.wasm",
};

/** DuckDB's worker names this class without asking whether it is there: on an insecure page it is not. */
const WORKER_PRELUDE = "globalThis.FileSystemSyncAccessHandle ??= class FileSystemSyncAccessHandle {};\n";

const copyAssets = {
  name: "copy-assets",
  async writeBundle() {
    await mkdir("dist/assets", { recursive: true });
    for (const [from, to] of Object.entries(ASSETS)) {
      const source = require.resolve(from);
      if (!to.endsWith(".js")) await copyFile(source, `dist/assets/${to}`);
      else {
        const code = await readFile(source, "utf8");
        await writeFile(`dist/assets/${to}`, WORKER_PRELUDE + code.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
      }
    }
  },
};

const licenses = thirdPartyLicenses({
  file: "dist/THIRD_PARTY_LICENSES.txt",
  folders: ["node_modules/@duckdb/duckdb-wasm", "node_modules/parquet-wasm"].map((folder) => resolve(folder)),
  copyrights: {
    "@duckdb/duckdb-wasm":
      "Copyright 2018-2025 Stichting DuckDB Foundation\nCopyright 2021 DuckDB WASM Contributors (https://github.com/duckdb/duckdb-wasm/graphs/contributors)",
  },
});

const plugins = [
  nodeResolve({ browser: true, exportConditions: ["browser", "production"] }),
  commonjs(),
  esbuild({ target: "es2022", minify: true, legalComments: "none", tsconfig: "tsconfig.json" }),
  licenses,
];

const output = { banner: BANNER, sourcemap: true, inlineDynamicImports: true };

const worker = (name) => ({
  input: `src/worker/${name}.worker.ts`,
  // A classic script, so that a page on another origin can start it from a blob by importScripts().
  output: { ...output, file: `dist/assets/${name}.worker.js`, format: "iife" },
  plugins,
});

export default [
  {
    input: "src/elements/persistent-table.ts",
    output: { ...output, file: "dist/persistent-table.js", format: "es" },
    plugins: [...plugins, copyAssets],
  },
  worker("persistence"),
  worker("import"),
  worker("export"),
];
