const REST_MS = 150;
const WHEEL_MEMORY_MS = 200;

export interface ScrollListeners {
  onScroll(): void;
  onRest(): void;
}

/** Tells a scroller's scrolling from its rest, and a wheel or finger from a dragged thumb. */
export class ScrollMonitor {
  readonly #listeners: ScrollListeners;
  #scroller: HTMLElement | null = null;
  #wheelUntil = 0;
  #isTouching = false;
  #restTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(listeners: ScrollListeners) {
    this.#listeners = listeners;
  }

  get isContinuous(): boolean {
    return this.#isTouching || performance.now() < this.#wheelUntil;
  }

  connect(scroller: HTMLElement): void {
    this.disconnect();
    this.#scroller = scroller;
    for (const type of EVENTS) scroller.addEventListener(type, this, { passive: true });
  }

  disconnect(): void {
    for (const type of EVENTS) this.#scroller?.removeEventListener(type, this);
    clearTimeout(this.#restTimer);
    this.#scroller = null;
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case "wheel":
        this.#wheelUntil = performance.now() + WHEEL_MEMORY_MS;
        break;
      case "touchstart":
        this.#isTouching = true;
        break;
      case "touchend":
      case "touchcancel":
        this.#isTouching = false;
        break;
      case "pointerdown":
        this.#wheelUntil = 0;
        break;
      case "scroll":
        clearTimeout(this.#restTimer);
        this.#listeners.onScroll();
        if (!("onscrollend" in window)) this.#awaitRest();
        break;
      case "scrollend":
        this.#awaitRest();
        break;
    }
  }

  /** Each notch of a wheel without smooth scrolling ends a scroll: it rests only when no other follows. */
  #awaitRest(): void {
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.#listeners.onRest(), REST_MS);
  }
}

const EVENTS = ["scroll", "scrollend", "wheel", "touchstart", "touchend", "touchcancel", "pointerdown"] as const;
