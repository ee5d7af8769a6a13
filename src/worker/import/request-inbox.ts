import type { ImportRequest } from "../import-protocol.ts";

/** Chunks that the engine was sent and did not acknowledge, at most: one is read in while the next is decoded. */
const MAX_UNACKNOWLEDGED = 3;

type Rows = Extract<ImportRequest, { type: "objects" | "ipc" }>;

/** What the engine sent after `start`, for whoever waits for it. */
export class RequestInbox {
  #open = 0;
  #isShown = false;
  readonly #rows: Rows[] = [];
  #wake: () => void = () => undefined;

  receive(request: Exclude<ImportRequest, { type: "start" }>): void {
    if (request.type === "ack") this.#open--;
    else if (request.type === "shown") this.#isShown = true;
    else this.#rows.push(request);
    this.#wake();
  }

  /** Resolves when another chunk may be sent, with which at most `most` are unacknowledged, and counts it as sent. */
  async ready(most = MAX_UNACKNOWLEDGED): Promise<void> {
    while (this.#open >= most) await this.#change();
    this.#open++;
  }

  async shown(): Promise<void> {
    while (!this.#isShown) await this.#change();
  }

  /** The engine's rows in turn, to the last. */
  async *rows(): AsyncGenerator<Rows, void, void> {
    for (;;) {
      const next = this.#rows.shift();
      if (next) yield next;
      else await this.#change();
      if (next?.last) return;
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
