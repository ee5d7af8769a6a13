interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface TrustedTypesHost {
  trustedTypes?: {
    createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptUrlPolicy;
  };
}

/** Name of the Trusted Types policy, for a page's `trusted-types` directive. */
const POLICY_NAME = "persistent-table";

let policy: ScriptUrlPolicy | null | undefined;

/**
 * Starts a classic worker script, from another origin (a CDN) too: then through a blob that imports it, which needs
 * `worker-src blob:` under a Content Security Policy. Throws what `new Worker` throws; a script that cannot be
 * fetched shows only as the worker's `error` event.
 */
export function launchWorker(url: string | URL, options: { name: string }): Worker {
  const script = new URL(url, document.baseURI);
  // Not `location.origin`: a sandboxed frame has an origin of its own.
  if (script.origin === self.origin || script.protocol === "blob:" || script.protocol === "data:") {
    return new Worker(trusted(script.href), { name: options.name });
  }
  const blob = URL.createObjectURL(new Blob([importer(script.href)], { type: "text/javascript" }));
  try {
    const worker = new Worker(trusted(blob), { name: options.name });
    // Some browsers fetch the blob after the constructor returned: keep it until the worker gives a sign.
    const revoke = () => URL.revokeObjectURL(blob);
    worker.addEventListener("message", revoke, { once: true });
    worker.addEventListener("error", revoke, { once: true });
    return worker;
  } catch (error) {
    URL.revokeObjectURL(blob);
    throw error;
  }
}

/** A blob worker inherits the page's policies, so `importScripts` may demand a trusted URL as well. */
function importer(url: string): string {
  const name = JSON.stringify(POLICY_NAME);
  return `
    const url = ${JSON.stringify(url)};
    const types = self.trustedTypes;
    importScripts(types ? types.createPolicy(${name}, { createScriptURL: (url) => url }).createScriptURL(url) : url);
  `;
}

/** `new Worker` takes a TrustedScriptURL where the page enforces Trusted Types; its declared type knows only strings. */
function trusted(url: string): string {
  policy ??= createPolicy();
  return policy ? (policy.createScriptURL(url) as string) : url;
}

function createPolicy(): ScriptUrlPolicy | null {
  try {
    const host = globalThis as TrustedTypesHost;
    return host.trustedTypes?.createPolicy(POLICY_NAME, { createScriptURL: (url) => url }) ?? null;
  } catch {
    // The page does not allow the policy's name, or another copy of this module has taken it: the plain string
    // works where Trusted Types are not enforced or a default policy passes it, else `new Worker` says why not.
    return null;
  }
}
