import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";

export interface PageLifecycleOptions {
  engine(): Engine | null;
  onHide(): void;
}

/**
 * Asks before the page goes while something would be lost, and saves at once when it is hidden. A frame that is left
 * hears only `pagehide`.
 */
export class PageLifecycle implements ReactiveController {
  readonly #options: PageLifecycleOptions;

  constructor(host: ReactiveControllerHost, options: PageLifecycleOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("beforeunload", this);
    window.addEventListener("pagehide", this);
    document.addEventListener("visibilitychange", this);
  }

  hostDisconnected(): void {
    window.removeEventListener("beforeunload", this);
    window.removeEventListener("pagehide", this);
    document.removeEventListener("visibilitychange", this);
  }

  handleEvent(event: Event): void {
    if (event.type === "beforeunload") {
      if (this.#options.engine()?.hasUnsavedChanges === true) event.preventDefault();
    } else if (event.type === "pagehide" || document.visibilityState === "hidden") {
      this.#options.onHide();
      this.#options.engine()?.flush();
    }
  }
}
