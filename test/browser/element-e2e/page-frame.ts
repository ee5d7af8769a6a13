import type { PersistentTable } from "../../../src/elements/persistent-table.ts";

const BUNDLE = new URL("/dist/persistent-table.js", location.href).href;
const PATIENCE_MS = 20_000;

/** A page of its own with the built bundle, as a visitor loads, reloads and leaves it. */
export class PageFrame {
  /** `body` is the page's HTML, in which the element is written as an author would. */
  static async open(body: string): Promise<PageFrame> {
    const frame = document.createElement("iframe");
    frame.style.cssText = "width: 900px; height: 600px; border: 0";
    frame.srcdoc = `<!doctype html><html lang="en"><style>body { margin: 0 }</style>
      <script>
        window.heard = [];
        for (const type of ${JSON.stringify(HEARD)}) {
          window.addEventListener(type, (event) => window.heard.push(event));
        }
      </script>
      <script type="module" src="${BUNDLE}"></script>${body}</html>`;
    const page = new PageFrame(frame);
    await page.#loaded(() => document.body.append(frame));
    return page;
  }

  readonly #frame: HTMLIFrameElement;

  private constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  get window(): Window {
    if (!this.#frame.contentWindow) throw new Error("The frame is not in the page.");
    return this.#frame.contentWindow;
  }

  get element(): PersistentTable {
    const element = this.window.document.querySelector("persistent-table");
    if (!element) throw new Error("There is no <persistent-table> in the frame.");
    return element;
  }

  get root(): ShadowRoot {
    if (!this.element.shadowRoot) throw new Error("The element has no shadow root.");
    return this.element.shadowRoot;
  }

  /** What the window heard since the page was loaded: all of it bubbled out of the element. */
  heard<Name extends keyof HTMLElementEventMap>(type: Name): HTMLElementEventMap[Name][] {
    const { heard } = this.window as Window & { heard?: Event[] };
    return (heard ?? []).filter((event): event is HTMLElementEventMap[Name] => event.type === type);
  }

  async reload(): Promise<void> {
    await this.#loaded(() => this.window.location.reload());
  }

  close(): void {
    this.#frame.remove();
  }

  find(selector: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(selector);
  }

  text(row: number, column: number): string {
    return (
      this.find(`.row[aria-rowindex="${row + 2}"] .cell:not([hidden])[aria-colindex="${column + 1}"]`)?.textContent ??
      ""
    );
  }

  /** Texts of the header, in the order in which they are seen. */
  get labels(): (string | null)[] {
    return [...this.root.querySelectorAll(".header-cell")]
      .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
      .map((cell) => cell.querySelector(".label")?.textContent ?? null);
  }

  /** The first row that is not behind the header. */
  get firstRow(): number {
    const top = this.find(".header")?.getBoundingClientRect().bottom ?? 0;
    const rows = [...this.root.querySelectorAll(".row[aria-rowindex]")];
    const shown = rows.filter((row) => row.getBoundingClientRect().bottom > top + 1);
    return Math.min(...shown.map((row) => Number(row.getAttribute("aria-rowindex")) - 2));
  }

  async until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`It did not come true: ${condition.toString()}`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }

  async press(key: string): Promise<void> {
    const target = this.root.activeElement ?? this.find(".scroller");
    target?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }));
    await this.element.updateComplete;
  }

  async #loaded(start: () => void): Promise<void> {
    const loaded = new Promise((resolve) => this.#frame.addEventListener("load", resolve, { once: true }));
    start();
    await loaded;
    const { customElements } = this.#frame.contentWindow as Window & typeof globalThis;
    await customElements.whenDefined("persistent-table");
  }
}

const HEARD = [
  "load-progress",
  "load-complete",
  "load-error",
  "save-start",
  "save-progress",
  "save-complete",
  "save-error",
  "before-cell-edit",
  "cell-edit",
  "operation-cancel",
  "selection-change",
  "view-change",
  "storage-warning",
] as const;

/** A name that no other test uses. */
export function uniqueName(): string {
  return `e2e ${crypto.randomUUID()}`;
}

/** The address of a CSV with columns n (whole numbers from 0), text and price. */
export function csvUrl(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => `${row},text ${row},${row / 4}`);
  return URL.createObjectURL(new Blob(["n,text,price\n", lines.join("\n")], { type: "text/csv" }));
}
