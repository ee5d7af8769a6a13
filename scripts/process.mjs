import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs a program in the project folder, without stdin.
 * `show`: pass its output on as it comes, else collect it. Resolves with the exit code, whatever it is.
 */
export function run(command, args, { show = false, env = {}, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      shell,
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    let output = "";
    const collect = (text) => (output += text);
    child.stdout?.setEncoding("utf8").on("data", collect);
    child.stderr?.setEncoding("utf8").on("data", collect);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}${signal}\n` : output }));
  });
}

/** Runs a package's program by its path, because packages do not always mark theirs as executable. */
export function runTool(path, args = [], options) {
  return run(process.execPath, [`node_modules/${path}`, ...args], options);
}

/** A step that failed; `output` is what the reader needs to see. */
export class StepError extends Error {
  constructor(message, output = "") {
    super(message);
    this.output = output;
  }
}

/**
 * Runs one named step and prints its name and duration. `work` returns the result of `run`, a short note, or nothing;
 * an exit code other than 0 fails the step.
 */
export async function step(name, work) {
  const startedAt = performance.now();
  const took = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  try {
    const result = await work();
    if (result?.code) throw new StepError(`exit code ${result.code}`, result.output);
    console.log(`✓ ${name}${typeof result === "string" ? ` (${result})` : ""}  ${took()}`);
  } catch (error) {
    console.log(`✗ ${name}  ${took()}`);
    throw error instanceof StepError ? error : new StepError(error.message, `${error.stack}\n`);
  }
}

/** Prints what a failed step left behind, on stderr. */
export function reportFailure(error) {
  if (error.output) process.stderr.write(error.output.endsWith("\n") ? error.output : `${error.output}\n`);
  console.error(error instanceof StepError ? error.message : error);
}
