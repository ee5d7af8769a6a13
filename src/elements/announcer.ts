import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../engine/engine.ts";
import { cancelText, transformText } from "./chrome/status-text.ts";

/** What just happened, in a sentence. */
export interface Announcement {
  readonly text: string;
  /** The reader is offered to take it back. */
  readonly isUndoable: boolean;
}

const SHOWN_MS = 8_000;

/** Tells the reader for some seconds what became of a command. */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #current: Announcement | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void)[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  get current(): Announcement | null {
    return this.#current;
  }

  follow(engine: Engine | null): void {
    for (const stop of this.#unsubscribe) stop();
    this.clear();
    this.#unsubscribe = engine
      ? [
          engine.on("operation-cancel", (detail) => this.say(cancelText(detail, undefined))),
          engine.on("transform-complete", (detail) => {
            this.say(transformText(detail, undefined), { isUndoable: detail.changedRows > 0 });
          }),
          engine.on(
            "access-change",
            ({ access }) => access === "write" && this.say("You can edit this table here now"),
          ),
          engine.on("view-reset", ({ reason }) => reason !== null && this.say(reason)),
          // What was said before speaks of another state.
          engine.on("operations-change", ({ operations }) => operations.length > 0 && this.clear()),
          engine.on("cell-edit", () => this.clear()),
        ]
      : [];
  }

  say(text: string, { isUndoable = false } = {}): void {
    clearTimeout(this.#timer);
    this.#current = { text, isUndoable };
    this.#timer = setTimeout(() => this.clear(), SHOWN_MS);
    this.#host.requestUpdate();
  }

  clear(): void {
    clearTimeout(this.#timer);
    if (!this.#current) return;
    this.#current = null;
    this.#host.requestUpdate();
  }
}
