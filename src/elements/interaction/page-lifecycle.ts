import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";

/** Asks before the page goes while something would be lost, and saves at once when it is hidden. */
export class PageLifecycle implements ReactiveController {
  readonly #engine: () => Engine | null;

  constructor(host: ReactiveControllerHost, engine: () => Engine | null) {
    this.#engine = engine;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("beforeunload", this);
    document.addEventListener("visibilitychange", this);
  }

  hostDisconnected(): void {
    window.removeEventListener("beforeunload", this);
    document.removeEventListener("visibilitychange", this);
  }

  handleEvent(event: Event): void {
    if (event.type === "beforeunload") {
      if (this.#engine()?.hasUnsavedChanges === true) event.preventDefault();
    } else if (document.visibilityState === "hidden") {
      this.#engine()?.flush();
    }
  }
}
