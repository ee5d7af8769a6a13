import { EngineCore } from "../engine-core.ts";
import type { EngineOptions } from "../engine.ts";
import type { TableFace } from "./table-face.ts";

/** One core a stored table, however many elements of the page show it; it is closed with the last of its faces. */
export class SharedCores {
  readonly #open = new Map<string, EngineCore>();
  /** Until the former cores of a table are closed, the next one does not open what is stored. */
  readonly #closing = new Map<string, Promise<unknown>>();

  /** The core of the table, a new one if there is none. A table without a name is never shared. */
  core(options: EngineOptions): EngineCore {
    const key = keyOf(options);
    const core = this.#open.get(key) ?? new EngineCore(options, this.#closing.get(key));
    if (options.name) this.#open.set(key, core);
    return core;
  }

  /** The face is gone. */
  async leave(core: EngineCore, face: TableFace): Promise<void> {
    core.faces.delete(face);
    if (core.faces.size > 0) {
      face.close();
      return;
    }
    const key = keyOf(core);
    if (this.#open.get(key) === core) this.#open.delete(key);
    // One that was closed just before may still be saving.
    const closing = Promise.all([this.#closing.get(key), core.close()]);
    this.#closing.set(key, closing);
    await closing;
    if (this.#closing.get(key) === closing) this.#closing.delete(key);
    face.close();
  }
}

/** Of this page. */
export const pageCores = new SharedCores();

function keyOf({ name, assetBase }: EngineOptions): string {
  return JSON.stringify([name, assetBase]);
}
