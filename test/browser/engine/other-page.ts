import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { ASSET_BASE } from "./engine-fixture.ts";

const ENGINE = new URL("../../../src/engine/table-engine.ts", import.meta.url).href;

/** A page of its own, which can go without a word. */
export class OtherPage {
  readonly #frame: HTMLIFrameElement;

  static async open(): Promise<OtherPage> {
    const frame = document.createElement("iframe");
    const loaded = new Promise<typeof TableEngine>((resolve) => {
      addEventListener("message", function hear({ source }) {
        if (source !== frame.contentWindow) return;
        removeEventListener("message", hear);
        resolve((source as Window & { TableEngine: typeof TableEngine }).TableEngine);
      });
    });
    frame.srcdoc = `<script type="module">
      import { TableEngine } from "${ENGINE}";
      window.TableEngine = TableEngine;
      parent.postMessage("loaded", "*");
    </script>`;
    document.body.append(frame);
    return new OtherPage(frame, await loaded);
  }

  readonly #TableEngine: typeof TableEngine;

  private constructor(frame: HTMLIFrameElement, Engine: typeof TableEngine) {
    this.#frame = frame;
    this.#TableEngine = Engine;
  }

  /** An engine that saves only when told to. */
  openEngine(name: string): TableEngine {
    const engine = this.#TableEngine.open({ name, assetBase: ASSET_BASE });
    engine.configure({ autosave: false });
    return engine;
  }

  /** Ends it as a crash would. */
  crash(): void {
    this.#frame.remove();
  }
}
