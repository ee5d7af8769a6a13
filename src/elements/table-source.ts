import type { Abortable, Engine } from "../engine/engine.ts";
import { textRowsFile } from "../engine/import/text-rows.ts";
import type { LoadFormat, LoadSource } from "../engine/import/import-types.ts";
import { tableElementRows } from "./content-table.ts";
import type { EngineSession } from "./engine-session.ts";
import { tableChild } from "./table-child.ts";
import type { TableView } from "./table-view.ts";

export interface TableSourceHost extends HTMLElement {
  readonly name: string;
  readonly src: string;
  readonly format: LoadFormat;
}

/** Where the table comes from: what is stored, what `src` names, what a page or a reader hands over. */
export class TableSource {
  readonly #host: TableSourceHost;
  readonly #session: EngineSession;
  readonly #view: TableView;

  constructor(host: TableSourceHost, session: EngineSession, view: TableView) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
  }

  /** The stored table goes before `src`, and that before a `<table>` inside the element. */
  async openInitial(engine: Engine, signal: AbortSignal): Promise<void> {
    if (this.#host.name !== "" && (await this.#view.openStored(engine, signal))) return;
    // Another page is about to store its table under this name.
    if (engine.access === "read") return;
    if (this.#host.src !== "") await this.#loadSrc(engine, { signal });
    else await this.#loadContent(engine, signal);
  }

  /** `src` or `format` changed: what it names now takes the place of the table. */
  reload(): void {
    const { engine } = this.#session;
    if (!engine || this.#host.src === "") return;
    this.#session.stopOpening();
    this.#loadSrcAnew().catch((error: unknown) => this.#session.report(error));
  }

  async load(source: LoadSource, { format, signal }: Abortable & { format?: LoadFormat }): Promise<void> {
    const engine = this.#session.startToWrite();
    this.#session.stopOpening();
    await engine.load(source, { format: format ?? this.#host.format, origin: "api", ...(signal && { signal }) });
    this.#view.startKeeping();
  }

  readonly loadFile = (file: File): void => {
    this.load(file, { format: "auto" }).catch((error: unknown) => this.#session.report(error));
  };

  async #loadSrcAnew(): Promise<void> {
    await this.#loadSrc(this.#session.startToWrite(), {});
  }

  async #loadContent(engine: Engine, signal: AbortSignal): Promise<void> {
    const table = tableElementRows(await tableChild(this.#host, signal));
    if (table.columns.length === 0) return;
    await engine.load(textRowsFile(table), { format: "csv", origin: "content", signal });
    this.#view.startKeeping();
  }

  async #loadSrc(engine: Engine, options: Abortable): Promise<void> {
    const { src, format, baseURI } = this.#host;
    await engine.load(new URL(src, baseURI), { format, origin: "src", ...options });
    this.#view.startKeeping();
  }
}
