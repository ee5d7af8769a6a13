import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import esbuild from "rollup-plugin-esbuild";

const require = createRequire(import.meta.url);

const plugins = (minify) => [
  nodeResolve({ browser: true, exportConditions: ["browser", "production"] }),
  commonjs(),
  esbuild({ target: "es2022", minify, tsconfig: "tsconfig.json" }),
];

/** The workers and `.wasm` files that the bundle loads at run time, from packages, as they are. */
const copyAssets = {
  name: "copy-assets",
  async writeBundle() {
    await mkdir("dist/assets", { recursive: true });
    const assets = {
      "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm": "duckdb-eh.wasm",
      "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js": "duckdb-browser-eh.worker.js",
      "parquet-wasm/esm/parquet_wasm_bg.wasm": "parquet_wasm_bg.wasm",
    };
    for (const [from, to] of Object.entries(assets)) {
      await copyFile(require.resolve(from), `dist/assets/${to}`);
    }
  },
};

const worker = (name) => ({
  input: `src/worker/${name}.worker.ts`,
  // A classic script, so that a page on another origin can start it from a blob by importScripts().
  output: { file: `dist/assets/${name}.worker.js`, format: "iife", sourcemap: true, inlineDynamicImports: true },
  plugins: plugins(true),
});

export default [
  {
    input: "src/elements/persistent-table.ts",
    output: { file: "dist/persistent-table.js", format: "es", sourcemap: true, inlineDynamicImports: true },
    plugins: [...plugins(true), copyAssets],
  },
  worker("persistence"),
  worker("import"),
];
