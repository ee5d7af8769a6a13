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

/** What the attributes name, as far as that matters for what is loaded. */
interface NamedSource {
  readonly src: string;
  readonly format: LoadFormat;
}

/** Where the table comes from: what is stored, what `src` names, what a page or a reader hands over. */
export class TableSource {
  readonly #host: TableSourceHost;
  readonly #session: EngineSession;
  readonly #view: TableView;
  /** What the attributes named when they were looked at last. */
  #named: NamedSource = { src: "", format: "auto" };

  constructor(host: TableSourceHost, session: EngineSession, view: TableView) {
    this.#host = host;
    this.#session = session;
    this.#view = view;
  }

  /** The stored table goes before `src`, and that before a `<table>` inside the element. */
  async openInitial(engine: Engine, signal: AbortSignal): Promise<void> {
    this.#look();
    if (this.#host.name !== "" && (await this.#view.openStored(engine, signal))) return;
    // Another page is about to store its table under this name.
    if (engine.access === "read") return;
    if (this.#host.src !== "") await this.#loadSrc(engine, { signal });
    else await this.#loadContent(engine, signal);
  }

  /** Goes by what `src` and `format` say now, if that is something else than before. */
  follow(): void {
    const { src, format } = this.#named;
    if (!this.#session.engine || (src === this.#host.src && format === this.#host.format)) return;
    const named = this.#look();
    if (src === "" && named.src === "") return;
    if (this.#session.isOpening) void this.#session.reopen();
    else if (named.src !== "") this.#takeSrc(src);
  }

  /** Another URL replaces the table; the first one is what a table begins with. */
  #takeSrc(former: string): void {
    if (former !== "") this.#loadSrcAnew().catch((error: unknown) => this.#session.report(error));
    else if (!this.#isKept) void this.#session.reopen();
  }

  #look(): NamedSource {
    const { src, format } = this.#host;
    this.#named = { src, format };
    return this.#named;
  }

  /** The table is stored under its name, or about to be. */
  get #isKept(): boolean {
    const { engine, news } = this.#session;
    if (this.#host.name === "" || engine?.state !== "ready") return false;
    const isUnchanged = engine.storage === "memory" || engine.saveState === "clean";
    return news.hasVersions !== false || !isUnchanged;
  }

  async load(source: LoadSource, { format, signal }: Abortable & { format?: LoadFormat }): Promise<void> {
    const engine = this.#session.startToWrite();
    this.#session.stopOpening();
    try {
      await engine.load(source, { format: format ?? this.#host.format, origin: "api", ...(signal && { signal }) });
    } catch (error) {
      // Only now it is known that another tab has the table, which is to be shown all the same.
      if (engine.access === "read" && engine.state !== "ready") void this.#session.reopen();
      throw error;
    }
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
    const { src, format } = this.#look();
    await engine.load(new URL(src, this.#host.baseURI), { format, origin: "src", ...options });
    this.#view.startKeeping();
  }
}
