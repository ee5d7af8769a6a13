/**
 * The first `<table>` inside of `host`, when it is whole: at the earliest when the page is parsed. Waits for one that a
 * script adds; rejects with the reason of `signal`.
 */
export async function tableChild(host: HTMLElement, signal: AbortSignal): Promise<HTMLTableElement> {
  if (document.readyState === "loading") await once(document, "DOMContentLoaded", signal);
  return host.querySelector("table") ?? (await addedTable(host, signal));
}

function once(target: EventTarget, type: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    target.addEventListener(type, () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function addedTable(host: HTMLElement, signal: AbortSignal): Promise<HTMLTableElement> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const observer = new MutationObserver(() => {
      const table = host.querySelector("table");
      if (!table) return;
      observer.disconnect();
      resolve(table);
    });
    observer.observe(host, { childList: true, subtree: true });
    signal.addEventListener("abort", () => {
      observer.disconnect();
      reject(signal.reason as Error);
    });
  });
}
