import type { Emitter } from "./emitter.ts";
import type { EngineEvents, EngineState } from "./engine-events.ts";

/** State of the engine and its last error; changes are told by `state-change`. */
export class EngineStatus {
  readonly #events: Emitter<EngineEvents>;
  #state: EngineState = "idle";
  #error: Error | null = null;

  constructor(events: Emitter<EngineEvents>) {
    this.#events = events;
  }

  get state(): EngineState {
    return this.#state;
  }

  get error(): Error | null {
    return this.#error;
  }

  /** A load begins; what went wrong before does not count any more. */
  startLoading(): void {
    this.#error = null;
    this.enter("loading");
  }

  enter(state: EngineState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.emit("state-change", { state });
  }

  /** Keeps the error until the next load. Without a change of the state, it is told as one. */
  report(thrown: unknown, state: EngineState = this.#state): void {
    this.#error = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.#state = state;
    this.#events.emit("state-change", { state });
  }
}
