import type { EngineState, OperationName, SaveState } from "../engine/engine-events.ts";

export interface StatesSource {
  readonly state: EngineState;
  readonly saveState: SaveState;
}

const CHANGES: ReadonlySet<OperationName> = new Set(["transform", "undo", "redo"]);

/** `:state(loading)`, `:state(transforming)`, `:state(exporting)` and the like of an element. */
export class HostStates {
  readonly #internals: ElementInternals;

  constructor(host: HTMLElement) {
    this.#internals = host.attachInternals();
  }

  show(
    { state, saveState }: StatesSource,
    engine: { readonly hasUnsavedChanges: boolean; readonly operations: readonly OperationName[] } | null,
  ): void {
    const operations = engine?.operations ?? [];
    // A crash of the page would lose nothing.
    const isSafe = engine?.hasUnsavedChanges !== true;
    this.#set("loading", state === "loading");
    const isChanging = operations.some((name) => CHANGES.has(name));
    this.#set("transforming", isChanging);
    this.#set("exporting", operations.includes("export"));
    this.#set("saving", saveState === "saving");
    this.#set("dirty", saveState === "dirty" || (saveState === "failed" && !isSafe));
    this.#set("safe", saveState === "safe");
    this.#set("error", state === "error" || saveState === "failed");
  }

  #set(name: string, isOn: boolean): void {
    if (isOn) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }
}
