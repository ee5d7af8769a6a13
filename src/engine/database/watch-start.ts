import { diagnoseWasm, pageRefusesWasm, startError, startTimeout } from "./start-diagnosis.ts";

const DEFAULT_TIMEOUT_MS = 20_000;
/** How long a start may show no headway before the reason is looked for. */
const DIAGNOSIS_AFTER_MS = 1000;
/** Where the page itself may not compile WebAssembly, its worker hardly may. */
const REFUSED_TIMEOUT_MS = 5000;

interface WatchOptions {
  worker: Worker;
  workerUrl: string;
  wasmUrl: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Runs `start`, which calls back as bytes arrive, and rejects with a `database-start` that says what to do when it
 * fails, or shows no headway: an instantiation that is refused never answers.
 */
export async function watchStart(
  start: (onProgress: () => void) => Promise<void>,
  options: WatchOptions,
): Promise<void> {
  const { worker, workerUrl, wasmUrl, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const ended = new AbortController();
  const listening = { signal: ended.signal };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refused = false;
  try {
    await new Promise<void>((resolve, reject) => {
      const onProgress = () => {
        clearTimeout(timer);
        const limitMs = refused ? Math.min(timeoutMs, REFUSED_TIMEOUT_MS) : timeoutMs;
        timer = setTimeout(() => reject(startTimeout(wasmUrl, limitMs)), limitMs);
      };
      const diagnose = async () => {
        refused = await pageRefusesWasm();
        if (ended.signal.aborted) return;
        if (refused) onProgress();
        const problem = await diagnoseWasm(wasmUrl, ended.signal);
        if (problem) reject(problem);
      };
      const diagnosis = setTimeout(() => void diagnose(), Math.min(DIAGNOSIS_AFTER_MS, timeoutMs / 2));
      ended.signal.addEventListener("abort", () => clearTimeout(diagnosis));
      onProgress();
      const handleError = (event: ErrorEvent) => {
        event.preventDefault();
        reject(workerError(workerUrl, event));
      };
      worker.addEventListener("error", handleError, listening);
      signal?.addEventListener("abort", () => reject(signal.reason as Error), listening);
      start(onProgress).then(resolve, (error: unknown) => reject(startError(`starting ${wasmUrl} failed`, error)));
    });
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

function workerError(workerUrl: string, event: ErrorEvent): Error {
  const detail = event.message ? `: ${event.message}` : "";
  return startError(`the worker ${workerUrl} could not be loaded${detail}`, event.error ?? undefined);
}
