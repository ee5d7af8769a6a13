import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * One tab stop for a toolbar's buttons; the arrow keys, Home and End move inside of it, as WAI-ARIA's toolbar pattern
 * wants. The buttons are those that carry `data-roving`.
 */
export class RovingFocusController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #current: HTMLElement | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#setCurrent(this.#current);
  }

  readonly handleFocusIn = (event: FocusEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    if (target?.dataset["roving"] !== undefined) this.#setCurrent(target);
  };

  readonly handleKeydown = (event: KeyboardEvent): void => {
    const items = this.#items();
    const at = items.findIndex((item) => item === event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = nextIndex(event.key, at, items.length, getComputedStyle(this.#host).direction === "rtl");
    const item = to === undefined ? undefined : items[to];
    if (!item) return;
    event.preventDefault();
    item.focus();
  };

  #items(): HTMLElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>("[data-roving]") ?? [])];
  }

  #setCurrent(wanted: HTMLElement | undefined): void {
    const items = this.#items();
    this.#current = items.find((item) => item === wanted) ?? items[0];
    for (const item of items) item.tabIndex = item === this.#current ? 0 : -1;
  }
}

function nextIndex(key: string, at: number, count: number, isRightToLeft: boolean): number | undefined {
  const forward = isRightToLeft ? "ArrowLeft" : "ArrowRight";
  const backward = isRightToLeft ? "ArrowRight" : "ArrowLeft";
  switch (key) {
    case forward:
      return (at + 1) % count;
    case backward:
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
