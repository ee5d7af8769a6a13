import type { ReactiveControllerHost } from "lit";

const SPACE_MS = 100;

/**
 * Renders at once for the first of many changes, and then as often as a reader can see: a page that makes one edit after
 * the other would wait for states that nobody looks at.
 */
export class SpacedUpdates {
  readonly #host: Pick<ReactiveControllerHost, "requestUpdate">;
  #isSpaced = false;
  #isAsked = false;

  constructor(host: Pick<ReactiveControllerHost, "requestUpdate">) {
    this.#host = host;
  }

  readonly request = (): void => {
    this.#isAsked = this.#isSpaced;
    if (this.#isSpaced) return;
    this.#isSpaced = true;
    this.#host.requestUpdate();
    setTimeout(() => {
      this.#isSpaced = false;
      if (this.#isAsked) this.request();
    }, SPACE_MS);
  };
}
