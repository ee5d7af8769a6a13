import { PersistentTableError } from "../errors.ts";

/** The smallest WebAssembly module: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * What a server that answers, but not with a usable file, did wrong; null when nothing is found. For a start
 * that makes no headway: the database's worker swallows the reason.
 */
export async function diagnoseWasm(url: string, signal: AbortSignal): Promise<PersistentTableError | null> {
  const response = await fetch(url, { method: "HEAD", signal }).catch(() => null);
  if (!response && !signal.aborted && new URL(url).origin !== location.origin) {
    return startError(`${url} may not be fetched: its server has to allow other origins by CORS`);
  }
  if (!response || response.status === 405 || response.status === 501) return null;
  if (!response.ok) return startError(`${url} answered with status ${response.status}`);
  const type = response.headers.get("content-type")?.split(";")[0]?.trim();
  if (type === "application/wasm") return null;
  return startError(`${url} is served as ${type ?? "no type"}; the server has to send it as application/wasm`);
}

/** Whether the page's Content Security Policy refuses WebAssembly; a worker usually has the same one. */
export async function pageRefusesWasm(): Promise<boolean> {
  return WebAssembly.compile(EMPTY_MODULE).then(
    () => false,
    () => true,
  );
}

export function startTimeout(wasmUrl: string, timeoutMs: number): PersistentTableError {
  return startError(`no answer for ${timeoutMs / 1000} s while starting ${wasmUrl}`);
}

export function startError(what: string, cause?: unknown): PersistentTableError {
  return new PersistentTableError(
    "database-start",
    `The database did not start: ${what}. Check that the attribute asset-base names the folder of the .wasm and worker ` +
      `files, and, where the page has a Content Security Policy, that it allows 'wasm-unsafe-eval' in script-src, the ` +
      `folder in connect-src, and the worker in worker-src (worker-src blob: when the files are on another origin).`,
    cause === undefined ? undefined : { cause },
  );
}
