import { useEngineFactory, type EngineFactory } from "../../../src/elements/engine-factory.ts";
import type { PersistentTable } from "../../../src/elements/persistent-table.ts";
import "../../../src/elements/persistent-table.ts";
import type { EngineOptions } from "../../../src/engine/engine.ts";
import { FakeData, FakeEngine, fakeColumns } from "./fake-engine.ts";

/** All engines that elements start until `restore()`, each a fake of ten rows. */
export class EngineStarts {
  readonly engines: FakeEngine[] = [];
  readonly options: EngineOptions[] = [];
  /** What is done to each before its element has it. */
  prepare: (engine: FakeEngine) => void = () => undefined;
  readonly #former: EngineFactory | null;

  constructor() {
    this.#former = useEngineFactory((options) => {
      const engine = new FakeEngine(new FakeData(fakeColumns(3), 10));
      this.prepare(engine);
      this.engines.push(engine);
      this.options.push(options);
      return engine;
    });
  }

  get last(): FakeEngine {
    const last = this.engines.at(-1);
    if (!last) throw new Error("No engine was started.");
    return last;
  }

  restore(): void {
    useEngineFactory(this.#former);
  }
}

/** Drives one element on a fake engine the way a reader does. */
export class GridHarness {
  static async open(
    options: { rows?: number; columns?: number; attributes?: Record<string, string>; engine?: FakeEngine } = {},
  ): Promise<GridHarness> {
    const { rows = 10_000_000, columns = 8, attributes = {} } = options;
    const engine = options.engine ?? new FakeEngine(new FakeData(fakeColumns(columns), rows));
    const former = useEngineFactory(() => engine);
    const element = document.createElement("persistent-table");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.style.cssText = "width: 900px; height: 500px;";
    document.body.append(element);
    const harness = new GridHarness(element, { last: engine });
    await element.updateComplete;
    await harness.until(() => harness.rowIndexes.length > 0 || engine.data.rowCount === 0 || columns === 0);
    useEngineFactory(former);
    return harness;
  }

  readonly element: PersistentTable;
  readonly #starts: { readonly last: FakeEngine };

  constructor(element: PersistentTable, starts: { readonly last: FakeEngine }) {
    this.element = element;
    this.#starts = starts;
  }

  get engine(): FakeEngine {
    return this.#starts.last;
  }

  close(): void {
    this.element.remove();
  }

  get root(): ShadowRoot {
    if (!this.element.shadowRoot) throw new Error("The element has no shadow root.");
    return this.element.shadowRoot;
  }

  get scroller(): HTMLElement {
    return this.find(".scroller");
  }

  find(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`There is no ${selector}.`);
    return found;
  }

  all(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  /** Rows that have an element, ascending. */
  get rowIndexes(): number[] {
    return this.all(".row[aria-rowindex]")
      .map((row) => Number(row.getAttribute("aria-rowindex")) - 2)
      .sort((a, b) => a - b);
  }

  row(row: number): HTMLElement | null {
    return this.root.querySelector(`.row[aria-rowindex="${row + 2}"]`);
  }

  cell(row: number, column: number): HTMLElement | null {
    return this.row(row)?.querySelector<HTMLElement>(`.cell:not([hidden])[aria-colindex="${column + 1}"]`) ?? null;
  }

  text(row: number, column: number): string {
    return this.cell(row, column)?.textContent ?? "";
  }

  /** Rows that the reader sees, wholly or in part, below the header. */
  get visibleRows(): number[] {
    const { bottom } = this.scroller.getBoundingClientRect();
    const top = this.find(".header").getBoundingClientRect().bottom;
    return this.rowIndexes.filter((index) => {
      const box = this.row(index)?.getBoundingClientRect();
      return box !== undefined && box.bottom > top + 1 && box.top < bottom - 1;
    });
  }

  get editor(): HTMLInputElement | null {
    return this.root.querySelector<HTMLInputElement>(".editor input");
  }

  focusedCell(): { row: number; column: number } | null {
    const cell = this.root.querySelector(".cell.focused");
    const row = cell?.closest(".row")?.getAttribute("aria-rowindex");
    return cell && row ? { row: Number(row) - 2, column: Number(cell.getAttribute("aria-colindex")) - 1 } : null;
  }

  async click(row: number, column: number): Promise<void> {
    this.cell(row, column)?.dispatchEvent(
      new PointerEvent("pointerdown", { bubbles: true, composed: true, button: 0, cancelable: true }),
    );
    this.scroller.focus();
    await this.element.updateComplete;
  }

  async doubleClick(row: number, column: number): Promise<void> {
    await this.click(row, column);
    this.cell(row, column)?.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, composed: true }));
    await this.until(() => this.editor === this.root.activeElement && this.editor !== null);
  }

  async press(key: string, modifiers: KeyboardEventInit = {}): Promise<KeyboardEvent> {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...modifiers });
    (this.root.activeElement ?? this.scroller).dispatchEvent(event);
    await this.element.updateComplete;
    return event;
  }

  /** Replaces the editor's text. */
  type(text: string): void {
    const { editor } = this;
    if (!editor) throw new Error("There is no open editor.");
    editor.value = text;
    editor.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  }

  /** A right click. */
  async openMenu(row: number, column: number): Promise<void> {
    const event = new MouseEvent("contextmenu", { bubbles: true, composed: true, cancelable: true, button: 2 });
    this.cell(row, column)?.dispatchEvent(event);
    await this.until(() => this.menuItems.length > 0);
  }

  /** Of the open row menu. */
  get menuItems(): HTMLElement[] {
    const menu = this.find(".row-menu");
    if (!menu.matches(":popover-open")) return [];
    return [...(menu.shadowRoot?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  }

  menuItem(label: string): HTMLElement {
    const item = this.menuItems.find((each) => each.querySelector(".name")?.textContent === label);
    if (!item) throw new Error(`There is no ${label} in the menu.`);
    return item;
  }

  /** Ctrl+C: what the browser would put on the clipboard; null: nothing of the grid. */
  copy(): string | null {
    const event = clipboardEvent("copy", "");
    this.scroller.dispatchEvent(event);
    return event.defaultPrevented ? (event.clipboardData?.getData("text/plain") ?? null) : null;
  }

  /** Ctrl+V of this text. False: the grid does not take it. */
  paste(text: string): boolean {
    const event = clipboardEvent("paste", text);
    this.scroller.dispatchEvent(event);
    return event.defaultPrevented;
  }

  /** Inside of the toolbar, status bar or transform panel. */
  part(tag: string, selector: string): HTMLElement | null {
    return this.find(tag).shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  /** The columns that a row has cells for, in DOM order. */
  shownColumns(row: number): number[] {
    const cells = this.row(row)?.querySelectorAll<HTMLElement>(".cell:not([hidden])") ?? [];
    return [...cells].map((cell) => Number(cell.getAttribute("aria-colindex")) - 1);
  }

  /** As a dragged thumb does: without a wheel. */
  async scrollTo(scrollTop: number, scrollLeft = 0): Promise<void> {
    this.scroller.scrollTop = scrollTop;
    this.scroller.scrollLeft = scrollLeft;
    await nextFrame();
    await nextFrame();
  }

  async until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`It did not come true: ${condition.toString()}`);
      await nextFrame();
    }
  }

  next<Name extends keyof HTMLElementEventMap>(name: Name): Promise<HTMLElementEventMap[Name]> {
    return new Promise((resolve) => this.element.addEventListener(name, (event) => resolve(event), { once: true }));
  }
}

function clipboardEvent(type: string, text: string): ClipboardEvent {
  const clipboardData = new DataTransfer();
  if (text !== "") clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent(type, { bubbles: true, composed: true, cancelable: true });
  // Firefox gives an event that a script made a clipboard of its own.
  return Object.defineProperty(event, "clipboardData", { value: clipboardData });
}

export function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}
