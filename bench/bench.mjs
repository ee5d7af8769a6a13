import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../scripts/build.mjs";
import { ensureBrowser } from "../scripts/ensure-browser.mjs";
import { install } from "../scripts/install.mjs";
import { reportFailure, ROOT, step, StepError } from "../scripts/process.mjs";
import { startServer } from "../scripts/static-server.mjs";

const PARTS = ["csv", "save", "scroll", "reload", "pages", "size", "transform", "cancel", "edits", "replay", "diff"];

const USAGE = `Usage: npm run bench -- [--only ${PARTS.join(",")}] [--repeat 5] [--rows 1000000]`;

const CACHE = join(ROOT, ".cache/bench");

function parseOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      repeat: { type: "string", default: "5" },
      rows: { type: "string", default: "1000000" },
      help: { type: "boolean", default: false },
    },
  });
  const parts = values.only?.split(",") ?? PARTS;
  const numbers = { repeat: Number(values.repeat), rows: Number(values.rows) };
  const areNumbers = Object.values(numbers).every((value) => Number.isInteger(value) && value > 0);
  if (values.help || !areNumbers || parts.some((part) => !PARTS.includes(part))) throw new StepError(USAGE);
  return { parts, ...numbers };
}

/** Says so when other programs would be measured as well. */
function warnOfLoad() {
  const [load] = loadavg();
  if (load > cpus().length / 2) console.log(`! the machine is busy (load ${load.toFixed(1)}): repeat on a quiet one`);
  return load;
}

/** What all parts share: the browser, the server's address, the data. */
async function prepare(rows) {
  let executablePath;
  let data;
  await step("install", install);
  await step("browser", async () => (executablePath = await ensureBrowser("chromium")));
  await step("build", () => build({ onlyIfChanged: true }));
  await step("data", async () => {
    const { makeBenchData } = await import("./make-data.mjs");
    data = await makeBenchData(CACHE, { rows });
  });
  await step("bare pages", async () => {
    const { buildPages } = await import("./lib/pages.mjs");
    await buildPages(join(CACHE, "js"));
  });
  const server = await startServer({
    mounts: {
      "/bench/": join(ROOT, "bench/pages"),
      "/bench/js/": join(CACHE, "js"),
      "/bench/data/": CACHE,
      "/dist/": join(ROOT, "dist"),
    },
  });
  const address = (name) => `/bench/data/${name}`;
  return {
    server,
    context: {
      executablePath,
      origin: server.url,
      csvUrl: address(data.csv),
      halfCsvUrl: address(data.halfCsv),
      longUrl: address(data.arrow),
      rows: data.rows,
      longRows: data.longRows,
    },
  };
}

/** A part that cannot be measured is reported as such; the others go on. */
async function runPart(part, context, renderTable) {
  const { title, run } = await import(`./parts/${part}.mjs`);
  console.log(`\n${title}`);
  try {
    const figures = await run(context);
    console.log(renderTable(figures));
    return { part, title, figures };
  } catch (error) {
    console.log(`could not be measured: ${error.message}`);
    return { part, title, figures: [], error: error.message };
  }
}

async function writeResults(options, load, results) {
  const folder = join(ROOT, "bench/results");
  await mkdir(folder, { recursive: true });
  const at = new Date().toISOString();
  const file = join(folder, `${at.replace(/[:.]/g, "-")}.json`);
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load };
  await writeFile(file, `${JSON.stringify({ at, machine, options, results }, null, 2)}\n`);
  return file;
}

async function main() {
  const { parts, ...options } = parseOptions();
  const load = warnOfLoad();
  const { server, context } = await prepare(options.rows);
  const { renderTable } = await import("./lib/report.mjs");
  try {
    const results = [];
    for (const part of parts) results.push(await runPart(part, { ...context, repeat: options.repeat }, renderTable));
    const file = await writeResults(options, load, results);
    const figures = results.flatMap((result) => result.figures);
    console.log(`\nAll\n${renderTable(figures)}\n\n${file.slice(ROOT.length)}`);
    const failed = results.some(({ error }) => error) || figures.some(({ ok }) => ok === false);
    process.exitCode = failed ? 1 : 0;
  } finally {
    await server.close();
  }
}

try {
  await main();
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
