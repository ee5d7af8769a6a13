import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";

const EVENTS = ["scroll", "wheel", "touchmove", "pointermove", "keydown"] as const;

/** Tells the engine that the reader scrolls, drags or types, at most once a frame. */
export class InputNotes implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #engine: () => Engine | null;
  #isNoted = false;

  constructor(host: ReactiveControllerHost & HTMLElement, engine: () => Engine | null) {
    this.#host = host;
    this.#engine = engine;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isNoted = false;
    // Scrolls do not leave the shadow root.
    const target = this.#host.shadowRoot;
    for (const type of EVENTS) target?.addEventListener(type, this, { passive: true, capture: true });
  }

  hostDisconnected(): void {
    for (const type of EVENTS) this.#host.shadowRoot?.removeEventListener(type, this, { capture: true });
  }

  handleEvent(event: Event): void {
    const isHover = event instanceof PointerEvent && event.buttons === 0;
    if (this.#isNoted || isHover) return;
    this.#isNoted = true;
    requestAnimationFrame(this.#forget);
    this.#engine()?.noteInput();
  }

  readonly #forget = (): void => {
    this.#isNoted = false;
  };
}
