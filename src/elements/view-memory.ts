import type { ViewState } from "../engine/settings/view-state.ts";
import { ViewStateStore } from "../engine/settings/view-state-store.ts";

/** Keeps how a named table was looked at, apart from its data; an unnamed one is not kept. */
export class ViewMemory {
  #store: ViewStateStore | null = null;
  /** Nothing is written before the table is there: an empty grid would overwrite what was kept. */
  #isOpen = false;
  #hasMissed = false;

  /** What an earlier visit left under `name`. */
  async recall(name: string): Promise<Partial<ViewState>> {
    this.#isOpen = false;
    this.#hasMissed = false;
    this.#store = name === "" ? null : new ViewStateStore(name);
    return (await this.#store?.read()) ?? {};
  }

  /** True when the view changed before: it has to be kept now. */
  open(): boolean {
    this.#isOpen = true;
    return this.#hasMissed;
  }

  close(): void {
    this.flush();
    this.#isOpen = false;
    this.#store = null;
  }

  keep(state: ViewState): void {
    if (this.#isOpen) this.#store?.write(state);
    else this.#hasMissed = true;
  }

  flush(): void {
    void this.#store?.flush();
  }

  async forget(): Promise<void> {
    await this.#store?.delete();
  }
}
