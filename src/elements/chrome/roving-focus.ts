import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * One tab stop for the buttons of a toolbar or menu; the arrow keys along its axis, Home and End move inside of it, as
 * WAI-ARIA's patterns want. The buttons are those that carry `data-roving`.
 */
export class RovingFocusController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #axis: "horizontal" | "vertical";
  #current: HTMLElement | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, axis: "horizontal" | "vertical" = "horizontal") {
    this.#host = host;
    this.#axis = axis;
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
    const { items } = this;
    const at = items.findIndex((item) => item === event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = nextIndex(event.key, at, items.length, this.#arrows);
    const item = to === undefined ? undefined : items[to];
    if (!item) return;
    event.preventDefault();
    item.focus();
  };

  get items(): readonly HTMLElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>("[data-roving]") ?? [])];
  }

  get #arrows(): Arrows {
    if (this.#axis === "vertical") return { forward: "ArrowDown", backward: "ArrowUp" };
    const isRightToLeft = getComputedStyle(this.#host).direction === "rtl";
    return isRightToLeft
      ? { forward: "ArrowLeft", backward: "ArrowRight" }
      : { forward: "ArrowRight", backward: "ArrowLeft" };
  }

  #setCurrent(wanted: HTMLElement | undefined): void {
    const { items } = this;
    this.#current = items.find((item) => item === wanted) ?? items[0];
    for (const item of items) item.tabIndex = item === this.#current ? 0 : -1;
  }
}

interface Arrows {
  readonly forward: string;
  readonly backward: string;
}

function nextIndex(key: string, at: number, count: number, { forward, backward }: Arrows): number | undefined {
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
