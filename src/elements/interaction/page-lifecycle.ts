import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";

export interface PageLifecycleOptions {
  engine(): Engine | null;
  onHide(): void;
}

const WINDOW_EVENTS = ["beforeunload", "pagehide", "pageshow"] as const;
const DOCUMENT_EVENTS = ["visibilitychange", "freeze", "resume"] as const;

/**
 * Asks before the page goes while something would be lost, saves at once when it is hidden, and lets others have the
 * files while it is frozen or kept for the way back. A frame that is left hears only `pagehide`.
 */
export class PageLifecycle implements ReactiveController {
  readonly #options: PageLifecycleOptions;
  /** The one that let go of its files. */
  #suspended: Engine | null = null;

  constructor(host: ReactiveControllerHost, options: PageLifecycleOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of WINDOW_EVENTS) window.addEventListener(type, this);
    for (const type of DOCUMENT_EVENTS) document.addEventListener(type, this);
  }

  hostDisconnected(): void {
    for (const type of WINDOW_EVENTS) window.removeEventListener(type, this);
    for (const type of DOCUMENT_EVENTS) document.removeEventListener(type, this);
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case "beforeunload":
        if (this.#options.engine()?.hasUnsavedChanges === true) event.preventDefault();
        break;
      case "visibilitychange":
        if (document.visibilityState === "hidden") this.#flush();
        break;
      case "pagehide":
      case "freeze":
        this.#flush();
        this.#suspend();
        break;
      case "pageshow":
      case "resume":
        this.#resume();
    }
  }

  #flush(): void {
    this.#options.onHide();
    this.#options.engine()?.flush();
  }

  /** Once, though a page that goes into the back/forward cache is both hidden and frozen. */
  #suspend(): void {
    const engine = this.#options.engine();
    if (engine === this.#suspended) return;
    this.#suspended = engine;
    engine?.suspend();
  }

  #resume(): void {
    const engine = this.#suspended;
    this.#suspended = null;
    if (engine && engine === this.#options.engine()) engine.resume();
  }
}
