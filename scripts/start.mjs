import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "./build.mjs";
import { install } from "./install.mjs";
import { ROOT, reportFailure, step, StepError } from "./process.mjs";
import { startServer } from "./static-server.mjs";

/** Tried first and in this order, so that what a page stored is there again at the next start. */
const USUAL_PORTS = [8000, 8001, 8002, 8003, 8004];

async function serve() {
  const wanted = process.env.PORT;
  if (wanted !== undefined && !/^\d{1,5}$/.test(wanted)) throw new StepError(`PORT is not a port number: ${wanted}`);
  try {
    return await startServer({
      mounts: { "/": ROOT, "/demo/data/": join(ROOT, "node_modules/vega-datasets/data") },
      ports: wanted === undefined ? [...USUAL_PORTS, 0] : [Number(wanted)],
      host: process.env.HOST ?? "127.0.0.1",
    });
  } catch (error) {
    throw new StepError(`Port ${wanted} cannot be used (${error.code}): set PORT to another one, or leave it out.`);
  }
}

/** Rebuilds on every change of the sources, until the process ends. */
function watch() {
  return spawn(process.execPath, ["node_modules/rollup/dist/bin/rollup", "-c", "--watch", "--no-watch.clearScreen"], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  });
}

try {
  await step("install", install);
  await step("build", () => build({ onlyIfChanged: true }));
  const server = await serve();
  const watcher = process.argv.includes("--watch") ? watch() : undefined;
  console.log(`\nThe demo is at ${server.url}/demo/  (Ctrl+C ends it)`);
  const stop = async () => {
    watcher?.kill();
    await server.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
