import type { EngineState, SaveState } from "../engine/engine-events.ts";

/** `:state(loading)`, `:state(saving)`, `:state(dirty)` and `:state(error)` of an element. */
export class HostStates {
  readonly #internals: ElementInternals;

  constructor(host: HTMLElement) {
    this.#internals = host.attachInternals();
  }

  show({ state, saveState }: { readonly state: EngineState; readonly saveState: SaveState }): void {
    this.#set("loading", state === "loading");
    this.#set("saving", saveState === "saving");
    this.#set("dirty", saveState === "dirty" || saveState === "failed");
    this.#set("error", state === "error" || saveState === "failed");
  }

  #set(name: string, isOn: boolean): void {
    if (isOn) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }
}
